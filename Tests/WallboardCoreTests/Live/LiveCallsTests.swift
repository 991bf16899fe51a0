import Testing

@testable import WallboardCore

@Suite("Live calls")
struct LiveCallsTests {
    private func live(_ events: [CallEvent], limits: CallLimits = CallLimits()) -> LiveCalls {
        var callState = CallState(day: .test, thresholds: CallThresholds(), limits: limits)
        _ = callState.apply(events)
        return callState.live
    }

    @Test("are counted by state, and the longest wait in all and in each queue")
    func counters() {
        let live = live(
            events(of: "a", [.queued(10, "Q")]) + events(of: "b", [.queued(5, "Q")])
                + events(of: "c", [.queued(1, "R")]) + events(of: "d", [.queued(0, "R"), .ringing(2, "Ann")])
                + events(of: "e", [.queued(0, "R"), .answered(2, "Bob")])
                + events(of: "f", [.queued(0, "S"), .answered(2, "Cleo"), .held(3)])
                + events(of: "g", [.queued(0, "R"), .ended(2)]))
        #expect(CallSituation.State.allCases.map(live.count(_:)) == [3, 1, 1, 1])
        #expect(live.longestWaitingSince == at(1))
        #expect(live.queues.keys == ["Q", "R", "S"])
        #expect(live.queues["Q"] == LiveQueue(callsWaiting: 2, longestWaitingSince: at(5)))
        #expect(live.queues["R"] == LiveQueue(callsWaiting: 1, longestWaitingSince: at(1)))
        #expect(live.queues["S"] == LiveQueue(callsWaiting: 0, longestWaitingSince: nil))
        #expect(live.lastEventAt == at(10))
    }

    @Test("have no longest wait while none waits")
    func noWait() {
        let live = live(events([.queued(0, "Q"), .answered(2, "Ann")]))
        #expect(live.longestWaitingSince == nil)
    }

    @Test("are listed oldest first up to the limit, and the rest is counted")
    func listed() {
        var limits = CallLimits()
        limits.listedCalls = 3
        let live = live((1...5).reversed().flatMap { events(of: "c\($0)", [.queued(Double($0), "Q")]) }, limits: limits)
        #expect(live.oldest.map(\.call) == ["c1", "c2", "c3"])
        #expect(live.omitted == 2)
    }

    @Test("of queues beyond the limit count in all only")
    func queueLimit() {
        var limits = CallLimits()
        limits.queues = 1
        var callState = CallState(day: .test, thresholds: CallThresholds(), limits: limits)
        let calls = ["a": "Q", "b": "R"].sorted { $0.key < $1.key }
        for (call, queue) in calls { _ = callState.apply(events(of: call, [.queued(1, queue)])) }
        #expect(callState.live.count(.waiting) == 2)
        #expect(callState.live.queues.keys == ["Q"])
        for (call, _) in calls { _ = callState.apply([Script.ended(9).event(of: call, id: "end of \(call)")]) }
        #expect(callState.live.count(.waiting) == 0)
        #expect(callState.live.queues.map(\.value.callsWaiting) == [0])
    }

    @Test("forget yesterday's queues when a day begins, save those in which a call waits")
    func queuesOfToday() {
        var callState = CallState(day: .test, thresholds: CallThresholds())
        _ = callState.apply(
            events(of: "a", [.queued(80_000, "Q"), .ended(80_100)]) + events(of: "b", [.queued(80_000, "R")])
                + events(of: "c", [.queued(86_401, "S"), .ended(86_500)]))
        #expect(callState.live.queues.keys == ["Q", "R", "S"])
        #expect(callState.startDay(.afterTest) == true)
        #expect(callState.live.queues.keys == ["R", "S"])
        _ = callState.apply([Script.ended(86_600).event(of: "b", id: "end")])
        #expect(callState.live.queues.keys == ["S"])
    }
}
