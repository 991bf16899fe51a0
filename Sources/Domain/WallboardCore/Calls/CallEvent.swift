import Values

/// One event of the feed (protocol, section 7): either a step of a call or a change of an agent's state.
package struct CallEvent: Hashable, Sendable {
    /// Unique per customer; the same id again is a duplicate. 1–128 bytes.
    package let id: String
    /// When it happened, by the sender's clock.
    package let time: Instant
    /// What happened.
    package let content: Content

    /// What an event is about.
    package enum Content: Hashable, Sendable {
        case call(CallStep)
        case agent(AgentStep)
    }

    /// Takes values whose lengths the reader has checked.
    package init(id: String, time: Instant, content: Content) {
        self.id = id
        self.time = time
        self.content = content
    }
}

/// What happened to one call.
package struct CallStep: Hashable, Sendable {
    /// The call that it belongs to. 1–128 bytes.
    package let call: String
    /// What happened to the call.
    package let kind: Kind
    /// nil where the event does not say.
    package var direction: Direction?
    /// Where known; at most 128 bytes each.
    package var queue: String?
    /// The agent it rings at, or who takes it.
    package var agent: String?
    /// The number as the feed gave it.
    package var caller: String?

    /// The steps of a call, in the words of the protocol without `call.`.
    package enum Kind: Hashable, Sendable {
        case queued, ringing, answered, held, retrieved, transferred
        case ended(EndReason)
        /// A statement of the active calls did not name the call. No feed can send this: the gateway itself notes it.
        case lost
    }

    /// Who called whom, as seen by the customer.
    package enum Direction: String, Sendable, CaseIterable {
        case inbound, outbound, `internal`
    }

    /// Why a call ended (protocol, section 7, `reason`).
    package enum EndReason: String, Sendable, CaseIterable {
        case caller, agent, overflow, timeout, unknown
    }

    /// Takes values whose lengths the reader has checked.
    package init(
        call: String, kind: Kind, direction: Direction? = nil, queue: String? = nil, agent: String? = nil,
        caller: String? = nil
    ) {
        self.call = call
        self.kind = kind
        self.direction = direction
        self.queue = queue
        self.agent = agent
        self.caller = caller
    }
}

/// What an agent is doing now.
package struct AgentStep: Hashable, Sendable {
    /// 1–128 bytes.
    package let agent: String
    /// What the agent is doing from `time` on.
    package let state: AgentState
    /// At most 128 bytes.
    package let pauseReason: String?

    /// Takes values whose lengths the reader has checked.
    package init(agent: String, state: AgentState, pauseReason: String? = nil) {
        self.agent = agent
        self.state = state
        self.pauseReason = pauseReason
    }
}

/// The states of an agent (protocol, section 7, `agent.state`).
package enum AgentState: String, Sendable, CaseIterable {
    case available, ringing, talking, wrapUp, paused, loggedOut
}
