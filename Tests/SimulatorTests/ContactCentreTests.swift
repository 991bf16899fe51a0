import BoardProtocol
import Testing

@testable import wallboard_sim

@Suite("The simulated contact centre")
struct ContactCentreTests {
    private static func settings(_ change: (inout ContactCentreSettings) -> Void = { _ in }) -> ContactCentreSettings {
        var settings = ContactCentreSettings()
        settings.closing = settings.opening + 2 * 3_600_000
        change(&settings)
        return settings
    }

    /// Small and large, one queue and many, idle and overloaded.
    private static func randomSettings(_ random: inout SplitMix64) -> ContactCentreSettings {
        settings {
            $0.callsPerHour = Double.random(in: 5...900, using: &random)
            $0.agents = Int.random(in: 1...30, using: &random)
            $0.queues = (1...Int.random(in: 1...5, using: &random)).map { "queue \($0)" }
            $0.opening = Int64.random(in: 0...23, using: &random) * 3_600_000
            $0.closing = $0.opening + Int64.random(in: 1...7_200_000, using: &random)
            $0.holdChance = Double.random(in: 0...1, using: &random)
            $0.transferChance = Double.random(in: 0...1, using: &random)
            $0.pauseChance = Double.random(in: 0...0.5, using: &random)
            $0.ownCallsPerAgentAndHour = Double.random(in: 0...10, using: &random)
        }
    }

    @Test("the same seed gives the same events, another seed others")
    func determinism() {
        let first = Array(ContactCentre(Self.settings(), seed: 7, play: "a"))
        #expect(first == Array(ContactCentre(Self.settings(), seed: 7, play: "a")))
        #expect(first != Array(ContactCentre(Self.settings(), seed: 8, play: "a")))
        #expect(first.count > 1_000)
    }

    @Test("every course of events keeps the rules of calls and agents", arguments: 0..<60 as Range<UInt64>)
    func rules(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let settings = Self.randomSettings(&random)
        let events = Array(ContactCentre(settings, seed: seed, play: "p"))
        var rules = CallRules(closing: settings.closing ?? 0)
        for event in events { rules.check(event, "seed \(seed), event \(event.id)") }
        rules.checkEnd("seed \(seed)")
        #expect(Set(events.map(\.id)).count == events.count, "seed \(seed): an id comes twice")
        #expect(events.map(\.time) == events.map(\.time).sorted(), "seed \(seed): out of order")
    }

    @Test("a play without an end goes on, and holds only the calls in progress")
    func endless() {
        var centre = ContactCentre(Self.settings { $0.closing = nil }, seed: 1, play: "p")
        var last: Int64 = 0
        for _ in 0..<50_000 { last = centre.next()?.time ?? -1 }
        #expect(last > DayProfile.millisecondsPerDay)
    }

    @Test("everything that can happen happens")
    func variety() {
        let events = Array(ContactCentre(Self.settings { $0.agents = 10 }, seed: 3, play: "p"))
        var steps: Set<CallEventMessage.Step> = []
        var states: Set<CallEventMessage.AgentState> = []
        var directions: Set<CallEventMessage.Direction?> = []
        for event in events {
            switch event.content {
            case .call(let call):
                steps.insert(call.step)
                directions.insert(call.direction)
            case .agent(let agent): states.insert(agent.state)
            case .unknown: Issue.record("\(event)")
            }
        }
        #expect(steps.isSuperset(of: [.queued, .ringing, .answered, .held, .retrieved]))
        #expect(steps.contains { if case .transferred(.queue) = $0 { true } else { false } })
        #expect(steps.isSuperset(of: [.ended(reason: "caller"), .ended(reason: "agent")]))
        #expect(states == Set(CallEventMessage.AgentState.allCases))
        #expect(directions == [.inbound, .outbound, .internal])
    }
}

/// The rules that calls and agents follow, event by event.
private struct CallRules {
    private enum State: Equatable {
        case waiting
        case ringing(String)
        case talking(String)
        case held(String)
    }

    let closing: Int64
    private var calls: [String: State] = [:]
    private var ends: [String: Int64] = [:]
    private var ended: Set<String> = []
    private var busy: [String: String] = [:]
    private var agents: [String: CallEventMessage.AgentState] = [:]

