import Testing
import Values

@testable import WallboardCore

/// The table of worked examples in calls.md, section 5, line by line. Times are in seconds; T is 20, S is 5.
@Suite("The worked examples")
struct WorkedExamplesTests {
    private func queue(_ name: String, _ state: CallState) -> Figures { state.completed.queues[name] ?? Figures() }

    private func agent(_ name: String, _ state: CallState) -> AgentFigures {
        state.completed.agents.agents[name] ?? AgentFigures()
    }

    private func status(_ name: String, _ state: CallState) -> AgentStatus? { state.live.agents.statuses[name] }

    @Test("a phone that rings 240 times loses no answer")
    func longRing() {
        let rings = (0..<240).map { Script.ringing(Double($0) / 4, "x") }
        let state = played([.queued(0, "A")] + rings + [.answered(60, "x"), .ended(180)])
        #expect(queue("A", state).answered == 1)
        #expect(queue("A", state).averageSpeedOfAnswerMilliseconds == 60_000)
        #expect(queue("A", state).talkMilliseconds == 120_000)
        #expect(agent("x", state).answered == 1)
    }

    @Test("an answer long after the caller gave up is ignored")
    func answerAfterEnd() {
        var feed = Feed(day: .test)
        feed.take(events([.queued(0, "A"), .ended(30), .answered(90, "x")]))
        #expect(feed.ignored == ["c#2"])
        let state = feed.callState
        #expect(queue("A", state).abandoned == 1)
        #expect(queue("A", state).averageAbandonMilliseconds == 30_000)
        #expect(agent("x", state).answered == 0)
    }

    private let blindTransfer: [Script] = [
        .queued(0, "S"), .answered(5, "anna"), .transferred(65, by: nil, agent: "bob"), .ringing(65.2, "bob"),
    ]

    @Test("a transfer to an agent who does not pick up credits nobody")
    func blindTransferNotPickedUp() {
        var feed = Feed(day: .test)
        feed.take(events(blindTransfer))
        #expect(status("bob", feed.callState)?.state == .ringing)
        #expect(status("bob", feed.callState)?.since == at(65))
        feed.take([Script.ended(125).event("end")])
        #expect(queue("S", feed.callState).answered == 1)
        #expect(queue("S", feed.callState).talkMilliseconds == 60_000)
        #expect(agent("bob", feed.callState).answered == 0)
    }

    @Test("a transfer to an agent who picks up goes on in the same visit")
    func blindTransferPickedUp() {
        let state = played(blindTransfer + [.answered(95, "bob"), .ended(105)])
        #expect(agent("anna", state).talkMilliseconds == 60_000)
        #expect(agent("bob", state).talkMilliseconds == 10_000)
        #expect(queue("S", state).averageTalkMilliseconds == 70_000)
        #expect(queue("S", state).transferred == 1)
        #expect(state.completed.totals.figures.transferred == 1)
    }

    @Test("what reception answers before the queue is a talk of its own")
    func reception() {
        var feed = Feed(day: .test)
        feed.take(events([.answered(2, "Reception"), .queued(3.5, "Support")]))
        #expect(feed.callState.live.count(.waiting) == 1)
        feed.take([Script.ended(303.5).event("end")])
        #expect(queue("Support", feed.callState).abandoned == 1)
        #expect(queue("Support", feed.callState).averageAbandonMilliseconds == 300_000)
        #expect(agent("Reception", feed.callState).answered == 1)
    }

    @Test("coming back after a time-out is a visit of its own, and one caller's wait")
    func comingBack() {
        let state = played([.queued(0, "A"), .left(180), .queued(190, "A"), .ended(280)])
        let figures = queue("A", state)
        #expect((figures.offered, figures.overflowed, figures.abandoned) == (2, 1, 1))
        #expect(figures.averageAbandonMilliseconds == 90_000)
        let totals = state.completed.totals.figures
        #expect((totals.offered, totals.abandoned) == (1, 1))
        #expect(totals.averageAbandonMilliseconds == 280_000)
    }

    @Test("a night desk that answers after a time-out leaves the visit overflowed")
    func nightDesk() {
        let state = played([.queued(0, "A"), .left(60), .answered(70, "night desk"), .ended(170)])
        for figures in [queue("A", state), state.completed.totals.figures] {
            #expect((figures.overflowed, figures.answered) == (1, 0))
            #expect(figures.longestWaitMilliseconds == 60_000)
        }
        #expect(agent("night desk", state).answered == 1)
    }

    @Test("a second wait after an answer is a wait of its own")
    func secondWait() {
        var feed = Feed(day: .test)
        feed.take(events([.queued(0, "A"), .answered(10, "x"), .queued(100, "A")]))
        #expect(feed.callState.live.longestWaitingSince == at(100))
        feed.take([Script.ended(700).event("end")])
        let figures = queue("A", feed.callState)
        #expect((figures.offered, figures.answered, figures.abandoned) == (2, 1, 1))
        #expect(figures.averageAbandonMilliseconds == 600_000)
        let totals = feed.callState.completed.totals.figures
        #expect((totals.offered, totals.answered, totals.abandoned) == (1, 1, 0))
        #expect(totals.averageSpeedOfAnswerMilliseconds == 10_000)
        #expect(totals.longestWaitMilliseconds == 600_000)
    }

