import TestSupport
import Values
import WallboardCore

/// A call state with a store beside it: takes in batches the way the gateway does.
struct Feed {
    private(set) var callState: CallState
    /// What was ignored of the last batch, by event id.
    private(set) var ignored: Set<String> = []
    /// The events of the last batch that were new.
    private(set) var lastBatch: [CallEvent] = []
    /// What the last batch may have changed.
    private(set) var lastChanges: CallState.Changes = []
    private var stored: [CallEvent] = []
    private var ids: Set<String> = []

    init(day: LocalDay, thresholds: CallThresholds = CallThresholds(), limits: CallLimits = CallLimits()) {
        callState = CallState(day: day, thresholds: thresholds, limits: limits)
    }

    /// Stores the events that are new and applies them.
    mutating func take(_ batch: [CallEvent]) {
        let new = batch.filter { ids.insert($0.id).inserted }
        let earlier = related(to: callState.needsStored(new))
        stored += new
        let outcome = callState.apply(new, stored: earlier)
        lastBatch = new
        lastChanges = outcome.changes
        ignored = Set(new.filter { outcome.ignored.contains($0.acceptance.number) }.map(\.id))
    }

    /// All stored steps of these calls and of those that merges made one with them.
    func related(to calls: Set<String>) -> [CallEvent] {
        guard !calls.isEmpty else { return [] }
        var calls = calls
        while true {
            let related = stored.filter { event in event.calls.contains { calls.contains($0) } }
            let found = Set(related.flatMap(\.calls))
            if found.isSubset(of: calls) { return related }
            calls.formUnion(found)
        }
    }

    /// Takes all of `events` in batches of random sizes, closing silent calls now and then.
    mutating func take(_ events: [CallEvent], inBatchesBy random: inout SplitMix64, until now: Instant) {
        var rest = events[...]
        while !rest.isEmpty {
            let batch = rest.prefix(random.pick(1...5))
            rest = rest.dropFirst(batch.count)
            take(Array(batch))
            if random.percent(10) {
                _ = callState.closeOrphans(at: now.advanced(byMilliseconds: -random.pick(0...40_000_000)))
            }
        }
    }

    /// Lets one more call complete that enters no queue, so that wrap-up that a ring or a talk ended counts.
    mutating func completeOneMore(at now: Instant) {
        let seconds = Double(now.milliseconds(since: midnight)) / 1000
        take(events(of: "one more", [.ringing(seconds, "nobody").going(.internal), .ended(seconds)]))
    }

    mutating func accept() {
        callState.acceptWrapUp()
    }

    mutating func closeOrphans(at now: Instant) {
        _ = callState.closeOrphans(at: now)
    }

    /// States the active calls as the gateway does: the resulting events are stored and applied.
    mutating func state(_ calls: [ActiveCall], at now: Instant) -> ActiveCalls.Effect {
        let statement = ActiveCalls(calls, at: now, token: "\(now.milliseconds)")
        let effect = statement.effect(on: callState, stored: related(to: statement.needsStored(by: callState)))
        take(effect.events.map { accepted($0) })
        return effect
    }

    mutating func startDay(_ day: LocalDay) -> Bool {
        callState.startDay(day)
    }
}
