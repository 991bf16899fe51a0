import AdminAPI
import BoardProtocol
import BoardServer
import WallboardCore

/// The boards that show a code and wait for an admin to type it (RFC 8628; protocol, section 3, `pairing`).
///
/// A value without clock or randomness of its own. A board is here from its `hello` without credentials until it is paired
/// or gone:
///
/// | state | `claim` by an admin | time | board gone |
/// | --- | --- | --- | --- |
/// | waiting | → claimed | a new code after `codeSeconds` | forgotten |
/// | claimed | – : the code is nobody's | keeps | remembered as gone until the claim ends |
///
/// A claim ends by `release` (no seat, or another mistake: the same code is good again until its time) or by `complete`
/// (paired; the code is used up).
struct PairingDesk {
    /// How long a code is good: as long as it takes to walk from the screen to a desk.
    static let codeSeconds = 600
    /// Boards that wait at once; one more is told to come back later. At most some hundred bytes each.
    static let mostWaiting = 10_000
    /// Boards behind one address that wait at once: a whole floor of new screens, and no more than a stranger may take.
    static let mostPerAddress = 250

    /// A board that shows a code.
    struct Board {
        let connection: ConnectionID
        let hello: Hello
        let address: String
        var code: UserCode
        var expiresAt: Instant
        fileprivate var isClaimed = false
        fileprivate var isGone = false
    }

    /// Why a board cannot wait here.
    enum Full: Error {
        case desk, address
    }

    private var boards: [ConnectionID: Board] = [:]
    private var connections: [UserCode: ConnectionID] = [:]
    private var perAddress: [String: Int] = [:]

    /// Boards that wait, claimed ones included.
    var count: Int { boards.count }

    /// Takes a board in and gives it a code that no other board shows.
    mutating func begin(
        _ connection: ConnectionID, _ hello: Hello, address: String, at now: Instant,
        using generator: inout some RandomNumberGenerator
    ) throws(Full) -> Board {
        precondition(boards[connection] == nil, "a board asks for a second code")
        guard boards.count < Self.mostWaiting else { throw .desk }
        guard perAddress[address, default: 0] < Self.mostPerAddress else { throw .address }
        let board = Board(
            connection: connection, hello: hello, address: address, code: draw(using: &generator),
            expiresAt: Self.expiry(at: now))
        boards[connection] = board
        connections[board.code] = connection
        perAddress[address, default: 0] += 1
        return board
    }

    /// The board that shows a code now; nil if none does, or its time is over.
    func board(showing code: UserCode, at now: Instant) -> Board? {
        guard let board = connections[code].flatMap({ boards[$0] }), !board.isClaimed, now < board.expiresAt else {
            return nil
        }
        return board
    }

    /// Takes a board for one admin: nobody else finds its code until the claim is released. Nil as with `board(showing:)`.
    mutating func claim(_ code: UserCode, at now: Instant) -> Board? {
        guard let board = board(showing: code, at: now) else { return nil }
        boards[board.connection]?.isClaimed = true
        return board
    }

    /// The claim came to nothing: the code is good again.
    mutating func release(_ connection: ConnectionID) {
        guard let board = boards[connection] else { return }
        boards[connection]?.isClaimed = false
        if board.isGone { forget(board) }
    }

    /// The board was paired, and its code is used up. Returns whether the board is still there.
    mutating func complete(_ connection: ConnectionID) -> Bool {
        guard let board = boards[connection] else { return false }
        forget(board)
        return !board.isGone
    }

    /// The board's connection is gone.
    mutating func leave(_ connection: ConnectionID) {
        guard let board = boards[connection] else { return }
        if board.isClaimed {
            boards[connection]?.isGone = true
        } else {
            forget(board)
        }
    }

    /// Gives new codes to the boards whose time is over; returns them with their new codes, in the order of the old ones'
    /// ends.
    mutating func renew(at now: Instant, using generator: inout some RandomNumberGenerator) -> [Board] {
        let over = boards.values.filter { !$0.isClaimed && $0.expiresAt <= now }
            .sorted { ($0.expiresAt, $0.code.letters) < ($1.expiresAt, $1.code.letters) }
        return over.map { board in
            var board = board
            connections[board.code] = nil
            board.code = draw(using: &generator)
            board.expiresAt = Self.expiry(at: now)
            connections[board.code] = board.connection
            boards[board.connection] = board
            return board
        }
    }

    private static func expiry(at now: Instant) -> Instant {
        now.advanced(byMilliseconds: Int64(codeSeconds) * 1_000)
    }

    private func draw(using generator: inout some RandomNumberGenerator) -> UserCode {
        while true {
            let code = UserCode(using: &generator)
            if connections[code] == nil { return code }
        }
    }

    private mutating func forget(_ board: Board) {
        boards[board.connection] = nil
        connections[board.code] = nil
        if let left = perAddress[board.address], left > 1 {
            perAddress[board.address] = left - 1
        } else {
            perAddress[board.address] = nil
        }
    }
}
