import Values
import WallboardCore

/// The calls of one customer and whether its feed is alive: applies events that are stored, and decides when the
/// figures have to be built again from the stored ones.
///
/// A value that does no I/O and reads no clock. Each function returns what it has changed for the views.
struct CallDesk {
    private(set) var callState: CallState
    /// The queues that calls have named.
    private(set) var queues = KnownQueues()
    /// Whether `callState` was built with other settings than the customer's, or lacks calls of its day.
    private(set) var isOutOfDate = false
    private var watch: FeedWatch
    private let orphanAfterMillis: Int64
    /// When `callState` was last built from the stored events.
    private var rebuiltAt = Instant(milliseconds: 0)
    /// Whether the half hours of a week before may have changed since they were computed, and when that was.
    private var lacksLastWeek = true
    private var lastWeekAt = Instant(milliseconds: 0)
    /// When time last passed.
    private var passedAt = Instant(milliseconds: 0)

    /// Without a call: build the figures from the stored events next.
    init(of customer: Customer, orphanAfterMillis: Int64, at now: Instant) {
        self.orphanAfterMillis = orphanAfterMillis
        callState = Self.empty(of: customer, orphanAfterMillis, at: now)
        watch = FeedWatch(heardAt: now, lostAfterSeconds: customer.feedLostSeconds, isFed: customer.isFed)
        _ = callState.show(watch.state, toCompleted: true)
    }

    private static func empty(of customer: Customer, _ orphanAfterMillis: Int64, at now: Instant) -> CallState {
        CallState(
            day: LocalDay(containing: now, of: customer), thresholds: CallThresholds(customer),
            orphanAfterMilliseconds: orphanAfterMillis)
    }

    var feed: FeedState { watch.state }

    // MARK: Time

    /// Lets time pass until `now`: calls that went silent, a new day. nil: the figures have to be built again.
    mutating func pass(until now: Instant, of customer: Customer) -> CallState.Changes? {
        // In this order: that time has passed counts in any case.
        guard !isClockSetBack(to: now), now >= callState.day.from, !isOutOfDate, !isRebuildDue(at: now) else {
            return nil
        }
        guard now < callState.day.to else {
            lacksLastWeek = true
            return callState.startDay(LocalDay(containing: now, of: customer)) ? [.completed, .live] : nil
        }
        let changes = callState.closeOrphans(at: now)
        watch.wait(until: now, callState)
        return showFeed(after: changes)
    }

    /// Whether the clock was set back since the last time, by more than slewing explains. What was decided by the
    /// earlier time (calls closed as silent, a day begun) was decided too early then.
    private mutating func isClockSetBack(to now: Instant) -> Bool {
        defer { passedAt = now }
        return now.milliseconds(since: passedAt) < -GatewayLimits.Calls.maxSlewMillis
    }

    private func isRebuildDue(at now: Instant) -> Bool {
        callState.lacksFigures
            && !(0..<GatewayLimits.Calls.minRebuildMillis).contains(now.milliseconds(since: rebuiltAt))
    }

    // MARK: Events that are stored

    /// The calls of which what is stored is needed to apply the events.
    func needsStored(_ events: [CallEvent]) -> Set<String> { callState.needsStored(events) }

    /// These are new in the store.
    mutating func note(_ events: [CallEvent]) {
        queues.note(events)
        let day = callState.day
        let lastWeek =
            day.from.advanced(byMilliseconds: -8 * 86_400_000)..<day.to.advanced(byMilliseconds: -6 * 86_400_000)
        if events.contains(where: { lastWeek.contains($0.time) }) { lacksLastWeek = true }
    }

    /// Applies events, all there are of each of their calls. `stored` has what `needsStored` asked for. Ends with
    /// `hear`.
    mutating func apply(_ events: [CallEvent], stored: [CallEvent]) -> CallState.Outcome {
        callState.apply(events, stored: stored)
    }

    /// Takes a sign of life of the feed, and what its events have changed.
    mutating func hear(
        _ sign: FeedWatch.Sign, after changes: CallState.Changes = [], at now: Instant
    ) -> CallState.Changes {
        watch.hear(sign, at: now, callState)
        return showFeed(after: changes, evenIfNothingCompleted: sign == .nothingToTell)
    }

