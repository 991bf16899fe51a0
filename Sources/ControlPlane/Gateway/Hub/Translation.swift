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
                    AgentStep(agent: agent.name, state: AgentState(agent.state), pauseReason: agent.pauseReason))
            }
        self.init(id: message.id, time: message.time, content: content)
    }
}

extension CallEventMessage {
    /// The event as a feed would send it; nil for the gateway's own note that a call was lost, which no feed can
    /// send.
    init?(telling event: CallEvent) {
        let content: Content
        switch event.content {
        case .call(let step):
            guard let call = Call(step) else { return nil }
            content = .call(call)
        case .agent(let step):
            // The words are the same: both are those of the protocol.
            guard let state = AgentState(rawValue: step.state.rawValue) else { return nil }
            content = .agent(Agent(name: step.agent, state: state, pauseReason: step.pauseReason))
        }
        self.init(id: event.id, time: event.time.nearestWritable, content: content)
    }
}

extension CallEventMessage.Call {
    fileprivate init?(_ step: CallStep) {
        let told: CallEventMessage.Step
        switch step.kind {
        case .queued: told = .queued
        case .ringing: told = .ringing
        case .answered: told = .answered
        case .held: told = .held
        case .retrieved: told = .retrieved
        case .transferred: told = .transferred
        case .ended(let reason):
            told = .ended(CallEventMessage.EndReason(rawValue: reason.rawValue) ?? .unknown)
        case .lost: return nil
        }
        self.init(
            id: step.call, step: told,
            direction: step.direction.flatMap { CallEventMessage.Direction(rawValue: $0.rawValue) }, queue: step.queue,
            agent: step.agent, caller: step.caller)
    }
}

extension CallStep {
    fileprivate init(_ call: CallEventMessage.Call) {
        let kind: Kind =
            switch call.step {
            case .queued: .queued
            case .ringing: .ringing
            case .answered: .answered
            case .held: .held
            case .retrieved: .retrieved
            case .transferred: .transferred
            case .ended(let reason): .ended(EndReason(reason))
            }
        self.init(
            call: call.id, kind: kind, direction: call.direction.map(Direction.init), queue: call.queue,
            agent: call.agent, caller: call.caller)
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

extension CallStep.EndReason {
    fileprivate init(_ reason: CallEventMessage.EndReason) {
        switch reason {
        case .caller: self = .caller
        case .agent: self = .agent
        case .overflow: self = .overflow
        case .timeout: self = .timeout
        case .unknown: self = .unknown
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
