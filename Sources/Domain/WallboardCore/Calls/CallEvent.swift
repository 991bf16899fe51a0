import Values

/// One accepted event of the feed (calls.md, section 1): a step of a call, or a report of an agent's state.
package struct CallEvent: Hashable, Sendable {
    /// Unique per customer; the same id again is a duplicate. 1–128 bytes.
    package let id: String
    /// When it happened, by the sender's clock.
    package let time: Instant
    /// The sender's order of the events of one moment, 0…2⁵³−1; nil where the sender gives none.
    package let sequence: Int64?
    /// What happened.
    package let content: Content
    /// When and as which of all events the gateway accepted it.
    package var acceptance: Acceptance

    /// What an event is about.
    package enum Content: Hashable, Sendable {
        case call(CallStep)
        case agent(AgentReport)
        /// A `type` or a `state` that this version does not know: stored as it was sent, and without effect.
        case unknown(UnknownEvent)
    }

    /// Takes values whose lengths the reader has checked.
    package init(
        id: String, time: Instant, sequence: Int64? = nil, content: Content, acceptance: Acceptance = .next
    ) {
        self.id = id
        self.time = time
        self.sequence = sequence
        self.content = content
        self.acceptance = acceptance
    }

    /// The call that it is a step of; nil for anything else.
    package var call: String? {
        guard case .call(let step) = content else { return nil }
        return step.call
    }

    /// The calls that it names, its own first.
    package var calls: [String] {
        guard case .call(let step) = content else { return [] }
        return step.calls
    }

    /// The queues that it names.
    package var queues: [String] {
        switch content {
        case .agent(let report): report.queue.map { [$0] } ?? []
        case .unknown: []
        case .call(let step):
            if case .transferred(.queue(let queue)) = step.kind {
                [step.queue, queue].compactMap { $0 }
            } else {
                step.queue.map { [$0] } ?? []
            }
        }
    }
}

/// An event that this version does not know, as far as it is kept.
package struct UnknownEvent: Hashable, Sendable {
    /// As it was sent.
    package let type: String
    /// Of an `agent.state`, and where it was given.
    package let state: String?
    /// Where it was given.
    package let agent: String?

    /// Takes values whose lengths the reader has checked.
    package init(type: String, state: String? = nil, agent: String? = nil) {
        self.type = type
        self.state = state
        self.agent = agent
    }
}

/// When an event was accepted, and its place among all that were.
package struct Acceptance: Hashable, Sendable {
    /// Ascending in the order of acceptance.
    package let number: Int64
    /// By the gateway's clock. What is stamped ahead of it is shown as beginning here.
    package let at: Instant

    /// Of an event that is not stored yet: after all that are.
    package static let next = Acceptance(number: .max, at: Instant(milliseconds: .max))

    /// As the store has it.
    package init(number: Int64, at: Instant) {
        self.number = number
        self.at = at
    }
}

