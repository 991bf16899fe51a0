import Testing
import WallboardCore

@Suite("The outcome of a completed call")
struct CallOutcomeTests {
    private func shares(_ script: [Script]) -> [String?: CallOutcome] {
        Dictionary(uniqueKeysWithValues: (completed(script).queued?.queues ?? []).map { ($0.queue, $0.result.outcome) })
    }

    private func total(_ script: [Script]) -> QueueResult? { completed(script).queued?.total }

    @Test("is nothing while the call is open")
    func open() {
        #expect(CompletedCall(record([.queued(1, "Q"), .answered(5, "Ann")]), thresholds: CallThresholds()) == nil)
    }

    @Test(
        "follows the reason of the end for an unanswered call that waited S or more",
        arguments: [
            (CallStep.EndReason.caller, CallOutcome.abandoned), (.agent, .abandoned), (.unknown, .abandoned),
            (.overflow, .overflowed), (.timeout, .overflowed),
        ])
    func reasons(_ reason: CallStep.EndReason, _ outcome: CallOutcome) {
        #expect(total([.queued(0, "Q"), .ended(5, reason)])?.outcome == outcome)
        #expect(shares([.queued(0, "Q"), .ended(5, reason)]) == ["Q": outcome])
        #expect(total([.queued(0, "Q"), .answered(9, "Ann"), .ended(15, reason)])?.outcome == .answered)
    }

    @Test("is a short abandon before S, and an abandon at S")
    func short() {
        #expect(total([.queued(0, "Q"), .ended(4.999)])?.outcome == .shortAbandoned)
        #expect(total([.queued(0, "Q"), .ended(5)])?.outcome == .abandoned)
        #expect(total([.queued(0, "Q"), .ended(1, .overflow)])?.outcome == .overflowed)
        let never = CallThresholds(shortAbandonSeconds: 0)
        #expect(completed([.queued(0, "Q"), .ended(0)], never).queued?.total.outcome == .abandoned)
    }

    @Test("is within the service level at T, and not after")
    func inTime() {
        #expect(total([.queued(0, "Q"), .answered(20, "Ann"), .ended(30)])?.isInTime == true)
        #expect(total([.queued(0, "Q"), .answered(20.001, "Ann"), .ended(30)])?.isInTime == false)
        #expect(total([.queued(0, "Q"), .ended(10)])?.isInTime == false)
    }

    @Test("of an answered call has its wait from the first queue in the totals, from its own queue there")
    func waits() {
        let call = completed([.queued(0, "Q"), .queued(15, "R"), .answered(25, "Ann"), .ended(60)])
        #expect(call.queued?.total.waitMilliseconds == 25_000)
        #expect(call.queued?.total.isInTime == false)
        #expect(call.queued?.queues.map(\.result.waitMilliseconds).last == 10_000)
        #expect(call.queued?.queues.map(\.result.isInTime) == [false, true])
        #expect(call.queued?.queues.map(\.result.outcome) == [.overflowed, .answered])
    }

