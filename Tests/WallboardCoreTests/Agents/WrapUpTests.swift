import TestSupport
import Testing

@testable import WallboardCore

/// `averageHandleSeconds` and the wrap-up in it.
@Suite("Wrap-up")
struct WrapUpTests {
    /// Ann talks for 40 s in Q, 10 of them on hold, and ends at 100.
    private let call = events([.queued(0, "Q"), .answered(60, "Ann"), .held(70), .retrieved(80), .ended(100)])

    /// A later call that only shows what time it is.
    private func later(_ seconds: Double) -> [CallEvent] {
        events(of: "later \(seconds)", [.ringing(seconds - 1, "Zoe").going(.internal), .ended(seconds)])
    }

    /// The average handling time of Q, in seconds, when these events have come one by one.
    private func handle(_ events: [CallEvent], queue: String = "Q") -> Double? {
        var feed = Feed(day: .test)
        for event in events { feed.take([event]) }
        return feed.handle(queue)
    }

    @Test("counts with talk and hold, as soon as a report says that it is over")
    func counts() {
        var feed = Feed(day: .test)
        feed.take(call)
        #expect(feed.handle("Q") == 40)
        feed.take([agentEvent(100, "Ann", .wrapUp)])
        feed.take(later(110))
        #expect(feed.handle("Q") == 40)
        feed.take([agentEvent(125, "Ann", .available)])
        #expect(feed.handle("Q") == 65)
        #expect(feed.callState.completed.totals.figures.averageHandleMilliseconds == 65_000)
        #expect(feed.callState.completed.totals.figures.averageTalkMilliseconds == 30_000)
    }

    @Test("that a ring or a talk ended is live until another call completes")
    func endedByEngagement() {
        var feed = Feed(day: .test)
        feed.take(call + [agentEvent(100, "Ann", .wrapUp)])
        feed.take(events(of: "next", [.ringing(120, "Ann")]))
        #expect(feed.handle("Q") == 40)
        feed.take([agentEvent(140, "Ann", .available)])
        #expect(feed.handle("Q") == 40, "the report tells nothing of the ring")
        feed.take(later(130))
        #expect(feed.handle("Q") == 60)
    }

    @Test("changes a figure only where a batch says that it may", arguments: 0..<60 as Range<UInt64>)
    func onlyWhenCompleted(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let truth = TrueCalls(seed: seed, calls: 12, from: 0, to: 2_000).events
        let wild = RandomHistory(seed: seed, calls: 12, hours: 0...1).events
        for events in [truth, wild] {
            var feed = Feed(day: .test)
            for event in events.shuffled(using: &random) {
                let before = feed.callState.completed
                feed.take([event])
                guard !feed.lastChanges.contains(.completed) else { continue }
                #expect(AnalyticsState(feed.callState.completed) == AnalyticsState(before), "seed \(seed)")
                #expect(InsightsState(feed.callState.completed) == InsightsState(before), "seed \(seed)")
                #expect(feed.callState.completed.agents == before.agents, "seed \(seed)")
            }
        }
    }

    @Test("ends with the next report or the next talk, and begins again with each report of it")
    func ends() {
        let wrapUp = agentEvent(101, "Ann", .wrapUp)
        let next = events(of: "next", [.queued(100, "R"), .answered(111, "Ann"), .ended(120)])
        #expect(handle(call + [wrapUp, agentEvent(106, "Ann", .loggedOut)] + later(130)) == 45)
        #expect(handle(call + [wrapUp] + next) == 50)
        #expect(handle(call + [wrapUp, agentEvent(103, "Ann", .wrapUp)] + next) == 50)
        #expect(handle(call + [wrapUp, agentEvent(103, "Ann", .paused), agentEvent(107, "Ann", .wrapUp)] + next) == 46)
        #expect(handle(call + [wrapUp] + later(130)) == 40)
    }

    @Test("belongs to the last talk that began before it, and begins no earlier than that ended")
    func belongs() {
        let second = events(of: "second", [.queued(110, "R"), .answered(120, "Ann"), .ended(150)])
        let wrapUp = [agentEvent(150, "Ann", .wrapUp), agentEvent(160, "Ann", .available)]
        #expect(handle(call + second + wrapUp + later(170)) == 40)
        #expect(handle(call + second + wrapUp + later(170), queue: "R") == 40)
        #expect(handle(call + [agentEvent(98, "Ann", .wrapUp), agentEvent(108, "Ann", .available)] + later(170)) == 48)
        #expect(handle(call + [agentEvent(70, "Ann", .wrapUp), agentEvent(108, "Ann", .paused)] + later(170)) == 48)
        #expect(handle(call + [agentEvent(70, "Ann", .wrapUp), agentEvent(90, "Ann", .paused)] + later(170)) == 40)
        #expect(handle(call + [agentEvent(101, "Bob", .wrapUp), agentEvent(108, "Bob", .paused)] + later(170)) == 40)
    }