    @Test("a second wait is no short abandon because the first was short")
    func noShortAbandon() {
        let state = played([.queued(0, "A"), .answered(3, "x"), .queued(100, "A"), .ended(700)])
        #expect((queue("A", state).abandoned, queue("A", state).shortAbandoned) == (1, 0))
    }

    @Test("a caller who leaves to be called back overflows")
    func callback() {
        let state = played([.queued(0, "A"), .left(60, .callback), .ended(61)])
        let figures = queue("A", state)
        #expect((figures.overflowed, figures.callbacks, figures.abandoned) == (1, 1, 0))
    }

    @Test("an answer that nobody saw wait has an unknown wait")
    func unknownWait() {
        let state = played([.answered(0, "x", queue: "A"), .ended(100)])
        let figures = queue("A", state)
        #expect((figures.offered, figures.answered) == (1, 1))
        #expect(figures.serviceLevel == nil)
        #expect(figures.averageSpeedOfAnswerMilliseconds == nil)
        let told = played([.answered(10, "x", queue: "A").waited(8), .ended(100)])
        #expect(queue("A", told).averageSpeedOfAnswerMilliseconds == 8_000)
        #expect(queue("A", told).serviceLevel == Ratio(1, of: 1))
    }

    @Test("when one phone is answered, no other rings on")
    func ringAll() {
        var feed = Feed(day: .test)
        feed.take(events([.queued(0, "A"), .ringing(5, "x"), .ringing(5, "y"), .answered(10, "x")]))
        #expect(feed.callState.live.count(.ringing) == 0)
        feed.take(events([.notAnswered(11, "y", .cancelled), .ended(55)], ids: "d"))
        #expect(queue("A", feed.callState).talkMilliseconds == 45_000)
        #expect(agent("y", feed.callState).missed == 0)
    }

    @Test("a pause during a call shows after it")
    func pauseDuringCall() {
        var feed = Feed(day: .test)
        feed.take(events([.report(0, "x", .available), .answered(10, "x"), .report(30, "x", .paused, pause: "lunch")]))
        #expect(status("x", feed.callState)?.state == .talking)
        feed.closeOrphans(at: at(60))
        feed.take([Script.ended(60).event("end")])
        #expect(status("x", feed.callState)?.state == .paused)
        #expect(status("x", feed.callState)?.since == at(60))
        #expect(status("x", feed.callState)?.pauseReason == "lunch")
    }

    @Test("after a call an agent is available since its end")
    func availableSinceCall() {
        var feed = Feed(day: .test)
        feed.closeOrphans(at: at(7_200))
        feed.take(events([.report(0, "x", .available), .answered(3_440, "x"), .ended(3_580)]))
        #expect(status("x", feed.callState)?.state == .available)
        #expect(status("x", feed.callState)?.since == at(3_580))
    }

    @Test("a report for one queue forgets what was said for none")
    func namelessForgotten() {
        var feed = Feed(day: .test)
        feed.closeOrphans(at: at(100))
        feed.take(events([.report(0, "x", .available), .report(10, "x", .paused, queue: "A")]))
        #expect(status("x", feed.callState)?.state == .paused)
    }

    @Test("after a ring that was cancelled an agent is available since then")
    func availableSinceRing() {
        var feed = Feed(day: .test)
        feed.closeOrphans(at: at(100))
        feed.take(
            events([
                .report(0, "x", .available), .answered(10, "x"), .ended(60), .report(60, "x", .wrapUp),
                .ringing(90, "x").of("d"), .notAnswered(95, "x", .cancelled).of("d"),
            ]))
        #expect(status("x", feed.callState)?.state == .available)
        #expect(status("x", feed.callState)?.since == at(95))
    }

    @Test("a report of ringing lapses")
    func ringingLapses() {
        var feed = Feed(day: .test)
        feed.take(events([.report(0, "bob", .ringing), .ringing(0, "ann"), .ended(100)]))
        feed.closeOrphans(at: at(119))
        #expect(status("bob", feed.callState)?.state == .ringing)
        feed.closeOrphans(at: at(200))
        #expect(status("bob", feed.callState)?.state == .unknown)
        #expect(feed.callState.live.agents.counts[.unknown] == 2)
    }

    @Test("a consultation through a queue that is merged into the first call")
    func consultationThroughQueue() {
        let state = played([
            .queued(0, "A").of("1").going(.inbound), .answered(5, "ann").of("1"),
            .queued(30, "B").of("2").going(.internal), .answered(40, "bo").of("2"),
            .transferred(50, by: nil, agent: "bo").of("1"), .merged(50, into: "1").of("2"), .ended(100).of("1"),
        ])
        let totals = state.completed.totals
        #expect((totals.figures.offered, totals.figures.answered, totals.figures.transferred) == (1, 1, 1))
        #expect((totals.inbound, totals.internal) == (1, 0))
        #expect(queue("A", state).answered == 1)
        #expect(queue("B", state).answered == 1)
        #expect(queue("B", state).averageSpeedOfAnswerMilliseconds == 10_000)
        #expect(agent("ann", state).talkMilliseconds == 45_000)
        #expect(agent("bo", state).talkMilliseconds == 60_000)
        #expect(queue("A", state).averageTalkMilliseconds == 45_000)
        #expect(queue("B", state).averageTalkMilliseconds == 60_000)
    }