    @Test("is in each queue what it was there")
    func perQueue() {
        #expect(
            shares([.queued(0, "Q"), .answered(9, "Ann"), .transferred(20, queue: "R"), .answered(25, "B"), .ended(30)])
                == ["Q": .answered, "R": .answered])
        #expect(
            shares([.queued(0, "Q"), .queued(10, "R"), .ended(30)]) == ["Q": .overflowed, "R": .abandoned])
        #expect(
            shares([.queued(0, "Q"), .queued(10, "R"), .queued(20, "Q"), .ended(30, .timeout)])
                == ["Q": .overflowed, "R": .overflowed])
        #expect(
            shares([.queued(0, "Q"), .queued(10, "R"), .queued(20, "Q"), .answered(21, "Ann"), .ended(30)])
                == ["Q": .answered, "R": .overflowed])
    }

    @Test("of an abandon is short or long once, by the wait since the first entry")
    func oneClassOfAbandon() {
        #expect(shares([.queued(0, "Q"), .queued(10, "R"), .ended(11)]) == ["Q": .overflowed, "R": .abandoned])
        #expect(total([.queued(0, "Q"), .queued(10, "R"), .ended(11)])?.outcome == .abandoned)
        #expect(shares([.queued(0, "Q"), .queued(2, "R"), .ended(3)]) == ["Q": .overflowed, "R": .shortAbandoned])
    }

    @Test("of a call that was answered and then abandoned elsewhere is answered, and abandoned there")
    func answeredThenAbandoned() {
        let brief: [Script] = [.queued(0, "Q"), .answered(9, "Ann"), .transferred(20, queue: "R"), .ended(22)]
        #expect(total(brief)?.outcome == .answered)
        #expect(shares(brief) == ["Q": .answered, "R": .shortAbandoned])
        let long: [Script] = [.queued(0, "Q"), .answered(9, "Ann"), .transferred(20, queue: "R"), .ended(25)]
        #expect(shares(long) == ["Q": .answered, "R": .abandoned])
    }

    @Test("is orphaned for silence, never answered or abandoned, and has no talk")
    func orphaned() {
        func orphan(_ script: [Script]) -> CompletedCall {
            CompletedCall(record(script).orphaned(afterMilliseconds: 1000), thresholds: CallThresholds())!
        }
        let waiting = orphan([.queued(0, "Q"), .queued(9, "R")])
        #expect(waiting.queued?.total.outcome == .orphaned)
        #expect(waiting.queued?.queues.map(\.result.outcome) == [.overflowed, .orphaned])
        #expect(waiting.isMissed)
        #expect(waiting.lastEventAt == nil)
        let talking = orphan([.queued(0, "Q"), .answered(9, "Ann"), .transferred(10, queue: "R"), .answered(20, "Bob")])
        #expect(talking.queued?.total.outcome == .orphaned)
        #expect(talking.queued?.queues.map(\.result.outcome) == [.orphaned, .orphaned])
        #expect(talking.queued?.total.talkMilliseconds == 0)
        #expect(talking.queued?.agents == [])
        #expect(!talking.isMissed)
    }

    @Test("is none for a call that never queued; inbound and unanswered, it is missed")
    func neverQueued() {
        let ivr = completed([.ended(5)])
        #expect(ivr.queued == nil)
        #expect(ivr.isMissed)
        #expect(ivr.belongsAt == at(5))
        #expect(!completed([.answered(1, "Ann"), .ended(5)]).isMissed)
        #expect(!completed([.ringing(1, "Ann").going(.outbound), .ended(5)]).isMissed)
        #expect(completed([.queued(1, "Q"), .ended(50)]).isMissed)
        #expect(completed([.queued(1, "Q"), .ended(50, .overflow)]).isMissed)
    }

    @Test("is not answered by a talk before the call entered a queue, nor does that talk count")
    func receptionFirst() {
        let abandoned = completed([.answered(1, "Desk"), .transferred(10, queue: "Q"), .ended(40)])
        #expect(abandoned.queued?.total.outcome == .abandoned)
        #expect(abandoned.queued?.total.waitMilliseconds == 30_000)
        #expect(abandoned.queued?.total.talkMilliseconds == 0)
        #expect(abandoned.queued?.agents == [])
        #expect(!abandoned.isMissed)
        let answered = completed([.answered(1, "Desk"), .queued(10, "Q"), .answered(15, "Ann"), .ended(40)])
        #expect(answered.queued?.total.waitMilliseconds == 5_000)
        #expect(answered.queued?.total.talkMilliseconds == 25_000)
        #expect(answered.queued?.agents.map(\.agent) == ["Ann"])
        #expect(answered.belongsAt == at(10))
    }

    @Test("shares the talk among queues and agents, and all of it")
    func talkShares() {
        let call = completed([
            .queued(0, "Q"), .answered(10, "Bob"), .transferred(20, agent: "Ann"), .transferred(35, queue: "R"),
            .answered(50, "Bob"), .ended(70),
        ])
        #expect(call.queued?.total.talkMilliseconds == 45_000)
        #expect(call.queued?.queues.map(\.result.talkMilliseconds) == [25_000, 20_000])
        #expect(call.queued?.agents.map(\.agent) == ["Ann", "Bob"])
        #expect(call.queued?.agents.map(\.talkMilliseconds) == [15_000, 30_000])
    }
}
