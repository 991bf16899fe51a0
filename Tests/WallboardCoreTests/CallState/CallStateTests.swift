import Testing

@testable import WallboardCore

@Suite("A call state")
struct CallStateTests {
    private func callState(_ events: [CallEvent] = [], limits: CallLimits = CallLimits()) -> CallState {
        var callState = CallState(day: .test, thresholds: CallThresholds(), limits: limits)
        _ = callState.apply(events)
        return callState
    }

    private let hours: Double = 3600

    @Test("says what an event changed: nothing of completed calls before the call ends")
    func changes() {
        var callState = callState()
        let steps = events([.queued(1, "Q"), .ringing(3, "Ann"), .answered(5, "Ann"), .held(6), .ended(9)])
        for step in steps.dropLast() {
            let before = AnalyticsState(callState.completed)
            #expect(callState.apply([step]).changes == .live)
            #expect(AnalyticsState(callState.completed) == before)
        }
        #expect(callState.isOpen("c"))
        #expect(callState.apply([steps[4]]).changes == [.completed, .live])
        #expect(!callState.isOpen("c"))
        #expect(callState.completed.totals.figures.answered == 1)
        #expect(callState.live.count == 0)
    }

    @Test("corrects a completed call by a late event, given what is stored of it")
    func lateEvent() {
        let all = events([.queued(1, "Q"), .answered(5, "Ann"), .ended(9)])
        var callState = callState([all[0], all[2]])
        #expect(callState.completed.totals.figures.abandoned == 1)
        #expect(callState.apply([all[1]], stored: [all[0], all[2]]).changes == [.completed, .live])
        #expect(callState.completed.totals.figures.abandoned == 0)
        #expect(callState.completed.totals.figures.answered == 1)
        #expect(callState.completed.queues["Q"]?.offered == 1)
    }

    @Test("says that nothing completed when a late event tells nothing")
    func lateEventWithoutNews() {
        let all = events([.queued(1, "Q"), .ended(9)])
        var callState = callState(all)
        #expect(callState.apply([events([.queued(1, "Q")])[0]], stored: all).changes == .live)
    }

    @Test("takes several events of one call in one batch, also when it is over and stored")
    func batches() {
        let all = events([.queued(1, "Q"), .queued(4, "R"), .answered(5, "Ann"), .held(6), .ended(9)])
        var callState = callState([all[0], all[4]])
        _ = callState.apply([all[3], all[1], all[2]], stored: [all[0], all[4]])
        #expect(callState.completed.queues.keys == ["Q", "R"])
        #expect(callState.completed.totals.figures.talkMilliseconds == 1_000)
    }

    @Test("closes a call as an orphan after the silence, not before")
    func orphan() {
        var callState = callState(events([.queued(0, "Q"), .answered(10, "Ann")]))
        #expect(callState.closeOrphans(at: at(10 + 4 * hours - 0.001)) == [])
        #expect(callState.closeOrphans(at: at(10 + 4 * hours)) == [.completed, .live])
        #expect(!callState.isOpen("c"))
        #expect(callState.live.count == 0)
        // What was answered stays answered; how long the talk lasted, nobody knows.
        #expect(callState.completed.totals.figures.orphaned == 0)
        #expect(callState.completed.totals.figures.answered == 1)
        #expect(callState.completed.totals.figures.talkMilliseconds == 0)
        #expect(callState.completed.lastEventAt == nil)
    }

    @Test("a caller who waits when nothing more is heard is an orphan, and the wait is in no figure")
    func orphanedWait() {
        var callState = callState(events([.queued(0, "Q")]))
        #expect(callState.closeOrphans(at: at(4 * hours)) == [.completed, .live])
        #expect(callState.completed.totals.figures.orphaned == 1)
        #expect(callState.completed.totals.figures.longestWaitMilliseconds == nil)
        #expect(callState.completed.queues["Q"]?.orphaned == 1)
    }

