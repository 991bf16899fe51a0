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
        // A caller whose phone of an agent rings waits all the same.
        #expect(LiveCall.State.allCases.map(live.count(_:)) == [4, 1, 1, 1, 0])
        #expect(live.longestWaitingSince == at(0))
        #expect(live.queues.keys == ["Q", "R", "S"])
        #expect(live.queues["Q"] == LiveQueue(callsWaiting: 2, longestWaitingSince: at(5)))
        #expect(live.queues["R"] == LiveQueue(callsWaiting: 2, longestWaitingSince: at(0)))
        #expect(live.queues["S"] == LiveQueue(callsWaiting: 0, longestWaitingSince: nil))
        #expect(live.lastEventAt == at(10))
    }

    @Test("that nobody of the house has are in no figure, and parked ones are counted")
    func elsewhere() {
        let live = live(
            events(of: "a", [.queued(0, "Q"), .answered(2, "Ann"), .transferred(5, by: "Ann", number: "112")])
                + events(of: "b", [.queued(0, "Q"), .left(5)])
                + events(of: "c", [.queued(0, "Q"), .answered(2, "Ann"), .parked(9)])
                + events(of: "d", [.queued(0, "Q"), .answered(2, "Bob"), .released(9, "Bob")]))
        #expect(LiveCall.State.allCases.map(live.count(_:)) == [0, 0, 0, 0, 1])
        #expect(live.oldest.map(\.call) == ["c"])
        #expect(live.oldest.map(\.since) == [at(9)])
    }

    @Test("are listed since the caller's wait began while they are in a queue, even if a phone rings")
    func since() {
        let live = live(
            events([.queued(0, "Q"), .left(50), .queued(60, "R"), .ringing(70, "Ann"), .ringing(71, "Bob")]))
        #expect(live.oldest.map(\.state) == [.ringing])
        #expect(live.oldest.map(\.since) == [at(0)])
        #expect(live.oldest.map(\.agent) == ["Bob"])
        #expect(live.longestWaitingSince == at(0))
        #expect(live.queues["R"]?.longestWaitingSince == at(60))
    }

    @Test("that are stamped ahead are shown since they were accepted, and measured by their stamps")
    func stampedAhead() {
        var event = Script.queued(100, "Q").event("ahead")
        event.acceptance = Acceptance(number: event.acceptance.number, at: at(40))
        var callState = CallState(day: .test, thresholds: CallThresholds())
        callState.apply([event])
        #expect(callState.live.longestWaitingSince == at(40))
        callState.apply(events([.ended(160)], ids: "end"))
        #expect(callState.completed.totals.figures.averageAbandonMilliseconds == 60_000)
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
        for (call, _) in calls { _ = callState.apply([Script.ended(9).of(call).event("end of \(call)")]) }
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
        _ = callState.apply([Script.ended(86_600).of("b").event("end")])
        #expect(callState.live.queues.keys == ["S"])
    }
}
