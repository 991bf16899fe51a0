import AdminAPI
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite struct BoundsTests {
    private func batch(_ count: Int, _ name: String) -> EventIntake<String>.Batch {
        let event = CallEvent(
            id: "e", time: RandomDay.nine, content: .agent(AgentReport(agent: "a", state: .available)))
        return EventIntake<String>.Batch(events: Array(repeating: event, count: count), answer: name)
    }

    @Test("an idle intake takes a batch of any size and a busy one only what fits")
    func anIdleIntakeTakesABatchOfAnySizeAndABusyOneOnlyWhatFits() {
        var intake = EventIntake<String>(maxWaiting: 100, maxPerCommit: 10)
        #expect(intake.hasRoom(for: 101))
        let isFirst = intake.add(batch(40, "a"))
        #expect(isFirst, "somebody has to empty it")
        #expect(intake.hasRoom(for: 60))
        #expect(!intake.hasRoom(for: 61))
    }

    @Test("a commit takes what fits in order and at least one batch")
    func aCommitTakesWhatFitsInOrderAndAtLeastOneBatch() {
        var intake = EventIntake<String>(maxWaiting: 100, maxPerCommit: 10)
        for (count, name) in [(4, "a"), (6, "b"), (1, "c"), (30, "d"), (2, "e")] { _ = intake.add(batch(count, name)) }
        #expect(intake.takeNext().map(\.answer) == ["a", "b"])
        #expect(intake.takeNext().map(\.answer) == ["c"])
        #expect(intake.takeNext().map(\.answer) == ["d"])
        #expect(intake.takeNext().map(\.answer) == ["e"])
        #expect(intake.hasRoom(for: 1_000))
        let rest = intake.hasNext()
        // The one that emptied it is gone.
        let begins = [intake.add(batch(1, "f")), intake.add(batch(1, "g"))]
        #expect(!rest && begins == [true, false])
    }

    @Test("a takeover is accepted three times a minute")
    func aTakeoverIsAcceptedThreeTimesAMinute() {
        var takeovers = TakeoverGuard()
        // The first is a minute ago at 60,000 and no longer counts.
        let moments: [Int64] = [0, 1_000, 2_000, 59_999, 60_000, 60_001]
        let allowed = moments.map {
            takeovers.allowsTakeover(inPlaceAnswers: true, at: RandomDay.nine.advanced(byMilliseconds: $0))
        }
        #expect(allowed == [true, true, true, false, true, false])
        // A board that lost its network and comes back is not a clone, however often.
        for _ in 0..<9 { #expect(takeovers.allowsTakeover(inPlaceAnswers: false, at: RandomDay.nine) == true) }
    }
}
