import BoardProtocol
import Testing
import Values

@testable import wallboard_sim

@Suite("What has been fed so far")
struct FeedTallyTests {
    private func call(_ id: String, _ step: CallEventMessage.Step) -> CallEventMessage {
        CallEventMessage(
            id: "e", time: Instant(milliseconds: 0), content: .call(CallEventMessage.Call(id: id, step: step)))
    }

    private func agent(_ name: String, _ state: CallEventMessage.AgentState) -> CallEventMessage {
        CallEventMessage(
            id: "e", time: Instant(milliseconds: 0),
            content: .agent(CallEventMessage.Agent(name: name, state: state)))
    }

    @Test("a call is counted once, however often it is answered")
    func calls() {
        var tally = FeedTally()
        for step in [.queued, .answered, .transferred(.agent("Bob")), .answered] as [CallEventMessage.Step] {
            tally.count(call("a", step))
        }
        tally.count(call("b", .queued))
        #expect(tally.started == 2 && tally.answered == 1 && tally.active == 2 && tally.openCalls == ["a", "b"])
        tally.count(call("a", .ended(reason: "agent")))
        tally.count(call("b", .ended(reason: "caller")))
        #expect(tally.active == 0 && tally.answered == 1 && tally.unanswered == 1 && tally.events == 7)
    }

    @Test("a call that has become part of another one is not open any more")
    func merges() {
        var tally = FeedTally()
        tally.count(call("a", .queued))
        tally.count(call("b", .answered))
        tally.count(call("b", .merged(into: "a")))
        #expect(tally.openCalls == ["a"])
    }

    @Test("an agent is there until logging out")
    func agents() {
        var tally = FeedTally()
        tally.count(agent("b", .available))
        tally.count(agent("a", .talking))
        tally.count(agent("b", .loggedOut))
        #expect(tally.presentAgents == ["a"])
    }

    @Test("no answer counts more events than were sent, or fewer than none")
    func receipts() throws {
        var tally = FeedTally()
        for number in ["9223372036854775807", "-9223372036854775808", "1e300", "\"2\"", "3"] {
            let counts = ["accepted", "duplicates", "shortened"].map { #""\#($0)":\#(number)"# }.joined(separator: ",")
            let text = #"{\#(counts),"rejected":[{"reason":"old"}],"ignored":[{}]}"#
            tally.count(try JSON(parsing: Array(text.utf8)), of: 5)
        }
        tally.count(nil, of: 5)
        #expect(tally.accepted == 8 && tally.duplicates == 8 && tally.shortened == 8)
        #expect(tally.rejected == 5 && tally.ignored == 5)
        let reasons = ["rejected: old", "ignored: no reason given"]
        #expect(tally.reasons == Array(repeating: reasons, count: 5).flatMap { $0 })
    }

    @Test("only the first reasons are kept")
    func reasons() {
        var tally = FeedTally()
        for number in 0..<100 { tally.add(reason: "\(number)") }
        #expect(tally.reasons.count == FeedTally.maxReasons && tally.reasons.first == "0")
    }
}
