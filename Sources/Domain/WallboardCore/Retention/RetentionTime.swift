import Values

/// The time that decides what is old enough to be removed for good: a clock that is ahead for a while must not remove
/// what nobody can bring back.
///
/// It advances with the running time of the gateway. What the machine's clock shows beyond that, whether it leapt, the
/// gateway was off or the machine slept, is confirmed once the clock has shown at least as much for `holdMillis` of
/// running time. So the time is never later than the machine's clock, is the same while that one runs evenly, and
/// catches up with it within twice `holdMillis` after a leap; it is later than the right time only where the clock was
/// ahead for `holdMillis`, and for as long after that.
package struct RetentionTime: Hashable, Sendable {
    /// How long a clock must hold, in milliseconds of running time. Default 24 hours: time to notice and correct a
    /// clock that a bad time server has put ahead; and keeping something a day or two longer than necessary harms
    /// nobody.
    package static let holdMillis: Int64 = 86_400_000
    /// How far the machine's clock may be ahead before that is worth a warning, in milliseconds. Default one hour: more
    /// than a clock is adjusted by in normal operation, and than a restart takes.
    package static let slackMillis: Int64 = 3_600_000

    /// What is certain: the time is this, or what the machine's clock shows where that is less.
    package private(set) var confirmed: Instant
    /// The least that the machine's clock has shown since this hold began, moved on with the running time; not before
    /// `confirmed`.
    package private(set) var candidate: Instant
    /// How much running time of the hold is over, in milliseconds.
    package private(set) var heldMillis: Int64
    /// How long the machine's clock has shown less than is certain. A machine without a battery does at its start,
    /// before it has reached a time server; one that goes on doing so shows that the certain time was an error.
    private var behindMillis: Int64 = 0

    /// Begins at a moment that is certain.
    package init(_ moment: Instant) {
        self.init(confirmed: moment, candidate: moment, heldMillis: 0)
    }

    /// Goes on from what was stored.
    package init(confirmed: Instant, candidate: Instant, heldMillis: Int64) {
        self.confirmed = confirmed
        self.candidate = max(confirmed, candidate)
        self.heldMillis = min(max(0, heldMillis), Self.holdMillis)
    }

    /// Takes the machine's clock, `elapsed` milliseconds of running time (0 or more) after the last call; returns the
    /// time.
    @discardableResult
    package mutating func pass(_ elapsed: Int64, clock: Instant) -> Instant {
        precondition(elapsed >= 0, "elapsed is \(elapsed)")
        confirmed = confirmed.advanced(byMilliseconds: elapsed)
        candidate = candidate.advanced(byMilliseconds: elapsed)
        // Anything longer than a hold counts as one hold, so no sum overflows.
        let step = min(elapsed, Self.holdMillis)
        if clock < confirmed {
            behindMillis += step
            if behindMillis >= Self.holdMillis { self = RetentionTime(clock) }
            return clock
        }
        behindMillis = 0
        candidate = min(candidate, clock)
        heldMillis += step
        if heldMillis >= Self.holdMillis { self = RetentionTime(confirmed: candidate, candidate: clock, heldMillis: 0) }
        return confirmed
    }
}