    @Test("opens an orphan again when another event comes, and counts it once when it ends")
    func orphanReturns() {
        let all = events([.queued(0, "Q"), .answered(10, "Ann"), .held(5 * hours), .ended(6 * hours)])
        var callState = callState(Array(all[..<2]))
        _ = callState.closeOrphans(at: at(4.5 * hours))
        #expect(callState.apply([all[2]], stored: Array(all[..<2])).changes == [.completed, .live])
        #expect(callState.completed.totals.figures.offered == 0)
        #expect(callState.live.count(.held) == 1)
        _ = callState.apply([all[3]])
        #expect(callState.completed.totals.figures.answered == 1)
        #expect(callState.completed.totals.figures.offered == 1)
    }

    @Test("completes an orphan at once when its end comes late")
    func orphanEnds() {
        let all = events([.queued(0, "Q"), .ended(60)])
        var callState = callState([all[0]])
        _ = callState.closeOrphans(at: at(4 * hours))
        _ = callState.apply([all[1]], stored: [all[0]])
        #expect(callState.completed.totals.figures.abandoned == 1)
        #expect(callState.completed.totals.figures.orphaned == 0)
    }

    @Test("begins a new day with nothing but what belongs to it")
    func newDay() {
        var callState = callState(
            events(of: "yesterday", [.queued(80_000, "Q"), .ended(80_060)])
                + events(of: "across", [.queued(86_390, "Q")])
                + events(of: "early", [.queued(86_401, "Q"), .ended(86_460)]))
        #expect(callState.completed.totals.figures.offered == 1)
        #expect(callState.startDay(.afterTest) == true)
        #expect(callState.completed.totals.figures.offered == 1)
        #expect(callState.completed.totals.figures.abandoned == 1)
        #expect(callState.live.count == 1)
        _ = callState.apply([Script.ended(86_500).of("across").event("end")])
        #expect(callState.completed.totals.figures.offered == 1)
        #expect(callState.live.count == 0)
    }

    @Test("takes an early call back when a late event puts it into today")
    func earlyCorrection() {
        let all = events([.queued(86_401, "Q"), .ended(86_460), .queued(86_399, "R")])
        var callState = callState(Array(all[..<2]))
        #expect(callState.completed.totals.figures.offered == 0)
        _ = callState.apply([all[2]], stored: Array(all[..<2]))
        #expect(callState.completed.totals.figures.offered == 1)
        #expect(callState.startDay(.afterTest) == true)
        #expect(callState.completed.totals.figures.offered == 0)
    }

    @Test("does not look at events before its horizon, whether new or stored")
    func horizon() {
        let old = Script.queued(-25 * hours, "Q").of("c").event("old")
        var callState = callState()
        #expect(callState.horizon == at(-24 * hours))
        #expect(callState.apply([old, agentEvent(-25 * hours, "Ann", .talking)]).changes == [])
        #expect(!callState.isOpen("c"))
        _ = callState.apply(events([.queued(5, "Q"), .ended(60)]), stored: [old])
        #expect(callState.completed.totals.figures.offered == 1)
    }

    @Test("asks for the figures to be built again where an open call began before what a restart would see")
    func horizonOfNewDay() {
        var callState = callState(
            events(of: "long", [.queued(-3 * hours, "Q"), .answered(-2 * hours, "Ann"), .held(20 * hours)]))
        #expect(callState.live.count == 1)
        #expect(callState.startDay(.afterTest) == false)
    }

    // MARK: Limits

    @Test("needs what is stored of a long call only where a step comes late, and loses nothing of it")
    func stepLimit() {
        var limits = CallLimits()
        limits.stepsPerCall = 3
        let all = events([
            .queued(0, "Q"), .answered(5, "Ann"), .held(6), .retrieved(7), .held(9), .retrieved(10), .ended(20),
        ])
        var callState = callState(limits: limits)
        for event in all.prefix(5) {
            #expect(callState.needsStored([event]) == (event == all[0] ? ["c"] : []))
            callState.apply([event])
        }
        let late = events([.held(5.5)], ids: "late")
        #expect(callState.needsStored(late) == ["c"])
        callState.apply(late, stored: Array(all.prefix(5)))
        callState.apply(Array(all.suffix(2)), stored: Array(all.prefix(5)) + late)
        #expect(callState.completed.totals.figures.talkMilliseconds == 12_500)
    }

