/// What connections that are not up yet may have of a tick, so that boards that are up get their updates while thousands
/// come back, and those that come back get in while much is published. A value that reads no clock; times are microseconds.
///
/// A tick works on so many in any case. Where ticks are long, because much is written in each, that would let in only a few
/// a second: there they have a share of the time.
struct ConnectingBudget: Sendable {
    /// One part in so many of the time.
    private let share: Int64
    private var tickBegan: Int64
    private var lastTick: Int64 = 0
    private var spent: Int64 = 0

    init(share: Int64, now: Int64) {
        precondition(share >= 1, "one part in \(share)")
        self.share = share
        tickBegan = now
    }

    mutating func beginTick(at now: Int64) {
        tickBegan = now
        spent = 0
    }

    mutating func endTick(at now: Int64) {
        lastTick = now - tickBegan
    }

    /// Takes down what was done for one connection.
    mutating func spend(_ micros: Int64) {
        spent += micros
    }

    /// Whether one more may be worked on after `count`, of which `least` may be in any case.
    func allows(after count: Int, least: Int) -> Bool {
        count < least || spent < lastTick / share
    }
}
