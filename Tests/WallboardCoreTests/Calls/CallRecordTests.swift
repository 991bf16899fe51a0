import Testing

@testable import WallboardCore

@Suite("The record of a call")
struct CallRecordTests {
    @Test("follows a call through its queue, talk and hold")
    func plainCall() {
        let call = record([
            .queued(10, "Sales").from("+44 20 7946 0132").going(.inbound), .ringing(20, "Ann"), .answered(25, "Ann"),
            .held(40), .retrieved(50), .ended(90),
        ])
        #expect(call.caller == "+44 20 7946 0132")
        #expect(call.direction == .inbound)
        #expect(call.enteredAt == at(10))
        #expect(call.visits.map(\.answeredAt) == [at(25)])
        #expect(call.legs.map(\.agent) == ["Ann"])
        #expect(call.legs.map(\.talkMilliseconds) == [55_000])
        #expect(call.end == CallEnd(time: at(90), cause: .ended(.caller)))
        #expect(call.situation == nil)
        #expect(!call.isTransferred)
    }

    @Test(
        "says where the call is and since when",
        arguments: [
            ([], nil),
            ([.held(1)], nil),
            ([.queued(1, "Q")], Situation(.waiting, 1)),
            ([.queued(1, "Q"), .queued(5, "Q")], Situation(.waiting, 1)),
            ([.queued(1, "Q"), .queued(5, "R")], Situation(.waiting, 5, queue: "R")),
            ([.queued(1, "Q"), .ringing(5, "Ann")], Situation(.ringing, 5, "Ann")),
            ([.queued(1, "Q"), .ringing(5, "Ann"), .ringing(7, "Bob")], Situation(.ringing, 7, "Bob")),
            ([.queued(1, "Q"), .ringing(5, "Ann"), .queued(9, "Q")], Situation(.waiting, 1)),
            ([.queued(1, "Q"), .ringing(5, "Ann"), .queued(9)], Situation(.waiting, 1)),
            ([.queued(1, "Q"), .ringing(5, "Ann"), .answered(8)], Situation(.active, 8, "Ann")),
            ([.queued(1, "Q"), .answered(8, "Ann")], Situation(.active, 8, "Ann")),
            ([.queued(1, "Q"), .answered(8, "Ann"), .answered(9, "Ann")], Situation(.active, 8, "Ann")),
            ([.queued(1, "Q"), .answered(8, "Ann"), .answered(9)], Situation(.active, 8, "Ann")),
            ([.queued(1, "Q"), .answered(8, "Ann"), .answered(9, "Bob")], Situation(.active, 9, "Bob")),
            ([.queued(1, "Q"), .answered(8, "Ann"), .ringing(9, "Bob")], Situation(.active, 8, "Ann")),
            ([.queued(1, "Q"), .answered(8, "Ann"), .held(9)], Situation(.held, 9, "Ann")),
            ([.queued(1, "Q"), .answered(8, "Ann"), .held(9), .held(10)], Situation(.held, 9, "Ann")),
            ([.queued(1, "Q"), .answered(8, "Ann"), .held(9), .retrieved(12)], Situation(.active, 12, "Ann")),
            ([.queued(1, "Q"), .answered(8, "Ann"), .held(9), .answered(12, "Ann")], Situation(.active, 12, "Ann")),
            ([.queued(1, "Q"), .answered(8, "Ann"), .queued(9, "Q")], Situation(.waiting, 9)),
            (
                [.queued(1, "Q"), .answered(8, "Ann"), .transferred(9, queue: "R")],
                Situation(.waiting, 9, queue: "R")
            ),
            ([.queued(1, "Q"), .answered(8, "Ann"), .transferred(9, agent: "Bob")], Situation(.active, 9, "Bob")),
            ([.queued(1, "Q"), .answered(8, "Ann"), .transferred(9, agent: "Ann")], Situation(.active, 8, "Ann")),
            ([.queued(1, "Q"), .answered(8, "Ann"), .transferred(9)], Situation(.active, 8, "Ann")),
            ([.queued(1, "Q"), .transferred(9, agent: "Bob")], Situation(.ringing, 9, "Bob")),
            ([.queued(1, "Q"), .transferred(9, queue: "Q", agent: "Bob")], Situation(.waiting, 1)),
            ([.ringing(1, "Ann")], Situation(.ringing, 1, "Ann", queue: nil)),
            ([.ringing(1, "Ann", queue: "Q")], Situation(.ringing, 1, "Ann")),
            ([.answered(1, "Ann", queue: "Q").going(.outbound)], Situation(.active, 1, "Ann")),
            ([.queued(1)], Situation(.waiting, 1, queue: nil)),
            ([.queued(1, "Q"), .ended(9)], nil),
        ] as [([Script], Situation?)])
    func situation(_ script: [Script], _ expected: Situation?) {
        // A call needs an event; a transfer to nowhere changes nothing.
        let call = record(script.isEmpty ? [.transferred(0)] : script)
        #expect(call.situation == expected?.situation)
        if let expected { #expect(call.queue == expected.queue) }
    }

    struct Situation: Sendable {
        let situation: CallSituation
        let queue: String?

        init(_ state: CallSituation.State, _ since: Double, _ agent: String? = nil, queue: String? = "Q") {
            situation = CallSituation(state: state, since: at(since), agent: agent)
            self.queue = queue
        }
    }

    @Test("has one visit for each queue, and coming back moves the moment of entry")
    func comingBack() {
        let call = record([.queued(1, "Q"), .queued(5, "R"), .queued(9, "Q")])
        #expect(call.enteredAt == at(1))
        #expect(call.visits.map(\.queue) == ["Q", "R"])
        #expect(call.visits.map(\.enteredAt) == [at(9), at(5)])
        #expect(call.currentVisit == 0)
    }

    @Test("keeps the entry of a queue in which the call was answered when it comes back")
    func comingBackAnswered() {
        let call = record([.queued(1, "Q"), .answered(5, "Ann"), .transferred(9, queue: "Q"), .answered(20, "Bob")])
        #expect(call.visits.map(\.enteredAt) == [at(1)])
        #expect(call.visits.map(\.answeredAt) == [at(5)])
        #expect(call.legs.map(\.agent) == ["Ann", "Bob"])
    }

    @Test("lets an inbound call that is answered at once enter the queue that the answer names")
    func answeredWithoutQueueing() {
        let call = record([.answered(5, "Ann", queue: "Q"), .ended(9)])
        #expect(call.enteredAt == at(5))
        #expect(call.visits.map(\.answeredAt) == [at(5)])
        let other = record([.queued(1, "Q"), .answered(5, "Ann", queue: "R"), .ended(9)])
        #expect(other.visits.map(\.queue) == ["Q", "R"])
        #expect(other.visits.map(\.answeredAt) == [nil, at(5)])
    }

    @Test(
        "takes no queue from `ringing` and `answered` of outbound and internal calls",
        arguments: [
            CallStep.Direction.outbound, .internal,
        ])
    func outbound(_ direction: CallStep.Direction) {
        let call = record([.ringing(1, "Ann", queue: "Q").going(direction), .answered(5, "Ann", queue: "Q"), .ended(9)])
        #expect(call.enteredAt == nil)
        #expect(call.isAnswered)
        let queued = record([.queued(1, "Q").going(direction)])
        #expect(queued.enteredAt == at(1))
    }

    @Test("takes no queue from the end, nor from hold")
    func noQueueFromTheEnd() {
        var end = Script.ended(5)
        end.queue = "Q"
        #expect(record([end]).enteredAt == nil)
    }

    @Test("knows the direction and the caller whichever event gives them")
    func directionAnywhere() {
        let late = record([.answered(5, "Ann", queue: "Q"), .held(6).going(.outbound).from("1"), .ended(9)])
        #expect(late.direction == .outbound)
        #expect(late.caller == "1")
        #expect(late.enteredAt == nil)
        let atEnd = record([.answered(5, "Ann", queue: "Q"), .ended(9).going(.internal).from("2")])
        #expect(atEnd.direction == .internal)
        #expect(atEnd.caller == "2")
        #expect(record([.queued(5, "Q")]).direction == .inbound)
    }

    @Test("adds up talk over legs, without hold")
    func talk() {
        let call = record([
            .queued(0, "Q"), .answered(10, "Ann"), .held(20), .retrieved(25), .held(30), .transferred(40, agent: "Bob"),
            .held(50), .ended(60),
        ])
        #expect(call.isTransferred)
        #expect(call.legs.map(\.agent) == ["Ann", "Bob"])
        #expect(call.legs.map(\.holdMilliseconds) == [15_000, 10_000])
        #expect(call.legs.map(\.talkMilliseconds) == [15_000, 10_000])
    }

    @Test(
        "counts a transfer in the queue that the call came from",
        arguments: [
            ([.queued(0, "Q"), .transferred(9, queue: "R")], [true, false]),
            ([.queued(0, "Q"), .answered(5, "Ann"), .transferred(9, queue: "Q")], [true]),
            ([.queued(0, "Q"), .answered(5, "Ann"), .transferred(9, agent: "Bob")], [true]),
            ([.queued(0, "Q"), .transferred(0, queue: "Q")], [false]),
            ([.transferred(0, queue: "Q")], [false]),
        ] as [([Script], [Bool])])
    func transferredAway(_ script: [Script], _ expected: [Bool]) {
        #expect(record(script).visits.map(\.isTransferredAway) == expected)
        #expect(record(script).isTransferred)
    }

    @Test("ends the talk when the call waits again")
    func backToTheQueue() {
        let call = record([
            .queued(0, "Q"), .answered(10, "Ann"), .transferred(30, queue: "R"), .answered(50, "Bob"),
            .ended(60, .agent),
        ])
        #expect(call.legs.map(\.talkMilliseconds) == [20_000, 10_000])
        #expect(call.legs.map(\.visit) == [0, 1])
        #expect(call.visits.map(\.isTransferredAway) == [true, false])
    }

    @Test("takes an agent's answer just before the entry into the queue for one that came through it")
    func answeredJustBeforeQueueing() {
        for queue in [nil, "Q"] {
            let call = record([.answered(10, "Ann", queue: queue), .queued(12, "Q"), .held(20), .ended(30)])
            #expect(call.visits.map(\.queue) == ["Q"])
            #expect(call.visits.map(\.answeredAt) == [at(10)])
            #expect(call.legs.map(\.visit) == [0])
            #expect(call.legs.map(\.talkMilliseconds) == [10_000])
            let total = completed([.answered(10, "Ann", queue: queue), .queued(12, "Q"), .ended(30)]).queued?.total
            #expect(total?.outcome == .answered && total?.waitMilliseconds == 0)
        }
        #expect(record([.answered(10, "Ann"), .queued(12.001, "Q")]).situation?.state == .waiting)
        #expect(record([.answered(10), .queued(11, "Q")]).situation?.state == .waiting)
        #expect(record([.answered(10, "Ann", queue: "Q"), .queued(11, "R")]).situation?.state == .waiting)
        #expect(record([.queued(1, "Q"), .answered(10, "Ann"), .queued(11, "Q")]).situation?.state == .waiting)
    }

    @Test("leaves the talk first where a transfer and the next answer are of one moment")
    func oneMoment() {
        let queue = record([
            .queued(0, "Q"), .answered(5, "Ann"), .transferred(9, queue: "R"), .queued(9, "R"), .ringing(9, "Bob"),
            .answered(9, "Bob"), .ended(20),
        ])
        #expect(queue.legs.map(\.talkMilliseconds) == [4_000, 11_000])
        #expect(queue.visits.map(\.isTransferredAway) == [true, false])
        let agent = record([
            .queued(0, "Q"), .answered(5, "Ann"), .held(9), .transferred(9, agent: "Bob"), .answered(9, "Bob"),
            .ended(20),
        ])
        #expect(agent.legs.map(\.talkMilliseconds) == [4_000, 11_000])
        let atOnce = record([.queued(5, "Q"), .answered(5, "Ann"), .transferred(5, queue: "R")])
        #expect(atOnce.visits.map(\.answeredAt) == [at(5), nil])
    }

    @Test("takes the end last whatever its time, and negative spans for 0")
    func clocksDiffer() {
        let call = record([.queued(10, "Q"), .answered(12, "Ann"), .held(13), .ended(5)])
        #expect(call.end?.time == at(5))
        #expect(call.visits.map(\.answeredAt) == [at(12)])
        #expect(call.legs.map(\.talkMilliseconds) == [0])
    }

    @Test("takes the first end of several")
    func twoEnds() {
        let call = record([.queued(1, "Q"), .ended(9, .timeout), .ended(8, .caller)])
        #expect(call.end == CallEnd(time: at(8), cause: .ended(.caller)))
    }

    @Test("of a silent call ends after the silence")
    func orphan() {
        let call = record([.queued(1, "Q"), .answered(9, "Ann")]).orphaned(afterMilliseconds: 1000)
        #expect(call.end == CallEnd(time: at(10), cause: .silence))
        #expect(call.situation == nil)
    }

    @Test("counts no span beyond the longest")
    func longestSpan() {
        let week = Double(CallLimits.longestSpanMilliseconds) / 1000
        let call = record([.queued(0, "Q"), .answered(1, "Ann"), .ended(week * 3)])
        #expect(call.legs.map(\.talkMilliseconds) == [CallLimits.longestSpanMilliseconds])
    }
}
