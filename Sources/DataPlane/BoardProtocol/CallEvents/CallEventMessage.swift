import Values

/// One event of the feed (calls.md, section 1): a step of a call, or a report of an agent's state. In an event that was
/// read, ids and names are in normal form C, and names are trimmed and at most `MessageLimits.callNameScalars` long.
package struct CallEventMessage: Hashable, Sendable {
    /// Unique per customer. 1–128 bytes.
    package let id: String
    /// When it happened, by the sender's clock.
    package let time: Instant
    /// The sender's order of the events of one moment, 0…2⁵³−1; nil where the sender gives none.
    package let sequence: Int64?
    /// What happened.
    package let content: Content

    /// What it is an event of.
    package enum Content: Hashable, Sendable {
        case call(Call)
        case agent(Agent)
        /// A `type`, or a `state` of `agent.state`, that this version does not know.
        case unknown(Unknown)
    }

    /// What happened to one call.
    package struct Call: Hashable, Sendable {
        /// The field `callId`. 1–256 bytes.
        package let id: String
        /// The field `type`, and the fields that only it has.
        package let step: Step
        /// The field `direction`; nil where the sender did not say.
        package var direction: Direction?
        /// Where known.
        package var queue: String?
        /// Where known; always with the types that need it.
        package var agent: String?
        /// Where known. A number in full: it is masked before it goes to a board.
        package var caller: String?
        /// The field `waitSeconds`, in milliseconds, 0…86,400,000; only with `queued`, `left`, `answered` and `ended`.
        package var waitMilliseconds: Int64?

        /// The caller keeps the bounds of the fields; a gateway corrects or rejects values that break them.
        package init(
            id: String, step: Step, direction: Direction? = nil, queue: String? = nil, agent: String? = nil,
            caller: String? = nil, waitMilliseconds: Int64? = nil
        ) {
            self.id = id
            self.step = step
            self.direction = direction
            self.queue = queue
            self.agent = agent
            self.caller = caller
            self.waitMilliseconds = waitMilliseconds
        }
    }

    /// The types that begin with `call.`. A `reason` is kept as it was sent.
    package enum Step: Hashable, Sendable {
        case queued
        case left(reason: String?)
        case ringing
        case notAnswered(reason: String?)
        case answered, joined, released, held, retrieved, parked
        case transferred(Destination)
        case merged(into: String)
        case ended(reason: String?)
    }

    /// Where a transfer goes: the first of the fields that is given.
    package enum Destination: Hashable, Sendable {
        case queue(String)
        case agent(String)
        case number(String)
        case unknown
    }

    /// The words of `direction`.
    package enum Direction: String, Sendable, CaseIterable {
        case inbound, outbound, `internal`
    }

    /// What an agent is doing now.
    package struct Agent: Hashable, Sendable {
        /// The field `agent`.
        package let name: String
        /// The field `state`.
        package let state: AgentState
        /// The queue that it is reported for; nil: all.
        package let queue: String?
        /// Why the agent pauses, where known.
        package let pauseReason: String?

        /// The caller keeps the bounds of the fields; a gateway corrects or rejects values that break them.
        package init(name: String, state: AgentState, queue: String? = nil, pauseReason: String? = nil) {
            self.name = name
            self.state = state
            self.queue = queue
            self.pauseReason = pauseReason
        }
    }

    /// The words of `state`.
    package enum AgentState: String, Sendable, CaseIterable {
        case available, ringing, talking, wrapUp, paused, loggedOut
    }

    /// An event without effect, as far as it is kept: it can be posted again to a version that knows it.
    package struct Unknown: Hashable, Sendable {
        /// The field `type`, at most `MessageLimits.callNameScalars` long.
        package let type: String
        /// The field `state`, where there is one.
        package let state: String?
        /// The field `agent`, where there is one.
        package let agent: String?

        /// The caller keeps the bounds of the fields.
        package init(type: String, state: String? = nil, agent: String? = nil) {
            self.type = type
            self.state = state
            self.agent = agent
        }
    }

    /// The caller keeps the bounds of the fields; a gateway corrects or rejects values that break them.
    package init(id: String, time: Instant, sequence: Int64? = nil, content: Content) {
        self.id = id
        self.time = time
        self.sequence = sequence
        self.content = content
    }
}
