import AdminAPI
import BoardProtocol
import BoardServer
import Values
import WallboardCore

/// The boards that show a code and wait for an admin to type it (RFC 8628; protocol, section 3, `pairing`).
///
/// A value without clock or randomness of its own. A board is here from its `hello` without credentials until it is
/// paired or gone:
///
/// | state | `claim` by an admin | time | board gone |
/// | --- | --- | --- | --- |
/// | waiting | → claimed | a new code after `maxCodeSeconds` | forgotten |
/// | claimed | – : the code is nobody's | keeps | remembered as gone until the claim ends |
///
/// A claim ends by `release` (no seat, or another mistake: the same code is valid again until it expires) or by
/// `complete` (paired; the code is used up).
struct PairingDesk {
    /// A board that shows a code.
    struct Board {
        let connection: ConnectionID
        let hello: Hello
        let address: String
        var code: UserCode
        var expiresAt: Instant
        fileprivate let blocks: Blocks
        fileprivate var isClaimed = false
        fileprivate var isGone = false

        /// Whether the code has expired, or expires later than any new code would: then the clock was ahead.
        fileprivate func isOver(at now: Instant) -> Bool {
            expiresAt <= now
                || expiresAt
                    > PairingDesk.expiry(at: now).advanced(
                        byMilliseconds: GatewayLimits.Pairing.maxClockSlackMillis)
        }
    }

    /// Why a board cannot wait here.
    enum Full: Error {
        case desk, address
    }

    /// The block by which an address is counted.
    fileprivate struct Blocks {
        let address: AddressBlock
        let network: AddressBlock

        /// An unreadable address, which no connection has, is counted with the others like it.
        init(of text: String) {
            let address = IPAddress(text.prefix { $0 != "%" }) ?? IPAddress(.v6(high: 0, low: 0))
            self.address = AddressBlock(countedFor: address)
            network = AddressBlock(around: address, prefixLength: address.width == 32 ? 24 : 48)
        }
    }

    private var boards: [ConnectionID: Board] = [:]
    private var connections: [UserCode: ConnectionID] = [:]
    /// Boards that wait, by address and by network. No block is counted as both: their lengths differ.
    private var perBlock: [AddressBlock: Int] = [:]

    /// Boards that wait, claimed ones included.
    var count: Int { boards.count }

    /// Adds a board and gives it a code that no other board shows.
    mutating func begin(
        _ connection: ConnectionID, _ hello: Hello, address: String, at now: Instant,
        using generator: inout some RandomNumberGenerator
    ) throws(Full) -> Board {
        precondition(boards[connection] == nil, "a board asks for a second code")
        let blocks = Blocks(of: address)
        let ofAddress = perBlock[blocks.address, default: 0]
        guard
            boards.count < GatewayLimits.Pairing.maxBoards
                - (ofAddress == 0 ? 0 : GatewayLimits.Pairing.minPlacesForNewAddresses)
        else { throw .desk }
        guard ofAddress < GatewayLimits.Pairing.maxPerAddress,
            perBlock[blocks.network, default: 0] < GatewayLimits.Pairing.maxPerNetwork
        else {
            throw .address
        }
        let board = Board(
            connection: connection, hello: hello, address: address, code: draw(using: &generator),
            expiresAt: Self.expiry(at: now), blocks: blocks)
        boards[connection] = board
        connections[board.code] = connection
        perBlock[blocks.address, default: 0] += 1
        perBlock[blocks.network, default: 0] += 1
        return board
    }

    /// The board that shows a code now; nil if none does, or the code has expired.
    func board(showing code: UserCode, at now: Instant) -> Board? {
        guard let board = connections[code].flatMap({ boards[$0] }), !board.isClaimed, !board.isOver(at: now) else {
            return nil
        }
        return board
    }

    /// Takes a board for one admin: nobody else finds its code until the claim is released. Nil as with
    /// `board(showing:)`.
    mutating func claim(_ code: UserCode, at now: Instant) -> Board? {
        guard let board = board(showing: code, at: now) else { return nil }
        boards[board.connection]?.isClaimed = true
        return board
    }

    /// The claim failed: the code is valid again.
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

    /// Gives new codes to the boards whose codes have expired; returns them with their new codes, in the order in
    /// which the old ones expired.
    mutating func renew(at now: Instant, using generator: inout some RandomNumberGenerator) -> [Board] {
        let over = boards.values.filter { !$0.isClaimed && $0.isOver(at: now) }
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

    fileprivate static func expiry(at now: Instant) -> Instant {
        now.advanced(byMilliseconds: Int64(GatewayLimits.Pairing.maxCodeSeconds) * 1_000)
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
        for block in [board.blocks.address, board.blocks.network] {
            let left = perBlock[block, default: 0] - 1
            perBlock[block] = left > 0 ? left : nil
        }
    }
}
