import AdminAPI
import BoardProtocol
import BoardServer
import Values
import WallboardCore

/// The boards of one customer that wait for a seat: their line, and which of them are connected. A value that does no
/// I/O; at most `WaitingBoardLimits.maxPerCustomer` of them, so that walking over the line is cheap.
struct WaitingRoom {
    /// A board that waits and is connected.
    struct Guest {
        let arrival: Arrival
        /// The token that it comes in with; the store has only its hash.
        let token: Secret
        let since: Instant
        /// What its screen says; nil until something was sent.
        var notice: Notice?
    }

    /// What a screen that waits shows.
    struct Notice: Hashable {
        let seats: SeatFigure
        /// False: a free seat would not help, since the licence of its user gives no view.
        let isEntitled: Bool
    }

    /// In the order of their places.
    private(set) var line: [WaitingBoard]
    private(set) var guests: [Serial: Guest] = [:]
    private var serials: [ConnectionID: Serial] = [:]
    /// Whether watchers have yet to hear how the line has changed.
    private(set) var isUntold = false

    init(_ line: [WaitingBoard] = []) {
        self.line = line
    }

    var isEmpty: Bool { line.isEmpty }

    func board(_ serial: Serial) -> WaitingBoard? {
        line.first { $0.serial == serial }
    }

    func board(carrying credential: CredentialID) -> WaitingBoard? {
        line.first { $0.credential == credential }
    }

    /// Adds a board at the end of the line; one that already waits keeps its place.
    mutating func put(_ board: WaitingBoard) {
        isUntold = true
        if let index = line.firstIndex(where: { $0.serial == board.serial }) {
            line[index] = board
        } else {
            line.append(board)
        }
    }

    /// A board of the line is connected. Returns the connection that it takes over from.
    mutating func connect(_ guest: Guest, as serial: Serial) -> Guest? {
        precondition(board(serial) != nil, "\(serial) does not wait")
        isUntold = true
        let older = guests.updateValue(guest, forKey: serial)
        if let older { serials[older.arrival.connection] = nil }
        serials[guest.arrival.connection] = serial
        return older
    }

    /// A connection is gone; if it was one of a board that waits, the board keeps its place.
    mutating func disconnect(_ connection: ConnectionID) {
        guard let serial = serials.removeValue(forKey: connection) else { return }
        guests[serial] = nil
        isUntold = true
    }

    /// The board no longer waits. Returns its connection.
    @discardableResult
    mutating func remove(_ serial: Serial) -> Guest? {
        isUntold = true
        line.removeAll { $0.serial == serial }
        guard let guest = guests.removeValue(forKey: serial) else { return nil }
        serials[guest.arrival.connection] = nil
        return guest
    }

    /// Whether watchers have yet to hear how the line has changed; they count as having heard it.
    mutating func takeUntold() -> Bool {
        defer { isUntold = false }
        return isUntold
    }

    /// Those whose time is over.
    func expired(at now: Instant) -> [WaitingBoard] {
        line.filter { $0.expiresAt <= now }
    }

    /// The first of the line that may come in, at most `count` of them: one whose user has no view keeps its place,
    /// and holds up nobody.
    func next(atMost count: Int, where isEntitled: (UserID) -> Bool) -> [WaitingBoard] {
        Array(line.filter { isEntitled($0.choice.user) }.prefix(max(0, count)))
    }

    /// Records what connected boards are to show. Returns those for which it is new, in the order of their places.
    mutating func notices(
        _ seats: SeatFigure, where isEntitled: (UserID) -> Bool
    ) -> [(guest: Guest, notice: Notice)] {
        var news: [(guest: Guest, notice: Notice)] = []
        for board in line {
            guard let guest = guests[board.serial] else { continue }
            let notice = Notice(seats: seats, isEntitled: isEntitled(board.choice.user))
            guard guest.notice != notice else { continue }
            guests[board.serial]?.notice = notice
            news.append((guest, notice))
        }
        return news
    }
}

/// When a board that found no seat tries again (protocol, section 6, rule 4): soon, so that a raised maximum takes
/// effect quickly, and later the more boards try, so that all boards of a customer together make at most a few tries
/// a second.
enum SeatRetry {
    /// The hint for a board with so many before it, 0 or more: the shortest for each full `maxSoonBoards` of them, a
    /// third more or less, so that boards that were refused together do not come back together.
    static func hint(behind boards: Int, using generator: inout some RandomNumberGenerator) -> Int {
        let (shortest, longest) = (GatewayLimits.Boards.minSeatRetrySeconds, GatewayLimits.Boards.maxSeatRetrySeconds)
        let rounds = 1 + min(boards / GatewayLimits.Boards.maxSoonBoards, longest / shortest)
        let base = Double(shortest * rounds)
        let range = Int((base * 2 / 3).rounded(.up))...Int((base * 4 / 3).rounded(.down))
        return min(longest, Int.random(in: range, using: &generator))
    }
}

extension RefusalLog {
    /// The hint for a board that finds no seat now.
    func seatRetrySeconds(for serial: String, at now: Instant) -> Int {
        var generator = SystemRandomNumberGenerator()
        return SeatRetry.hint(behind: place(of: serial, at: now), using: &generator)
    }
}
