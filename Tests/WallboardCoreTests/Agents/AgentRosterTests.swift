import TestSupport
import Testing

@testable import WallboardCore

@Suite("Agents")
struct AgentRosterTests {
    private func agents(_ events: [CallEvent], limits: CallLimits = CallLimits()) -> AgentRoster {
        var callState = CallState(day: .test, thresholds: CallThresholds(), limits: limits)
        callState.apply(events)
        return callState.live.agents
    }

    @Test("are as ready as was last reported, whatever order reports arrive in")
    func reported() {
        let reports = [
            agentEvent(10, "Ann", .available), agentEvent(15, "Ann", .loggedOut),
            agentEvent(20, "Ann", .available, id: "first of two"), agentEvent(20, "Ann", .paused, pause: "lunch"),
        ]
        for seed in 0..<24 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let agents = agents(reports.shuffled(using: &random))
            #expect(
                agents.statuses["Ann"]
                    == AgentStatus(state: .paused, since: at(20), callID: nil, pauseReason: "lunch"), "seed \(seed)")
            #expect(agents.counts[.paused] == 1, "seed \(seed)")
        }
    }

    @Test("of whom no readiness is reported are where their calls are, else unknown")
    func derived() {
        let call = events([.queued(0, "Q"), .ringing(5, "Ann"), .answered(9, "Ann"), .ended(20)])
        #expect(agents([call[0], call[1]]).statuses["Ann"] == .init(.ringing, 5, "c"))
        #expect(agents([call[0], call[1], call[2]]).statuses["Ann"] == .init(.talking, 9, "c"))
        #expect(agents(call).statuses["Ann"] == .init(.unknown, 20))
        #expect(agents(call).counts[.unknown] == 1)
    }

    @Test("keep their readiness through a call, and show it since the call ended")
    func throughACall() {
        let call = events([.queued(0, "Q"), .ringing(5, "Ann"), .answered(9, "Ann"), .ended(30)])
        let before = agentEvent(3, "Ann", .available)
        #expect(agents(Array(call[..<2]) + [before]).statuses["Ann"] == .init(.ringing, 5, "c"))
        #expect(agents(Array(call[..<3]) + [before]).statuses["Ann"] == .init(.talking, 9, "c"))
        #expect(agents(call + [before]).statuses["Ann"] == .init(.available, 30))
        let wrapUp = agentEvent(29, "Ann", .wrapUp)
        #expect(agents(Array(call[..<3]) + [before, wrapUp]).statuses["Ann"] == .init(.talking, 9, "c"))
        #expect(agents(call + [before, wrapUp]).statuses["Ann"] == .init(.wrapUp, 30))
        let again = [agentEvent(40, "Ann", .wrapUp), agentEvent(50, "Ann", .wrapUp)]
        #expect(agents(call + [before] + again).statuses["Ann"] == .init(.wrapUp, 40), "the same again is no new state")
        #expect(
            agents(call + [before, wrapUp, agentEvent(50, "Ann", .available)]).statuses["Ann"] == .init(.available, 50))
    }

    @Test("with several calls talk since the first of them without a break, in the latest")
    func severalCalls() {
        let first = events(of: "a", [.queued(0, "Q"), .answered(9, "Ann")])
        let second = events(of: "b", [.queued(0, "Q"), .ringing(12, "Ann")])
        let third = events(of: "d", [.queued(0, "Q"), .answered(15, "Ann")])
        #expect(agents(first + second).statuses["Ann"] == .init(.talking, 9, "a"))
        #expect(agents(first + second + third).statuses["Ann"] == .init(.talking, 9, "d"))
        let over = events(of: "a", [.ended(20)], ids: "over")
        #expect(agents(first + second + third + over).statuses["Ann"] == .init(.talking, 9, "d"))
        #expect(agents(second + events(of: "e", [.ringing(11, "Ann")])).statuses["Ann"] == .init(.ringing, 11, "b"))
    }

    @Test("are available where they are in any queue, and a report without a queue is for all")
    func queues() {
        let reports = [
            agentEvent(1, "Ann", .available, queue: "A"), agentEvent(2, "Ann", .paused, queue: "B", pause: "tea"),
        ]
        #expect(agents(reports).statuses["Ann"] == .init(.available, 1))
        let paused = reports + [agentEvent(3, "Ann", .paused, queue: "A", pause: "lunch")]
        #expect(agents(paused).statuses["Ann"]?.state == .paused)
        #expect(agents(paused).statuses["Ann"]?.pauseReason == "lunch")
        #expect(agents(paused + [agentEvent(4, "Ann", .loggedOut)]).statuses["Ann"] == .init(.loggedOut, 4))
        let back = paused + [agentEvent(4, "Ann", .loggedOut), agentEvent(5, "Ann", .available, queue: "B")]
        #expect(agents(back).statuses["Ann"] == .init(.available, 5))
    }

    @Test("reports of ringing and talking stand in where calls say nothing, and lapse")
    func standIns() {
        var callState = CallState(day: .test, thresholds: CallThresholds())
        callState.apply([
            agentEvent(0, "Ann", .available), agentEvent(10, "Ann", .talking), agentEvent(0, "Bob", .ringing),
        ])
        #expect(callState.live.agents.statuses["Ann"] == .init(.talking, 10))
        #expect(callState.closeOrphans(at: at(119.9)) == [])
        #expect(callState.closeOrphans(at: at(120)) == .live)
        #expect(callState.live.agents.statuses["Bob"] == .init(.unknown, 120))
        callState.apply([agentEvent(200, "Ann", .available)])
        #expect(callState.live.agents.statuses["Ann"] == .init(.available, 200))
        // Calls go first.
        callState.apply(events([.ringing(300, "Ann"), .notAnswered(301, "Ann")]) + [agentEvent(310, "Ann", .talking)])
        #expect(callState.live.agents.statuses["Ann"] == .init(.available, 301))
    }

    @Test("beyond the limit are not distinguished")
    func limit() {
        var limits = CallLimits()
        limits.agents = 2
        let agents = agents(["Ann", "Bob", "Cleo"].map { agentEvent(1, $0, .available) }, limits: limits)
        #expect(agents.statuses.keys == ["Ann", "Bob"])
        #expect(agents.counts[.available] == 2)
        #expect(agents.leftOut.names.keys == ["Cleo"])
    }

    @Test("are shown on a new day while they are logged in or on a call")
    func newDay() {
        var callState = CallState(day: .test, thresholds: CallThresholds())
        callState.apply(
            [
                agentEvent(-10, "logged out", .available), agentEvent(5, "logged out", .loggedOut),
                agentEvent(10, "logged in", .paused),
            ]
                + events(of: "a", [.queued(80_000, "Q"), .answered(80_001, "done"), .ended(80_100)])
                + events(of: "b", [.queued(80_000, "Q"), .answered(80_001, "busy")]))
        #expect(callState.live.agents.statuses.count == 4)
        #expect(callState.startDay(.afterTest) == true)
        #expect(callState.live.agents.statuses.keys == ["busy", "logged in"])
        callState.apply([Script.ended(86_300).of("b").event("end")])
        #expect(callState.live.agents.statuses.keys == ["logged in"])
    }
}

extension AgentStatus {
    fileprivate init(_ state: AgentState, _ since: Double, _ call: String? = nil) {
        self.init(state: state, since: at(since), callID: call, pauseReason: nil)
    }
}
