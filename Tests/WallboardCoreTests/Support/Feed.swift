import TestSupport
import Values
import WallboardCore

/// A call centre with a store beside it: takes in batches the way the gateway does.
struct Feed {
    private(set) var callState: CallState
    private var stored: [String: [CallEvent]] = [:]
    private var ids: Set<String> = []

    init(day: LocalDay, thresholds: CallThresholds = CallThresholds(), limits: CallLimits = CallLimits()) {
        callState = CallState(day: day, thresholds: thresholds, limits: limits)
    }

    /// Stores the events that are new and applies them.
    mutating func take(_ batch: [CallEvent]) {
        let new = batch.filter { ids.insert($0.id).inserted }
        var earlier: [String: [CallEvent]] = [:]
        for call in new.compactMap(\.call) where !callState.isOpen(call) { earlier[call] = stored[call] }
        for event in new {
            if let call = event.call { stored[call, default: []].append(event) }
        }
        _ = callState.apply(new, earlier: earlier)
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

    /// Lets one more call complete that enters no queue: reports of agents by themselves change no figure.
    mutating func completeOneMore(at now: Instant) {
        let step = CallStep(call: "one more", kind: .ended(.unknown), direction: .internal)
        take([CallEvent(id: "one more", time: now, content: .call(step))])
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
        let effect = callState.effect(of: statement, earlier: stored)
        take(effect.closing)
        take(effect.opening)
        return effect
    }

    mutating func startDay(_ day: LocalDay) -> Bool {
        callState.startDay(day)
    }
}

extension CallEvent {
    /// The call that the event belongs to; nil for a report of an agent.
    var call: String? {
        guard case .call(let step) = content else { return nil }
        return step.call
    }
}

/// Everything that boards can see of a call state.
struct Seen: Equatable {
    let insights: InsightsState
    let analytics: AnalyticsState
    let liveAnalytics: LiveAnalyticsState
    let contactCentre: ContactCentreState

    init(_ callState: CallState) {
        insights = InsightsState(callState.completed)
        analytics = AnalyticsState(callState.completed)
        liveAnalytics = LiveAnalyticsState(callState.completed, callState.live, callerNumbers: .masked)
        contactCentre = ContactCentreState(callState.completed, callState.live, callerNumbers: .shown)
    }
}
