import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

/// One function writes snapshots and patches: a patch applied to the earlier snapshot must give the later one.
@Suite struct StatePatchTests {
    @Test("a patch makes the earlier state the later one", arguments: 0..<40)
    func aPatchMakesTheEarlierStateTheLaterOne(seed: Int) throws {
        var day = RandomDay(seed: UInt64(seed))
        let events = day.events(calls: 30)
        var generator = SplitMix64(seed: UInt64(seed) &+ 1_000)
        var callState = CallState(day: .ofRandomDay, thresholds: CallThresholds())
        var boards = Boards(callState)
        var rest = events[...]
        while !rest.isEmpty {
            let batch = rest.prefix(Int.random(in: 1...8, using: &generator))
            rest.removeFirst(batch.count)
            _ = callState.apply(Array(batch), stored: stored(before: batch, in: events, for: callState))
            try boards.update(to: callState, "seed \(seed)")
        }
        // A new day removes nearly everything.
        let next = LocalDay(
            from: LocalDay.ofRandomDay.to, to: LocalDay.ofRandomDay.to.advanced(byMilliseconds: 86_400_000),
            offsets: [.init(since: LocalDay.ofRandomDay.to, seconds: 0)])
        let isComplete = callState.startDay(next)
        #expect(isComplete)
        try boards.update(to: callState, "seed \(seed), next day")
    }

    /// As feeds send them: names are spelled now one way, now another, and include properties of JavaScript's
    /// objects.
    @Test("a patch makes the later state also of random names")
    func aPatchMakesTheLaterStateAlsoOfRandomNames() throws {
        for _ in 0..<40 {
            let seed = UInt64.random(in: 0...UInt64.max)
            var day = RandomDay(seed: seed)
            var generator = SplitMix64(seed: seed &+ 1)
            let events = try day.events(calls: 30).map { try RandomNames.sent($0, using: &generator) }
            var callState = CallState(day: .ofRandomDay, thresholds: CallThresholds())
            var boards = Boards(callState)
            var rest = events[...]
            while !rest.isEmpty {
                let batch = rest.prefix(Int.random(in: 1...4, using: &generator))
                rest.removeFirst(batch.count)
                _ = callState.apply(Array(batch), stored: stored(before: batch, in: events, for: callState))
                try boards.update(to: callState, "seed \(seed)")
            }
        }
    }

    /// No call of the day is merged into another.
    private func stored(
        before batch: ArraySlice<CallEvent>, in events: [CallEvent], for callState: CallState
    ) -> [CallEvent] {
        let needed = callState.needsStored(Array(batch))
        return events[..<batch.startIndex].filter { $0.call.map(needed.contains) ?? false }
    }

    /// Four boards, one a view, that know only what they received.
    private struct Boards {
        var insights: Board<InsightsState>
        var analytics: Board<AnalyticsState>
        var liveAnalytics: Board<LiveAnalyticsState>
        var contactCentre: Board<ContactCentreState>

        init(_ callState: CallState) {
            insights = Board(InsightsState(callState.completed))
            analytics = Board(AnalyticsState(callState.completed))
            liveAnalytics = Board(LiveAnalyticsState(callState.completed, callState.live, callerNumbers: .masked))
            contactCentre = Board(ContactCentreState(callState.completed, callState.live, callerNumbers: .shown))
        }

        mutating func update(to callState: CallState, _ context: Comment) throws {
            try insights.update(to: InsightsState(callState.completed), context)
            try analytics.update(to: AnalyticsState(callState.completed), context)
            try liveAnalytics.update(
                to: LiveAnalyticsState(callState.completed, callState.live, callerNumbers: .masked), context)
            try contactCentre.update(
                to: ContactCentreState(callState.completed, callState.live, callerNumbers: .shown), context)
        }
    }

    private struct Board<State: StateDocument> {
        var state: State
        var shown: JSON

        init(_ state: State) {
            self.state = state
            shown = try! JSON(parsing: state.encoded())
        }

        mutating func update(to new: State, _ context: Comment) throws {
            let patch = try JSON(parsing: new.encoded(since: state))
            if new == state { #expect(patch == .object(JSONObject()), context) }
            MergePatch.apply(patch, to: &shown)
            #expect(try shown == JSON(parsing: new.encoded()), context)
            state = new
        }
    }

    @Test("an analytics state names no call no caller and no agent")
    func anAnalyticsStateNamesNoCallNoCallerAndNoAgent() throws {
        var day = RandomDay(seed: 7)
        var callState = CallState(day: .ofRandomDay, thresholds: CallThresholds())
        _ = callState.apply(day.events(calls: 200))
        for state in [InsightsState(callState.completed).encoded(), AnalyticsState(callState.completed).encoded()] {
            let text = String(decoding: state, as: UTF8.self)
            for secret in ["call-", "agent", "0123", "\"live\":{", "callsWaiting", "longestWaitingSince"] {
                #expect(!text.contains(secret))
            }
        }
    }

    @Test("the insights state has exactly its figures")
    func theInsightsStateHasExactlyItsFigures() throws {
        var day = RandomDay(seed: 8)
        var callState = CallState(day: .ofRandomDay, thresholds: CallThresholds())
        _ = callState.apply(day.events(calls: 200))
        let state = try JSON(parsing: InsightsState(callState.completed).encoded())
        #expect(state.object?.map(\.key) == ["basis", "totals"])
        #expect(state["basis"]?.object?.map(\.key) == ["feed", "from", "lastEventAt", "to", "window"])
        #expect(
            state["totals"]?.object?.map(\.key)
                == ["answered", "averageTalkSeconds", "missed", "offered", "talkSeconds"])
    }
}
