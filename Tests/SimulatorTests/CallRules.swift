import BoardProtocol
import Testing

@testable import wallboard_sim

/// The rules that the calls and agents of a play follow, event by event: each step fits what was before it, nothing
/// comes after the end of its call, and an agent does one thing at a time.
struct CallRules {
    private enum State: Equatable {
        case waiting, talking, held, parked
        /// Left its queue, or goes on outside: only what ends it, or a queue, can come.
        case away
        /// Passed on to a colleague whose telephone rings.
        case handedOver
        /// Rings for nobody but an agent.
        case calling
    }

    private struct Call {
        var state: State
        var agents: [String] = []
        var ringing: [String] = []
        let end: Int64?
    }

    private let closing: Int64
    private var calls: [String: Call] = [:]
    private var ended: Set<String> = []
    /// What each agent has to do with: the call that rings or that is talked in.
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
                #expect(event.time < closing || call.direction == .internal, "\(comment): a call after closing time")
            }
            let end = calls[call.id].map(\.end) ?? event.callEnd
            #expect(event.callEnd == end && event.time <= event.callEnd ?? -1, "\(comment)")
            check(call, event, comment)
        case .unknown: Issue.record("\(comment): an unknown event")
        }
    }

    private mutating func check(_ call: CallEventMessage.Call, _ event: PlannedEvent, _ comment: String) {
        let before = calls[call.id]
        var record = before ?? Call(state: .calling, end: event.callEnd)
        let agent = call.agent ?? ""
        switch call.step {
        case .queued:
            #expect(before == nil || [.away, .handedOver].contains(record.state), "\(comment)")
            #expect(record.ringing.isEmpty && call.direction == .inbound && call.queue != nil, "\(comment)")
            record.state = .waiting
        case .left:
            #expect(record.state == .waiting && call.queue != nil, "\(comment)")
            stopRinging(&record)
            record.state = .away
        case .ringing:
            #expect(record.state == .waiting || (before == nil || !record.ringing.isEmpty), "\(comment)")
            take(agent, call.id, comment)
            record.ringing.append(agent)
        case .notAnswered:
            #expect(record.ringing.contains(agent), "\(comment): did not ring")
            record.ringing.removeAll { $0 == agent }
            busy[agent] = nil
        case .answered:
            if record.state == .parked {
                // Maybe by the agent who parked it and has asked for a pause since.
                take(agent, call.id, comment, mayBePaused: true)
            } else if before == nil && call.direction == .outbound {
                take(agent, call.id, comment)
            } else {
                #expect(record.ringing == [agent], "\(comment): does not ring, or others do")
                record.ringing = []
            }
            record.agents = [agent]
            record.state = .talking
        case .joined:
            #expect(record.state == .talking, "\(comment)")
            take(agent, call.id, comment)
            record.agents.append(agent)
        case .released:
            #expect(record.state == .talking && record.agents.contains(agent) && record.agents.count == 2, "\(comment)")
            release(agent, &record)
        case .held:
            #expect(record.state == .talking && record.agents == [agent], "\(comment)")
            record.state = .held
        case .retrieved:
            #expect(record.state == .held && record.agents == [agent], "\(comment)")
            record.state = .talking
        case .parked:
            #expect(record.state == .talking && record.agents == [agent], "\(comment)")
            release(agent, &record)
            record.state = .parked
        case .transferred(let destination):
            #expect([.talking, .held].contains(record.state) && record.agents == [agent], "\(comment)")
            release(agent, &record)
            switch destination {
            case .queue: record.state = .waiting
            case .agent(let name):
                take(name, call.id, comment)
                record.ringing = [name]
                record.state = .handedOver
            case .number, .unknown: record.state = .away
            }
        case .merged(let into):
            #expect(record.state == .talking && calls[into]?.state == .away, "\(comment)")
            #expect(calls[into]?.end == record.end, "\(comment): the two end at different times")
            calls[into]?.state = .talking
            calls[into]?.agents = record.agents
            for agent in record.agents { busy[agent] = into }
            record.agents = []
        case .ended:
            #expect(record.state != .handedOver && record.state != .parked && record.state != .held, "\(comment)")
            #expect(event.callEnd == event.time, "\(comment): not when it was said to end")
            stopRinging(&record)
            for agent in record.agents { release(agent, &record) }
        }
        calls[call.id] = call.step.isLast ? nil : record
        if call.step.isLast { ended.insert(call.id) }
    }

    /// An agent has one call at a time, and takes it when nothing else is to do.
    private mutating func take(_ agent: String, _ call: String, _ comment: String, mayBePaused: Bool = false) {
        #expect(busy[agent] == nil, "\(comment): \(agent) has another call")
        let state = agents[agent]
        #expect(state == .available || mayBePaused && state == .paused, "\(comment): \(agent) is away")
        busy[agent] = call
    }

    private mutating func release(_ agent: String, _ record: inout Call) {
        record.agents.removeAll { $0 == agent }
        busy[agent] = nil
    }

    private mutating func stopRinging(_ record: inout Call) {
        for agent in record.ringing { busy[agent] = nil }
        record.ringing = []
    }

    private mutating func check(_ agent: CallEventMessage.Agent, _ comment: String) {
        let before: [CallEventMessage.AgentState?] =
            switch agent.state {
            case .available: [nil, .wrapUp, .paused]
            case .wrapUp: [.available, .paused]
            // Asked for while talking, and again when it begins; or after a ring that was not answered.
            case .paused: [.wrapUp, .available]
            case .loggedOut: [.available, .wrapUp, .paused]
            case .ringing, .talking: []
            }
        #expect(
            before.contains(agents[agent.name]),
            "\(comment): \(agent.state) after \(String(describing: agents[agent.name]))")
        #expect((agent.pauseReason != nil) == (agent.state == .paused), "\(comment)")
        if agent.state != .paused { #expect(busy[agent.name] == nil, "\(comment): \(agent.name) is in a call") }
        agents[agent.name] = agent.state
    }

    func checkEnd(_ comment: String) {
        #expect(calls.isEmpty && busy.isEmpty, "\(comment): \(calls.count) calls do not end")
        #expect(agents.values.allSatisfy { $0 == .loggedOut }, "\(comment): somebody is still at work")
    }
}
