import TestSupport
import Testing

@testable import WallboardCore

@Suite("Agents")
struct AgentRosterTests {
    private func agents(_ events: [CallEvent], limits: CallLimits = CallLimits()) -> AgentRoster {
        var callState = CallState(day: .test, thresholds: CallThresholds(), limits: limits)
        _ = callState.apply(events)
        return callState.live.agents
    }

    @Test("are in the state last reported, whatever order reports arrive in")
    func reported() {
        let reports = [
            agentEvent(10, "Ann", .available), agentEvent(20, "Ann", .paused, pause: "lunch"),
            agentEvent(15, "Ann", .talking), agentEvent(20, "Ann", .available, id: "Aaa"),
        ]
        for seed in 0..<24 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let agents = agents(reports.shuffled(using: &random))
            #expect(
                agents.statuses["Ann"]
                    == AgentStatus(state: .paused, since: at(20), callID: nil, pauseReason: "lunch"), "seed \(seed)")
            #expect(AgentState.allCases.map { agents.counts[$0] } == [0, 0, 0, 0, 1, 0], "seed \(seed)")
        }
    }

    @Test("of whom nothing is reported are where their calls are")
    func derived() {
        let call = events([.queued(0, "Q"), .ringing(5, "Ann"), .answered(9, "Ann"), .ended(20)])
        #expect(agents([call[0], call[1]]).statuses["Ann"] == .init(.ringing, 5, "c"))
        #expect(agents([call[0], call[1], call[2]]).statuses["Ann"] == .init(.talking, 9, "c"))
        #expect(agents(call).statuses["Ann"] == .init(.available, 9))
        #expect(agents(call).counts[.available] == 1)
    }

    @Test("who are reported are in the state that is known last, and have the call that they are on")
    func reportedOnCall() {
        let call = events([.queued(0, "Q"), .ringing(5, "Ann"), .answered(9, "Ann"), .ended(30)])
        let before = agentEvent(3, "Ann", .available)
        #expect(agents(Array(call[..<2]) + [before]).statuses["Ann"] == .init(.ringing, 5, "c"))
        #expect(agents(Array(call[..<3]) + [before]).statuses["Ann"] == .init(.talking, 9, "c"))
        #expect(agents(call + [before]).statuses["Ann"] == .init(.available, 3))
        #expect(agents(Array(call[..<3]) + [agentEvent(29, "Ann", .wrapUp)]).statuses["Ann"] == .init(.wrapUp, 29, "c"))
        #expect(agents(Array(call[..<3]) + [agentEvent(8, "Ann", .talking)]).statuses["Ann"] == .init(.talking, 8, "c"))
        #expect(agents(Array(call[..<3]) + [before]).counts[.talking] == 1)
    }

    @Test("with several calls are on the one they talk in, else on the last")
    func severalCalls() {
        let first = events(of: "a", [.queued(0, "Q"), .answered(9, "Ann")])
        let second = events(of: "b", [.queued(0, "Q"), .ringing(12, "Ann")])
        let third = events(of: "d", [.queued(0, "Q"), .ringing(11, "Ann")])
        #expect(agents(first + second).statuses["Ann"] == .init(.talking, 9, "a"))
        #expect(agents(third + second).statuses["Ann"] == .init(.ringing, 12, "b"))
    }

    @Test("beyond the limit are not distinguished")
    func limit() {
        var limits = CallLimits()
        limits.agents = 2
        let agents = agents(["Ann", "Bob", "Cleo"].map { agentEvent(1, $0, .available) }, limits: limits)
        #expect(agents.statuses.keys == ["Ann", "Bob"])
        #expect(agents.counts[.available] == 2)
    }

    @Test("are forgotten on a new day unless reported of late or on a call")
    func newDay() {
        var callState = CallState(day: .test, thresholds: CallThresholds())
        _ = callState.apply(
            [agentEvent(-10, "reported long ago", .available), agentEvent(10, "reported", .paused)]
                + events(of: "a", [.queued(80_000, "Q"), .answered(80_001, "done"), .ended(80_100)])
                + events(of: "b", [.queued(80_000, "Q"), .answered(80_001, "busy")]))
        #expect(callState.live.agents.statuses.count == 4)
        #expect(callState.startDay(.afterTest) == true)
        #expect(callState.live.agents.statuses.keys == ["busy", "reported"])
        #expect(AgentState.allCases.map { callState.live.agents.counts[$0] } == [0, 0, 1, 0, 1, 0])
        _ = callState.apply([Script.ended(86_300).event(of: "b", id: "end")])
        #expect(callState.live.agents.statuses.keys == ["reported"])
    }
}

extension AgentStatus {
    fileprivate init(_ state: AgentState, _ since: Double, _ call: String? = nil) {
        self.init(state: state, since: at(since), callID: call, pauseReason: nil)
    }
}
