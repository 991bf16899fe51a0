import Values

/// Watches whether the feed of one customer is alive.
///
/// Every request of the feed is a sign of life, even one without events. A feed that was quiet for too long is lost
/// from that moment on, and a sign of life alone does not bring it back: the boards still show calls that may be over.
/// So it stays lost until each call that was open when it went quiet has been heard of again or is closed, or until a
/// statement of the active calls settles it.
package struct FeedWatch: Sendable {
    /// How far behind the clock the newest event of a request may be before the feed counts as delayed, in
    /// milliseconds. Default 60 s: feeds that poll do so every few seconds, and a wallboard that is a minute old is
    /// useless.
    package static let delayMilliseconds: Int64 = 60_000
    /// The longest time between two checks in normal operation, in milliseconds: beyond it, the clock has leapt, or no
    /// check was possible. Default 10 s: checks run every second.
    package static let leapMilliseconds: Int64 = 10_000

    private var lostAfterMilliseconds: Int64?
    private var heardAt: Instant
    /// The time of the last check.
    private var lookedAt: Instant
    /// Whether there ever was a request.
    private var isFed: Bool
    private var isDelayed = false
    private var isLost = false
    /// How far the clock had leapt when the feed was lost; nil where it had not.
    private var leap: Int64?
    private var isHeardSinceLost = false
    /// The calls that were open when the feed was lost and have not been heard of since.
    private var stale: Set<String> = []

    /// A request of the feed.
    package enum Sign: Hashable, Sendable {
        /// It has no events, so there is nothing to apply.
        case nothingToTell
        /// The latest time of its events, and the calls they belong to; no time where all were rejected.
        case events(newest: Instant?, calls: Set<String>)
    }

    /// A feed that was heard of at `now`, or, with `isFed` false, never. `lostAfterSeconds` nil: it is never lost.
    package init(heardAt now: Instant, lostAfterSeconds: Int?, isFed: Bool = true) {
        heardAt = now
        lookedAt = now
        self.isFed = isFed
        lostAfterMilliseconds = lostAfterSeconds.map { Int64($0).multiplied(saturating: 1_000) }
    }

    /// The state of the feed.
    package var state: FeedState { !isFed ? .none : isLost ? .lost : isDelayed ? .delayed : .live }

    /// Lets time pass until `now`. A feed cannot have been heard of later: where the clock was ahead, it was now. And a
    /// feed that was only lost because the clock leapt ahead is not, once the clock goes back: it is judged by the
    /// right time.
    package mutating func wait(until now: Instant, _ callState: CallState) {
        guard isFed else { return }
        let passed = now.milliseconds(since: lookedAt)
        lookedAt = now
        heardAt = min(heardAt, now)
        if isLost, let leap, passed <= -leap / 2 { find() }
        if isLost {
            recover(callState)
        } else if let lostAfterMilliseconds, now.milliseconds(since: heardAt) >= lostAfterMilliseconds {
            isLost = true
            leap = passed > Self.leapMilliseconds ? passed : nil
            isHeardSinceLost = false
            stale = Set(callState.openCalls)
        }
    }

    /// Takes a sign of life whose events `callState` has already applied.
    package mutating func hear(_ sign: Sign, at now: Instant, _ callState: CallState) {
        begin(at: now)
        wait(until: now, callState)
        heardAt = now
        switch sign {
        case .nothingToTell: isDelayed = false
        case .events(let newest, let calls):
            if let newest { isDelayed = now.milliseconds(since: newest) > Self.delayMilliseconds }
            stale.subtract(calls)
        }
        guard isLost else { return }
        isHeardSinceLost = true
        recover(callState)
    }

    /// The active calls were stated: nothing stale is left.
    package mutating func hearStatement(at now: Instant) {
        begin(at: now)
        heardAt = now
        lookedAt = now
        isDelayed = false
        find()
    }

    /// Applies another bound from now on.
    package mutating func change(lostAfterSeconds: Int?) {
        lostAfterMilliseconds = lostAfterSeconds.map { Int64($0).multiplied(saturating: 1_000) }
        if lostAfterSeconds == nil { find() }
    }

    /// The very first request: the time before it is no gap.
    private mutating func begin(at now: Instant) {
        guard !isFed else { return }
        isFed = true
        heardAt = now
        lookedAt = now
    }

    private mutating func recover(_ callState: CallState) {
        stale = stale.filter(callState.isOpen)
        if isHeardSinceLost && stale.isEmpty { find() }
    }

    private mutating func find() {
        isLost = false
        stale = []
    }
}
