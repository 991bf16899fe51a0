import TestSupport
import Testing

@testable import WallboardCore

@Suite("States of some queues")
struct ViewSelectionTests {
    private func callState(calls: Int) -> CallState {
        var callState = CallState(day: .test, thresholds: CallThresholds())
        for number in 0..<calls {
            let queue = "queue-\(number % 3)"
            _ = callState.apply(
                events(
                    of: "call-\(number)-\(queue)", [.queued(Double(number), queue).from("+4420794\(10_000 + number)")]))
        }
        _ = callState.apply(
            events(of: "done-1", [.queued(1, "queue-1"), .answered(9, "Ann"), .ended(60)])
                + events(of: "done-2", [.queued(1, "queue-2"), .answered(9, "Bob"), .ended(60)]))
        return callState
    }

    @Test("only the calls and figures of the queues are there; the totals stay the customer's")
    func part() {
        let callState = callState(calls: 30)
        let all = ContactCentreState(callState.completed, callState.live, callerNumbers: .masked)
        let some = ContactCentreState(
            callState.completed, callState.live, callerNumbers: .masked,
            queues: .only(["queue-2", "queue-1", "unheard"]))
        #expect(
            some.completed.queues.keys == ["queue-1", "queue-2"] && some.live.queues.keys == ["queue-1", "queue-2"])
        #expect(some.live.calls.count == 20)
        #expect(some.live.calls.allSatisfy { all.live.calls[$0.key] == $0.value && $0.value.queue != "queue-0" })
        #expect(some.completed.totals == all.completed.totals && some.live.callsWaiting == 30)
        #expect(some.agents == all.agents && some.agentStatus == all.agentStatus)
        let one = AnalyticsState(callState.completed, queues: .only(["queue-2"]))
        #expect(one.completed.queues.keys == ["queue-2"] && one.completed.totals == all.completed.totals)
        var text = ""
        dump(one, to: &text)
        #expect(!text.contains("queue-1") && text.contains("queue-2"))
    }

    @Test(
        "of many calls of the queues the oldest are listed and the rest are counted; calls of no queue are none of them"
    )
    func listed() {
        var callState = callState(calls: 900)
        _ = callState.apply(events(of: "lost", [.ringing(0, "Cleo")]))
        let state = LiveAnalyticsState(
            callState.completed, callState.live, callerNumbers: .masked, queues: .only(["queue-0"]))
        #expect(state.live.calls.count == 200 && state.live.callsOmitted == 100)
        #expect(state.live.calls["call-0-queue-0"] != nil && state.live.calls["call-597-queue-0"] != nil)
        #expect(state.live.calls["call-600-queue-0"] == nil)
        let all = LiveAnalyticsState(callState.completed, callState.live, callerNumbers: .masked)
        #expect(all.live.calls["lost"] != nil && state.live.calls["lost"] == nil)
        #expect(all.live.callsOmitted == 701)
    }

    @Test("a selection is what matters to the view")
    func views() {
        let dashboard = Dashboard(id: DashboardID("d")!, title: "D", queues: ["b", "a", "b"], hidesCallers: true)
        let queues = QueueSelection.only(["a", "b"])
        #expect(ViewSelection(of: nil, in: .contactCentre) == .everything)
        #expect(ViewSelection(of: dashboard, in: .none) == .everything)
        #expect(ViewSelection(of: dashboard, in: .insights) == .everything)
        #expect(ViewSelection(of: dashboard, in: .analytics) == ViewSelection(queues: queues, hidesCallers: false))
        for view in [BoardView.liveAnalytics, .contactCentre] {
            #expect(ViewSelection(of: dashboard, in: view) == ViewSelection(queues: queues, hidesCallers: true))
        }
        let hidden = ViewSelection(queues: .all, hidesCallers: true)
        #expect(hidden.callerNumbers(.shown) == .masked && hidden.callerNumbers(.masked) == .masked)
        #expect(ViewSelection.everything.callerNumbers(.shown) == .shown)
    }

    @Test("fewer queues and hidden numbers take something away; more queues and shown numbers do not")
    func revoking() {
        let few = ViewSelection(queues: .only(["a"]), hidesCallers: false)
        let more = ViewSelection(queues: .only(["a", "b"]), hidesCallers: false)
        let hidden = ViewSelection(queues: .all, hidesCallers: true)
        #expect(few.revokesSomething(of: more) && few.revokesSomething(of: .everything))
        #expect(!more.revokesSomething(of: few) && !ViewSelection.everything.revokesSomething(of: more))
        #expect(hidden.revokesSomething(of: .everything) && !ViewSelection.everything.revokesSomething(of: hidden))
        #expect(!few.revokesSomething(of: few) && hidden.revokesSomething(of: few))
    }

    @Test("a queue belongs to a selection if it was named", arguments: 0..<200 as Range<UInt64>)
    func membership(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let names = (0..<20).map { "q\($0)" }
        let chosen = names.filter { _ in Bool.random(using: &random) }.shuffled(using: &random)
        let selection = QueueSelection.only(chosen)
        for name in names { #expect(selection.contains(name) == chosen.contains(name), "seed \(seed)") }
        #expect(!selection.contains(nil) && QueueSelection.all.contains(nil) && QueueSelection.all.contains("x"))
        var map = SortedMap<String, Int>()
        for (number, name) in names.enumerated() { map[name] = number }
        #expect(selection.part(of: map).keys == chosen.sorted(), "seed \(seed)")
        #expect(QueueSelection.all.part(of: map) == map)
    }
}
