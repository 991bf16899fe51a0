import Values

/// One event of the feed (protocol, section 7): a step of a call, or a change of an agent's state. In an event that was
/// read, ids and names are in normal form C, and names are trimmed.
package struct CallEventMessage: Hashable, Sendable {
    /// Unique per customer. 1–128 bytes.
    package let id: String
    /// When it happened, by the sender's clock.
    package let time: Instant
    /// What happened.
    package let content: Content

    /// What it is an event of.
    package enum Content: Hashable, Sendable {
        case call(Call)
        case agent(Agent)
    }

    /// What happened to one call.
    package struct Call: Hashable, Sendable {
        /// The field `callId`. 1–128 bytes.
        package let id: String
        /// The field `type`, and `reason` of `call.ended`.
        package let step: Step
        /// The field `direction`; nil where the sender did not say.
        package let direction: Direction?
        /// Where known; 1–128 bytes each.
        package let queue: String?
        /// Where known; 1–128 bytes.
        package let agent: String?
        /// Where known; 1–128 bytes. A number in full: it is masked before it goes to a board.
        package let caller: String?

        /// The caller keeps the bounds of the fields; a gateway rejects values that break them.
        package init(
            id: String, step: Step, direction: Direction? = nil, queue: String? = nil, agent: String? = nil,
            caller: String? = nil
        ) {
            self.id = id
            self.step = step
            self.direction = direction
            self.queue = queue
            self.agent = agent
            self.caller = caller
        }
    }

    /// The types that begin with `call.`.
    package enum Step: Hashable, Sendable {
        case queued, ringing, answered, held, retrieved, transferred
        /// An end without a `reason` counts as `unknown`.
        case ended(EndReason)
    }

    /// The words of `direction`.
    package enum Direction: String, Sendable, CaseIterable {
        case inbound, outbound, `internal`
    }

    /// The words of `reason`.
    package enum EndReason: String, Sendable, CaseIterable {
        case caller, agent, overflow, timeout, unknown
    }

    /// What an agent is doing now.
    package struct Agent: Hashable, Sendable {
        /// The field `agent`. 1–128 bytes.
        package let name: String
        /// The field `state`.
        package let state: AgentState
        /// 1–128 bytes.
        package let pauseReason: String?

        /// The caller keeps the bounds of the fields; a gateway rejects values that break them.
        package init(name: String, state: AgentState, pauseReason: String? = nil) {
            self.name = name
            self.state = state
            self.pauseReason = pauseReason
        }
    }

    /// The words of `state`.
    package enum AgentState: String, Sendable, CaseIterable {
        case available, ringing, talking, wrapUp, paused, loggedOut
    }

    /// The caller keeps the bounds of the fields; a gateway rejects values that break them.
    package init(id: String, time: Instant, content: Content) {
        self.id = id
        self.time = time
        self.content = content
    }
}