    @Test("a call that is merged into the consultation")
    func mergedIntoConsultation() {
        let state = played([
            .queued(0, "A").of("1").going(.inbound), .answered(5, "ann").of("1"),
            .answered(30, "bo").of("2").going(.internal), .transferred(50, by: "ann").of("1"),
            .merged(50, into: "2").of("1"), .ended(100).of("2"),
        ])
        let totals = state.completed.totals
        #expect((totals.figures.offered, totals.figures.answered) == (1, 1))
        #expect((totals.inbound, totals.internal) == (1, 0))
        #expect(queue("A", state).averageTalkMilliseconds == 115_000)
        #expect(agent("ann", state).talkMilliseconds == 45_000)
        #expect(agent("bo", state).talkMilliseconds == 70_000)
    }

    @Test("a call that waits is answered by a merge with one that is talked in", arguments: [true, false])
    func answeredByMerge(isOneIntoTwo: Bool) {
        let (from, into) = isOneIntoTwo ? ("one", "two") : ("two", "one")
        let state = played([
            .queued(0, "A").of("one"), .answered(10, "bo").of("two"), .merged(20, into: into).of(from),
            .ended(100).of(into),
        ])
        #expect(queue("A", state).answered == 1)
        #expect(queue("A", state).averageSpeedOfAnswerMilliseconds == 20_000)
        #expect(agent("bo", state).talkMilliseconds == 90_000)
    }

    @Test("a transfer to a queue ends the talk of all")
    func transferOfConference() {
        let state = played([
            .queued(0, "A"), .answered(5, "ann"), .joined(20, "bob"), .transferred(50, by: "ann", queue: "B"),
        ])
        #expect((state.live.count(.waiting), state.live.count(.active)) == (1, 0))
        let over = played([
            .queued(0, "A"), .answered(5, "ann"), .joined(20, "bob"), .transferred(50, by: "ann", queue: "B"),
            .ended(60),
        ])
        #expect(agent("bob", over).talkMilliseconds == 30_000)
    }

    @Test("a transfer of a call that nobody had answered is none")
    func transferWhileWaiting() {
        let state = played([
            .queued(0, "A"), .transferred(30, by: nil, agent: "bob"), .answered(40, "bob"), .ended(100),
        ])
        #expect(state.completed.totals.figures.transferred == 0)
        #expect(queue("A", state).averageSpeedOfAnswerMilliseconds == 40_000)
    }

    @Test("an answer that names the queue of the last visit adds none")
    func answerInSameQueue() {
        let state = played([
            .answered(0, "x", queue: "A"), .transferred(40, by: nil, agent: "y"), .answered(50, "y", queue: "A"),
            .ended(100),
        ])
        #expect((queue("A", state).offered, queue("A", state).answered) == (1, 1))
    }

    @Test("a call that is queued after a time-out is another call", arguments: [182, 180] as [Double])
    func queuedAfterEnd(at time: Double) {
        let state = played([.queued(0, "A"), .ended(180, .timeout), .queued(time, "A")])
        #expect(state.completed.totals.figures.overflowed == 1)
        #expect(state.live.count(.waiting) == 1)
    }

    @Test("a call that only rang and is queued long after is another call")
    func queuedAfterRing() {
        let state = played([.ringing(0, "bob"), .ended(20), .queued(1000, "A")])
        #expect(state.live.count(.waiting) == 1)
    }

    @Test("the telephone system's own count of a wait goes first")
    func waitSeconds() {
        var feed = Feed(day: .test)
        feed.take(events([.queued(200, "A"), .queued(300, "A").waited(130), .ended(320)]))
        #expect(queue("A", feed.callState).averageAbandonMilliseconds == 150_000)
    }

    @Test("silence after an answer leaves it answered")
    func silence() {
        var feed = Feed(day: .test)
        feed.take(events([.queued(0, "A"), .answered(10, "x")]))
        feed.closeOrphans(at: at(10 + 4 * 3600))
        let figures = queue("A", feed.callState)
        #expect((figures.answered, figures.orphaned, figures.talkMilliseconds) == (1, 0, 0))
    }

    @Test("an end of which nothing else was heard counts nowhere")
    func endOnly() {
        let state = played([.ended(0).going(.inbound)])
        #expect(state.completed.totals == Totals())
    }

    @Test("the sequence orders the events of one second")
    func sequence() {
        var feed = Feed(day: .test)
        feed.closeOrphans(at: at(100))
        feed.take(events([.report(5, "x", .available).numbered(10), .report(5, "x", .paused).numbered(9)]))
        #expect(status("x", feed.callState)?.state == .available)
    }
}