    init(closing: Int64) {
        self.closing = closing
    }

    mutating func check(_ event: PlannedEvent, _ comment: String) {
        switch event.content {
        case .agent(let agent):
            #expect(event.callEnd == nil, "\(comment)")
            check(agent, comment)
        case .call(let call):
            #expect(!ended.contains(call.id), "\(comment): after the end")
            if calls[call.id] == nil {
                #expect(event.time < closing, "\(comment): a call after closing time")
                ends[call.id] = event.callEnd
            }
            #expect(event.callEnd == ends[call.id] && event.time <= event.callEnd ?? -1, "\(comment)")
            check(call, event.time, comment)
        case .unknown: Issue.record("\(comment): an unknown event")
        }
    }

    private mutating func check(_ call: CallEventMessage.Call, _ time: Int64, _ comment: String) {
        let state = calls[call.id]
        switch call.step {
        case .queued:
            #expect(state == nil || state == .waiting, "\(comment)")
            #expect(call.direction == .inbound && call.queue != nil && call.agent == nil, "\(comment)")
            calls[call.id] = .waiting
        case .ringing:
            #expect(state == .waiting, "\(comment)")
            take(call, comment)
            calls[call.id] = .ringing(call.agent ?? "")
        case .answered:
            if call.direction == .inbound {
                #expect(state == .ringing(call.agent ?? ""), "\(comment)")
            } else {
                #expect(state == nil && call.queue == nil, "\(comment)")
                take(call, comment)
            }
            calls[call.id] = .talking(call.agent ?? "")
        case .held:
            #expect(state == .talking(call.agent ?? ""), "\(comment)")
            calls[call.id] = .held(call.agent ?? "")
        case .retrieved:
            #expect(state == .held(call.agent ?? ""), "\(comment)")
            calls[call.id] = .talking(call.agent ?? "")
        case .transferred(let destination):
            release(call.id, comment)
            #expect(destination == .queue(call.queue ?? "") && call.agent == nil, "\(comment)")
            calls[call.id] = .waiting
        case .ended(let reason):
            if state == .waiting {
                #expect(reason == "caller", "\(comment)")
            } else {
                release(call.id, comment)
            }
            #expect(ends[call.id] == time, "\(comment): not when it was said to end")
            calls[call.id] = nil
            ended.insert(call.id)
        case .left, .notAnswered, .joined, .released, .parked, .merged:
            Issue.record("\(comment): \(call.step)")
        }
    }

    /// An agent has one call at a time, and takes it only when available.
    private mutating func take(_ call: CallEventMessage.Call, _ comment: String) {
        guard let agent = call.agent else {
            Issue.record("\(comment): no agent")
            return
        }
        #expect(busy[agent] == nil && agents[agent] == .available, "\(comment): \(agent) is not free")
        busy[agent] = call.id
    }

    private mutating func release(_ call: String, _ comment: String) {
        guard case .talking(let agent) = calls[call] else {
            Issue.record("\(comment): nobody talks")
            return
        }
        #expect(busy.removeValue(forKey: agent) == call, "\(comment)")
    }

    private mutating func check(_ agent: CallEventMessage.Agent, _ comment: String) {
        let before: [CallEventMessage.AgentState?] =
            switch agent.state {
            case .available: [nil, .wrapUp, .paused]
            case .ringing: [.available]
            case .talking: [.ringing, .available]
            case .wrapUp: [.talking]
            case .paused: [.wrapUp]
            case .loggedOut: [.available, .wrapUp, .paused]
            }
        #expect(before.contains(agents[agent.name]), "\(comment): \(agent.state) after \(String(describing: before))")
        #expect((agent.pauseReason != nil) == (agent.state == .paused), "\(comment)")
        #expect([.ringing, .talking].contains(agent.state) == (busy[agent.name] != nil), "\(comment)")
        agents[agent.name] = agent.state
    }

    func checkEnd(_ comment: String) {
        #expect(calls.isEmpty && busy.isEmpty, "\(comment): \(calls.count) calls do not end")
        #expect(agents.values.allSatisfy { $0 == .loggedOut }, "\(comment): somebody is still at work")
    }
}
