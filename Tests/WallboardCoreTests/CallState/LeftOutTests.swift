import Testing

@testable import WallboardCore

@Suite("Names beyond the bounds of a day")
struct LeftOutTests {
    private var limits: CallLimits {
        var limits = CallLimits()
        limits.queues = 2
        limits.agents = 2
        return limits
    }

    private func callState() -> CallState {
        CallState(day: .test, thresholds: CallThresholds(), limits: limits)
    }

    private func call(_ number: Int, _ queue: String, _ agent: String) -> [CallEvent] {
        events(of: "call-\(number)", [.queued(Double(number), queue), .answered(9, agent), .ended(60)])
    }

    @Test("are left out of live and of completed queues and agents, counted, and forgotten with the day")
    func counted() {
        var callState = callState()
        #expect(callState.leftOut == NamesLeftOut())
        _ = callState.apply(call(1, "A", "Ann") + call(2, "B", "Bob"))
        #expect(callState.leftOut.isEmpty)
        _ = callState.apply(call(3, "C", "Cleo") + events(of: "call-4", [.queued(5, "D")]))
        #expect(callState.completed.queues.keys == ["A", "B"] && callState.completed.queuesLeftOut.keys == ["C"])
        #expect(callState.live.queues.keys == ["A", "B"] && callState.live.queuesLeftOut.keys == ["C", "D"])
        #expect(callState.leftOut == NamesLeftOut(queues: 2, agents: 1))
        _ = callState.startDay(.afterTest)
        #expect(callState.leftOut == NamesLeftOut())
    }

    @Test("are remembered up to the limit, however many come")
    func bounded() {
        var callState = callState()
        for number in 0..<50 { _ = callState.apply(call(number, "queue-\(number)", "agent-\(number)")) }
        #expect(callState.completed.queuesLeftOut.count == 2 && callState.live.queuesLeftOut.count == 2)
        #expect(callState.leftOut == NamesLeftOut(queues: 2, agents: 2))
    }

    @Test("are named to the boards that show them, of completed calls to all and live ones to live views")
    func views() {
        var callState = callState()
        _ = callState.apply(call(1, "A", "Ann") + call(2, "B", "Ann") + call(3, "C", "Ann"))
        _ = callState.apply(events(of: "call-4", [.queued(5, "D")]))
        func live(_ queues: QueueSelection) -> LiveAnalyticsState {
            LiveAnalyticsState(callState.completed, callState.live, callerNumbers: .masked, queues: queues)
        }
        #expect(live(.all).live.queuesLeftOut.keys == ["C", "D"])
        #expect(live(.only(["A", "D"])).live.queuesLeftOut.keys == ["D"])
        #expect(live(.only(["A", "D"])).completed.queuesLeftOut.isEmpty)
        #expect(AnalyticsState(callState.completed).completed.queuesLeftOut.keys == ["C"])
        #expect(AnalyticsState(callState.completed, queues: .only(["A"])).completed.queuesLeftOut.isEmpty)
    }
}
