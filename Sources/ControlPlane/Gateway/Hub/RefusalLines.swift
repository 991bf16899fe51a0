import Values
import WallboardCore

/// Which refusals are worth a line of the log: a board that is refused tries again every few seconds, for weeks, and says
/// nothing new; so one line an hour for each serial and reason. A value without a clock.
struct RefusalLines {
    /// Boards that are told apart; those beyond share one line an hour: whoever makes up serials gets no more.
    static let mostBoards = 1_000
    /// How long a board's line is good for.
    static let millis: Int64 = 3_600_000

    private struct Board: Hashable {
        let serial: String
        let reason: String
    }

    private var lines = RateLimiter<Board>(.init(burst: 1, millisEach: millis, maxKeys: mostBoards))

    /// Whether this refusal gets a line; if so, it has had it.
    mutating func take(serial: String, reason: String, at now: Instant) -> Bool {
        lines.spend(Board(serial: serial, reason: reason), at: now.milliseconds)
    }
}