    /// Makes a statement of the active calls true: `events` are what it amounts to, as they were accepted.
    mutating func applyStatement(
        _ events: [CallEvent], stored: [CallEvent], at now: Instant
    ) -> CallState.Changes {
        let changes = callState.apply(events, stored: stored).changes
        watch.hearStatement(at: now)
        return showFeed(after: changes, evenIfNothingCompleted: true)
    }

    /// Shows the state of the feed. On views of completed calls it changes with a completed call, a lost feed, the
    /// first request of all, or a sign of life that reports nothing: never because of a live event, which must not
    /// show there.
    private mutating func showFeed(
        after changes: CallState.Changes, evenIfNothingCompleted: Bool = false
    ) -> CallState.Changes {
        let isFirst = callState.completed.feed == .none
        let toCompleted = changes.contains(.completed) || evenIfNothingCompleted || watch.state == .lost || isFirst
        return changes.union(callState.show(watch.state, toCompleted: toCompleted))
    }

    /// Restores the feed's last sign of life from before the gateway ended: a restart does not shorten a break that
    /// began then. nil, for a customer without events: nothing is known yet.
    mutating func recallFeed(heardAt heard: Instant?, of customer: Customer, at now: Instant) -> CallState.Changes {
        watch = FeedWatch(
            heardAt: min(heard ?? now, now), lostAfterSeconds: customer.feedLostSeconds, isFed: customer.isFed)
        watch.wait(until: now, callState)
        return showFeed(after: [])
    }

    // MARK: Settings and rebuilding

    /// Follows the customer's settings, which were `earlier` before. Returns whether the figures have to be built
    /// again; until then they count as out of date.
    mutating func follow(_ customer: Customer, after earlier: Customer) -> Bool {
        if customer.feedLostSeconds != earlier.feedLostSeconds {
            watch.change(lostAfterSeconds: customer.feedLostSeconds)
            _ = callState.show(watch.state, toCompleted: true)
        }
        guard
            customer.timeZone != earlier.timeZone || customer.resetMinuteOfDay != earlier.resetMinuteOfDay
                || CallThresholds(customer) != CallThresholds(earlier)
        else { return false }
        isOutOfDate = true
        return true
    }

    /// Stored events are being removed: the figures may count more than is stored.
    mutating func expectRebuild() { isOutOfDate = true }

    /// What to build the figures on: a call state without a call. They count as out of date until `finishRebuild`.
    mutating func beginRebuild(of customer: Customer, at now: Instant) -> CallState {
        isOutOfDate = true
        return Self.empty(of: customer, orphanAfterMillis, at: now)
    }

    /// Takes the call state that was begun at `now`, with the stored events.
    mutating func finishRebuild(
        _ replayed: CallState, _ queues: KnownQueues, begunAt now: Instant
    ) -> CallState.Changes {
        self.queues.formUnion(queues)
        callState = replayed
        callState.acceptWrapUp()
        _ = callState.closeOrphans(at: now)
        _ = callState.show(watch.state, toCompleted: true)
        isOutOfDate = false
        lacksLastWeek = true
        rebuiltAt = now
        return [.completed, .live]
    }

    // MARK: The week before

    /// What to build the half hours of the same weekday a week before on: a call state without a call; nil where they
    /// are up to date, or were computed a moment ago.
    mutating func beginLastWeek(of customer: Customer, at now: Instant) -> CallState? {
        guard lacksLastWeek, !isOutOfDate,
            !(0..<GatewayLimits.Calls.minRebuildMillis).contains(now.milliseconds(since: lastWeekAt))
        else { return nil }
        lacksLastWeek = false
        lastWeekAt = now
        // Half a day later it is the right day, whatever the clocks did meanwhile.
        let noon = callState.day.from.advanced(byMilliseconds: -7 * 86_400_000 + 43_200_000)
        return Self.empty(of: customer, orphanAfterMillis, at: noon)
    }

    /// They could not be built: try again.
    mutating func expectLastWeek() { lacksLastWeek = true }

    /// Takes them, unless another day has begun since.
    mutating func finishLastWeek(
        _ intervals: SortedMap<HalfHour, IntervalFigures>, comparedWith day: LocalDay
    ) -> CallState.Changes {
        let isStill = day.contains(callState.day.from.advanced(byMilliseconds: -7 * 86_400_000 + 43_200_000))
        return isStill ? callState.show(lastWeek: intervals) : []
    }
}
