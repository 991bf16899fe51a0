import BoardProtocol
import EventLoop

/// How the boards of a loop that shuts down are sent away: each at its own moment, spread evenly, so that they do not
/// all shake hands at once elsewhere. A value without I/O or clock; times are milliseconds.
struct Drain {
    /// What boards are closed with.
    let close: BoardClose
    /// Boards are also asked to come back spread over this time.
    private let spreadMillis: Int64
    /// Boards that have yet to be sent away, and when each is: the next one last.
    private var departures: [(at: Int64, board: PollToken)]

    /// The first board goes `now`, the last before `spreadMillis`, 0…, are over.
    init(of boards: [PollToken], _ close: BoardClose, spreadMillis: Int64, at now: Int64) {
        precondition(spreadMillis >= 0, "spread over \(spreadMillis) ms")
        self.close = close
        self.spreadMillis = spreadMillis
        departures = boards.enumerated().reversed().map { position, board in
            (at: now + spreadMillis * Int64(position) / Int64(boards.count), board: board)
        }
    }

    /// When the next board is to go; nil: all have been sent away.
    var nextMoment: Int64? { departures.last?.at }

    /// Takes out a board whose moment has come.
    mutating func nextToGo(at now: Int64) -> PollToken? {
        guard let next = departures.last, next.at <= now else { return nil }
        departures.removeLast()
        return next.board
    }

    /// No board waits for its moment any more: the caller sends all away now.
    mutating func hurry() { departures = [] }

    /// After how long one board is asked to come back.
    func comeBackMillis(using random: inout some RandomNumberGenerator) -> Int64 {
        .random(in: 0...spreadMillis, using: &random)
    }
}