    @Test("after a talk that entered no queue counts nowhere, nor does that after a call that is not over")
    func elsewhere() {
        let own = events(of: "own", [.answered(110, "Ann").going(.outbound), .ended(150)])
        let wrapUp = [agentEvent(150, "Ann", .wrapUp), agentEvent(160, "Ann", .available)]
        #expect(handle(call + own + wrapUp + later(170)) == 40)
        let handedOver = events(
            of: "open", [.queued(110, "R"), .answered(120, "Ann"), .transferred(150, agent: "Bob"), .ended(300)])
        let talking = [agentEvent(120, "Ann", .talking)]
        #expect(handle(call + talking + handedOver.dropLast() + wrapUp + later(170)) == 40)
        #expect(handle(call + talking + handedOver.dropLast() + wrapUp + later(170) + [handedOver[3]]) == 40)
        #expect(
            handle(call + talking + handedOver.dropLast() + wrapUp + later(170) + [handedOver[3]], queue: "R")
                == 40)
    }

    @Test("goes with its call when a late event corrects it")
    func corrected() {
        let wrapUp = [agentEvent(100, "Ann", .wrapUp), agentEvent(110, "Ann", .available)]
        var feed = Feed(day: .test)
        feed.take(call + wrapUp + later(130))
        #expect(feed.handle("Q") == 50)
        // It was Bob who took it from hold: Ann's talk ended at 80, and her wrap-up still follows it.
        feed.take([Script.answered(80, "Bob").event("late")])
        #expect(feed.handle("Q") == 50)
        // It had gone to R before.
        feed.take([Script.queued(30, "R").event("later")])
        #expect(feed.handle("Q") == nil)
        #expect(feed.handle("R") == 50)
    }

    @Test("of a new day is that of the calls of that day")
    func newDay() {
        var feed = Feed(day: .test)
        let early = events(of: "early", [.queued(86_410, "Q"), .answered(86_420, "Ann"), .ended(86_430)])
        let late = events(of: "late", [.queued(86_390, "Q"), .answered(86_440, "Ann"), .ended(86_450)])
        feed.take(early + late + [agentEvent(86_430, "Ann", .wrapUp), agentEvent(86_437, "Ann", .available)])
        feed.take([agentEvent(86_450, "Ann", .wrapUp), agentEvent(86_453, "Ann", .available)] + later(86_460))
        #expect(feed.handle("Q") == 13)
        #expect(feed.startDay(.afterTest) == true)
        #expect(feed.handle("Q") == 17)
    }

    @Test("of a day applied at once is that of the day as it came, however many calls an agent has")
    func restart() {
        var events: [CallEvent] = []
        for number in 0..<300 {
            let start = Double(number) * 60
            events += WallboardCoreTests.events(
                of: "call \(number)", [.queued(start, "Q"), .answered(start + 10, "Ann"), .ended(start + 40)])
            events += [agentEvent(start + 40, "Ann", .wrapUp), agentEvent(start + 50, "Ann", .available)]
        }
        events += later(20_000)
        var feed = Feed(day: .test)
        for event in events { feed.take([event]) }
        var restarted = Feed(day: .test)
        restarted.take(events)
        #expect(feed.handle("Q") == 40)
        #expect(restarted.handle("Q") == 40)
    }

    @Test("that was counted stays when an agent has more talks and reports than are kept")
    func limits() {
        var feed = Feed(day: .test)
        for number in 0..<100 {
            let start = Double(number) * 60
            feed.take(
                events(of: "call \(number)", [.queued(start, "Q"), .answered(start + 10, "Ann"), .ended(start + 40)]))
            feed.take([agentEvent(start + 40, "Ann", .wrapUp), agentEvent(start + 50, "Ann", .available)])
        }
        #expect(feed.handle("Q") == 40)
        // In time.
        feed.take([agentEvent(99 * 60 + 45, "Ann", .available, id: "in time")])
        #expect(feed.handle("Q") == 39.95)
        #expect(!feed.callState.lacksFigures)
        // Too late: the report of the first call's wrap-up would have ended it after 5 s.
        feed.take([agentEvent(45, "Ann", .available, id: "late")])
        #expect(feed.handle("Q") == 39.95)
        #expect(feed.callState.lacksFigures)
        feed.accept()
        #expect(!feed.callState.lacksFigures)
    }

    @Test("of agents beyond the limit is not counted")
    func agents() {
        var limits = CallLimits()
        limits.agents = 1
        var feed = Feed(day: .test, limits: limits)
        feed.take([agentEvent(1, "Zoe", .available)] + call)
        feed.take([agentEvent(100, "Ann", .wrapUp), agentEvent(110, "Ann", .available)] + later(130))
        #expect(feed.handle("Q") == 40)
    }
}

extension Feed {
    /// The average handling time of a queue, in seconds.
    fileprivate func handle(_ queue: String) -> Double? {
        callState.completed.queues[queue]?.averageHandleMilliseconds.map { Double($0) / 1000 }
    }
}
