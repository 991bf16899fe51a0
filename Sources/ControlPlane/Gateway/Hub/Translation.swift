import AdminAPI
import BoardProtocol
import Values
import WallboardCore

// The wire and the domain do not know each other: here one's words become the other's. The switches are exhaustive,
// so that a new case on either side does not compile until its meaning is defined.

extension Welcome.BoardLicence {
    init(_ licence: BoardLicence) {
        switch licence {
        case .analytics: self = .analytics
        case .liveAnalytics: self = .liveAnalytics
        }
    }
}

extension Welcome.View {
    init(_ view: BoardView) {
        switch view {
        case .none: self = .none
        case .insights: self = .insights
        case .analytics: self = .analytics
        case .liveAnalytics: self = .liveAnalytics
        case .contactCentre: self = .contactCentre
        }
    }
}

extension CallEvent {
    init(_ message: CallEventMessage) {
        let content: Content =
            switch message.content {
            case .call(let call): .call(CallStep(call))
            case .agent(let agent):
                .agent(
                    AgentReport(
                        agent: agent.name, state: AgentState(agent.state), queue: agent.queue,
                        pauseReason: agent.pauseReason))
            case .unknown(let unknown):
                .unknown(UnknownEvent(type: unknown.type, state: unknown.state, agent: unknown.agent))
            }
        self.init(id: message.id, time: message.time, sequence: message.sequence, content: content)
    }
}

extension CallEventMessage {
    /// The event as a feed would send it; nil for the gateway's own notes, which no feed can send.
    init?(telling event: CallEvent) {
        let content: Content
        switch event.content {
        case .call(let step):
            guard let call = Call(step) else { return nil }
            content = .call(call)
        case .agent(let report):
            // The words are the same: both are those of calls.md.
            guard let state = AgentState(rawValue: report.state.rawValue) else { return nil }
            content = .agent(
                Agent(name: report.agent, state: state, queue: report.queue, pauseReason: report.pauseReason))
        case .unknown(let unknown):
            content = .unknown(Unknown(type: unknown.type, state: unknown.state, agent: unknown.agent))
        }
        self.init(id: event.id, time: event.time.nearestWritable, sequence: event.sequence, content: content)
    }
}

extension CallEventMessage.Call {
    fileprivate init?(_ step: CallStep) {
        let told: CallEventMessage.Step
        switch step.kind {
        case .queued: told = .queued
        case .left(let reason): told = .left(reason: reason?.text)
        case .ringing: told = .ringing
        case .notAnswered(let reason): told = .notAnswered(reason: reason?.text)
        case .answered: told = .answered
        case .joined: told = .joined
        case .released: told = .released
        case .held: told = .held
        case .retrieved: told = .retrieved
        case .parked: told = .parked
        case .transferred(let destination): told = .transferred(CallEventMessage.Destination(destination))
        case .merged(let into): told = .merged(into: into)
        case .ended(let reason): told = .ended(reason: reason?.text)
        case .elsewhere, .lost: return nil
        }
        self.init(
            id: step.call, step: told,
            direction: step.direction.flatMap { CallEventMessage.Direction(rawValue: $0.rawValue) }, queue: step.queue,
            agent: step.agent, caller: step.caller)
        if case .milliseconds(let milliseconds) = step.wait { waitMilliseconds = milliseconds }
    }
}

extension CallStep {
    fileprivate init(_ call: CallEventMessage.Call) {
        let kind: Kind =
            switch call.step {
            case .queued: .queued
            case .left(let reason): .left(reason.map { Reason($0) })
            case .ringing: .ringing
            case .notAnswered(let reason): .notAnswered(reason.map { Reason($0) })
            case .answered: .answered
            case .joined: .joined
            case .released: .released
            case .held: .held
            case .retrieved: .retrieved
            case .parked: .parked
            case .transferred(let destination): .transferred(Destination(destination))
            case .merged(let into): .merged(into: into)
            case .ended(let reason): .ended(reason.map { Reason($0) })
            }
        self.init(
            call: call.id, kind: kind, direction: call.direction.map(Direction.init), queue: call.queue,
            agent: call.agent, caller: call.caller, wait: call.waitMilliseconds.map { .milliseconds($0) } ?? .untold)
    }
}

extension CallEventMessage.Destination {
    fileprivate init(_ destination: CallStep.Destination) {
        switch destination {
        case .queue(let name): self = .queue(name)
        case .agent(let name): self = .agent(name)
        case .number(let number): self = .number(number)
        case .unknown: self = .unknown
        }
    }
}

extension CallStep.Destination {
    fileprivate init(_ destination: CallEventMessage.Destination) {
        switch destination {
        case .queue(let name): self = .queue(name)
        case .agent(let name): self = .agent(name)
        case .number(let number): self = .number(number)
        case .unknown: self = .unknown
        }
    }
}

extension CallStep.Direction {
    fileprivate init(_ direction: CallEventMessage.Direction) {
        switch direction {
        case .inbound: self = .inbound
        case .outbound: self = .outbound
        case .internal: self = .internal
        }
    }
}

extension AgentState {
    fileprivate init(_ state: CallEventMessage.AgentState) {
        switch state {
        case .available: self = .available
        case .ringing: self = .ringing
        case .talking: self = .talking
        case .wrapUp: self = .wrapUp
        case .paused: self = .paused
        case .loggedOut: self = .loggedOut
        }
    }
}

extension Welcome {
    /// What the board of a device is greeted with.
    init(
        _ device: Device, _ board: ConnectedBoard, _ registrations: Registrations, heartbeatSeconds: Int,
        at now: Instant
    ) {
        let customer = registrations.customer
        let entitlement = board.entitlement
        self.init(
            deviceId: device.id.text, deviceName: device.name, customerName: customer.name,
            timeZone: customer.timeZone, boardLicence: BoardLicence(entitlement.boardLicence),
            view: View(entitlement.view), entitlementVersion: board.entitlementVersion,
            dashboard: Dashboard(registrations.dashboard(of: device), of: customer, in: entitlement.view),
            heartbeatSeconds: heartbeatSeconds, serverTime: now)
    }
}