    @Test("a call with hundreds of steps that change nothing takes any that follow")
    func manySteps() {
        let chatter = (0..<300).map { Script.held(Double($0)) }
        var feed = Feed(day: .test)
        for event in events(chatter) { feed.take([event]) }
        feed.take(events([.ringing(400, "Ann"), .answered(401, "Ann").going(.outbound), .ended(410)], ids: "then"))
        #expect(feed.callState.openCalls == [])
        #expect(feed.callState.completed.agents.agents["Ann"]?.talkMilliseconds == 9_000)
        feed.take(events([.answered(300.5, "Bob")], ids: "late"))
        #expect(feed.callState.completed.agents.agents["Bob"]?.answered == 1)
    }

    @Test("a merge of more calls than a group may have changes nothing, and costs no more than any other")
    func mergesOfMany() {
        let count = 5_000
        var feed = Feed(day: .test)
        let calls = (0..<count).map { Script.queued(0, "Q").of("c\($0)") }
        let chain = (1..<count).map { Script.merged(1, into: "c\($0)").of("c\($0 - 1)") }
        let star = (1..<count).map { Script.merged(2, into: "c0").of("c\($0)") }
        var callState = CallState(day: .test, thresholds: CallThresholds())
        callState.apply(events(calls + chain + star))
        #expect(callState.openCalls.count >= count / CallLimits.callsPerGroup)
        #expect(callState.groups.values.allSatisfy { $0.ids.count <= CallLimits.callsPerGroup })
        feed.take(events(Array(calls.prefix(150) + chain.prefix(149))))
        #expect(feed.callState.openCalls.count < 150)
    }

    @Test("shows no call beyond the limit of open calls, and counts it when it ends")
    func openLimit() {
        var limits = CallLimits()
        limits.openCalls = 2
        let third = events(of: "c3", [.queued(3, "Q"), .ended(60)])
        var callState = callState(
            events(of: "c1", [.queued(1, "Q")]) + events(of: "c2", [.queued(2, "Q")]) + [third[0]], limits: limits)
        #expect(callState.live.count(.waiting) == 2)
        #expect(!callState.isOpen("c3"))
        #expect(callState.overruns.openCalls == 1)
        _ = callState.closeOrphans(at: at(3 + 4 * hours))
        #expect(callState.completed.totals.figures.orphaned == 2)
        _ = callState.apply([third[1]], stored: [third[0]])
        #expect(callState.completed.totals.figures.abandoned == 1)
        #expect(callState.completed.totals.figures.offered == 3)
    }

    @Test("drops silent calls beyond the limit of orphans uncounted, and counts them rightly when they end")
    func orphanLimit() {
        var limits = CallLimits()
        limits.orphans = 1
        let calls = ["a", "b"].map { events(of: $0, [.queued(0, "Q"), .ended(60)]) }
        var callState = callState(calls.map { $0[0] }, limits: limits)
        _ = callState.closeOrphans(at: at(5 * hours))
        #expect(callState.completed.totals.figures.orphaned == 1)
        #expect(callState.overruns.orphans == 1)
        _ = callState.apply(calls.map { $0[1] }, stored: [calls[0][0], calls[1][0]])
        #expect(callState.completed.totals.figures.orphaned == 0)
        #expect(callState.completed.totals.figures.abandoned == 2)
    }

    @Test("says so when more calls of the next day were over than it keeps")
    func earlyLimit() {
        var limits = CallLimits()
        limits.earlyCalls = 1
        var callState = callState(
            ["a", "b"].flatMap { events(of: $0, [.queued(86_401, "Q"), .ended(86_460)]) }, limits: limits)
        #expect(callState.overruns.earlyCalls == 1)
        #expect(callState.startDay(.afterTest) == false)
        #expect(callState.completed.totals.figures.offered == 1)
        let next = LocalDay(from: at(172_800), to: at(259_200), offsets: [.init(since: at(172_800), seconds: 0)])
        #expect(callState.startDay(next) == true)
    }
}