/// What happened to one call.
package struct CallStep: Hashable, Sendable {
    /// The call that it belongs to. 1–256 bytes.
    package let call: String
    /// What happened to the call.
    package let kind: Kind
    /// nil where the event does not say.
    package var direction: Direction?
    /// Where known; up to 128 Unicode scalars.
    package var queue: String?
    /// The agent whom the step is about; up to 128 Unicode scalars.
    package var agent: String?
    /// The number as the feed gave it; up to 128 Unicode scalars.
    package var caller: String?
    /// The telephone system's own count of the wait in this queue.
    package var wait: Wait

    /// The steps of a call, in the words of the contract without `call.`.
    package enum Kind: Hashable, Sendable {
        case queued
        case left(Reason?)
        case ringing
        case notAnswered(Reason?)
        case answered, joined, released, held, retrieved, parked
        case transferred(Destination)
        /// This call has become part of the one with this id.
        case merged(into: String)
        case ended(Reason?)
        /// A statement of the active calls: the call is nowhere in the house. No feed can send this.
        case elsewhere
        /// A statement of the active calls did not name the call. No feed can send this.
        case lost
    }

    /// Where a transfer goes: the first that the event gives.
    package enum Destination: Hashable, Sendable {
        case queue(String)
        case agent(String)
        /// Out of the house. Masked as callers are.
        case number(String)
        /// The event does not say.
        case unknown
    }

    /// Who called whom, as seen by the customer.
    package enum Direction: String, Sendable, CaseIterable {
        case inbound, outbound, `internal`
    }

    /// What an event says of a wait.
    package enum Wait: Hashable, Sendable {
        /// Nothing: the wait runs from the step that began it.
        case untold
        /// It has lasted so many milliseconds, 0…86,400,000.
        case milliseconds(Int64)
        /// It began before anybody looked: a statement found the call waiting. No feed can send this.
        case unknown
    }

    /// Takes values whose lengths the reader has checked.
    package init(
        call: String, kind: Kind, direction: Direction? = nil, queue: String? = nil, agent: String? = nil,
        caller: String? = nil, wait: Wait = .untold
    ) {
        self.call = call
        self.kind = kind
        self.direction = direction
        self.queue = queue
        self.agent = agent
        self.caller = caller
        self.wait = wait
    }

    /// The calls that it names, its own first.
    package var calls: [String] {
        if case .merged(let into) = kind, into != call { [call, into] } else { [call] }
    }
}

extension CallStep {
    /// Why a call left its queue, a ring ended or a call ended (calls.md, section 1, `reason`).
    package enum Reason: Hashable, Sendable {
        case caller, agent, timeout, overflow, key, empty, full, voicemail, callback, rejected, system
        case noAnswer, busy, unreachable, cancelled
        /// Any other text, kept as it was sent.
        case unknown(String)

        private static let words: [(word: String, reason: Reason)] = [
            ("caller", .caller), ("agent", .agent), ("timeout", .timeout), ("overflow", .overflow), ("key", .key),
            ("empty", .empty), ("full", .full), ("voicemail", .voicemail), ("callback", .callback),
            ("rejected", .rejected), ("system", .system), ("noAnswer", .noAnswer), ("busy", .busy),
            ("unreachable", .unreachable), ("cancelled", .cancelled),
        ]
        private static let byWord = [String: Reason](uniqueKeysWithValues: words.map { ($0.word, $0.reason) })

        /// The reason that `text` names.
        package init(_ text: String) {
            self = Self.byWord[text] ?? .unknown(text)
        }

        /// As it is sent.
        package var text: String {
            if case .unknown(let text) = self { return text }
            return Self.words.first { $0.reason == self }?.word ?? ""
        }

        /// Whether a call that ends so while it waits went on elsewhere, instead of being given up.
        var leavesForElsewhere: Bool {
            switch self {
            case .timeout, .overflow, .key, .empty, .full, .voicemail, .callback: true
            default: false
            }
        }

        /// Whether a step of this reason at a moment at which the call waits comes before what begins another wait.
        var endsAWait: Bool {
            switch self {
            case .timeout, .overflow, .key, .empty, .full: true
            default: false
            }
        }
    }
}

/// What the feed reports of an agent.
package struct AgentReport: Hashable, Sendable {
    /// Up to 128 Unicode scalars.
    package let agent: String
    /// What the agent is doing from `time` on.
    package let state: AgentState
    /// The queue for which it is reported; nil: for all.
    package let queue: String?
    /// Up to 128 Unicode scalars.
    package let pauseReason: String?

    /// Takes values whose lengths the reader has checked.
    package init(agent: String, state: AgentState, queue: String? = nil, pauseReason: String? = nil) {
        self.agent = agent
        self.state = state
        self.queue = queue
        self.pauseReason = pauseReason
    }
}

/// The states of an agent (calls.md, section 3).
package enum AgentState: String, Sendable, CaseIterable {
    case available, ringing, talking, wrapUp, paused, loggedOut
    /// No readiness was ever reported. Shown, never sent by a feed.
    case unknown
}
