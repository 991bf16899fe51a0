import Testing
import WallboardCore

@Suite("What each view may see")
struct ViewTests {
    private func callState(_ events: [CallEvent]) -> CallState {
        var callState = CallState(day: .test, thresholds: CallThresholds())
        _ = callState.apply(events)
        return callState
    }

    private func liveState(_ callState: CallState, _ numbers: Customer.CallerNumbers = .masked) -> LiveAnalyticsState {
        LiveAnalyticsState(callState.completed, callState.live, callerNumbers: numbers)
    }

    /// The names of all types of the values that `value` holds, in any depth.
    private func types(in value: Any) -> Set<String> {
        var names: Set<String> = [String(reflecting: type(of: value))]
        for child in Mirror(reflecting: value).children { names.formUnion(types(in: child.value)) }
        return names
    }

    private let busy =
        events(of: "call-88", [.queued(0, "Q").from("+442079460001"), .answered(9, "Ann"), .ended(60)])
        + events(of: "call-77", [.queued(70, "Q").from("+442079460132"), .ringing(75, "Bob")])
        + [agentEvent(1, "Cleo", .paused)]

    @Test("analytics states hold no live part, nor anything of agents")
    func gate() {
        let callState = callState(busy)
        let forbidden: [Any.Type] = [
            LiveCalls.self, LiveCall.self, LivePart.self, ListedCall.self, LiveQueue.self, LiveCall.Wait.self,
            AgentRoster.self, AgentStatus.self, AgentState.self, Leaderboard.self, AgentFigures.self, CallRecord.self,
        ]
        let names = forbidden.map { String(reflecting: $0) }
        let live = LiveAnalyticsState(callState.completed, callState.live, callerNumbers: .masked)
        #expect(names.contains { name in types(in: live).contains { $0.contains(name) } }, "the search finds nothing")
        for state in [InsightsState(callState.completed), AnalyticsState(callState.completed)] as [Any] {
            for found in types(in: state) {
                #expect(!names.contains { found.contains($0) }, "\(found) in \(type(of: state))")
            }
        }
    }

    @Test("lower views hold no word of an open call, a caller or an agent")
    func words() {
        let callState = callState(busy)
        for state in [InsightsState(callState.completed), AnalyticsState(callState.completed)] as [Any] {
            var text = ""
            dump(state, to: &text)
            for word in ["call-", "0132", "0001", "Ann", "Bob", "Cleo"] {
                #expect(!text.contains(word), "\(word) in \(type(of: state))")
            }
        }
    }

    @Test("the insights view has a few totals and the window")
    func insights() {
        let state = InsightsState(callState(busy).completed)
        #expect(state.window.from == at(0) && state.window.to == at(86_400))
        #expect([state.offered, state.answered, state.missed] == [1, 1, 0])
        #expect(state.talkMilliseconds == 51_000 && state.averageTalkMilliseconds == 51_000)
    }

    @Test("the live views have the open calls with masked callers; only the highest has each agent's status")
    func live() {
        let callState = callState(busy)
        let state = liveState(callState)
        let analytics = AnalyticsState(callState.completed).completed
        #expect(state.completed.totals == analytics.totals && state.completed.queues == analytics.queues)
        #expect(
            state.completed.intervals == analytics.intervals && state.completed.basis.window == analytics.basis.window)
        #expect(state.live.calls.keys == ["call-77"])
        #expect(
            state.live.calls["call-77"].map {
                [$0.state.rawValue, $0.queue, $0.agent, $0.direction.rawValue, $0.caller]
            }
                == ["ringing", "Q", "Bob", "inbound", "••• 0132"])
        #expect(state.live.calls["call-77"]?.since == at(70))
        #expect(state.live.callsRinging == 1 && state.live.callsOmitted == 0)
        #expect(state.live.agentStates[.paused] == 1)
        #expect(state.agents.agents.keys == ["Ann"])
        let highest = ContactCentreState(callState.completed, callState.live, callerNumbers: .shown)
        #expect(highest.completed == state.completed && highest.agents == state.agents)
        #expect(highest.agentStatus.keys == ["Ann", "Bob", "Cleo"])
        #expect(highest.live.calls["call-77"]?.caller == "+442079460132")
        #expect(liveState(callState, .shown).live == highest.live)
    }

    @Test(
        "a masked caller keeps four digits, and nothing of a short number, a name or an address",
        arguments: [
            ("+44 20 7946 0132", "••• 0132"), ("5550132", "••• 0132"), ("sip:442079460132", "••• 0132"),
            ("sip:+441632960132@pbx1:5060", "••• 0132"), ("<sip:1632960132@10.0.0.1:5060>", "••• 0132"),
            ("Alice <tel:+44-1632-960132;ext=7788>", "••• 0132"), ("01632 960132 ext. 7788", "••• 0132"),
            ("12345", "••• 2345"), ("0132", "•••"), ("sip:1234@pbx9:50600", "•••"), ("", "•••"),
            ("Alice Example", "•••"), ("anonymous", "•••"),
            ("٠١٢٣٤٥٦٧٨", "•••"),
        ])
    func masking(_ caller: String, _ shown: String) {
        #expect(Customer.CallerNumbers.masked.display(caller) == shown)
        #expect(Customer.CallerNumbers.shown.display(caller) == caller)
    }

    @Test("a state made again of what did not change is equal, and a copy keeps what it was")
    func copies() {
        var callState = callState(busy)
        let before = AnalyticsState(callState.completed)
        #expect(AnalyticsState(callState.completed) == before)
        _ = callState.apply([Script.ended(99).of("call-77").event("end")])
        #expect(AnalyticsState(callState.completed) != before)
        #expect(before.completed.totals.figures.offered == 1)
    }
}
