import Values

/// How a call that is over counts in the figures. The only way to make one is from the record of a call that is over,
/// and figures of completed calls are made of nothing else.
package struct CompletedCall: Hashable, Sendable {
    /// The call's id.
    package let call: String
    /// Its direction in the count of all completed calls.
    package let direction: CallStep.Direction
    /// What decides to which day the call belongs: its first entry into a queue, or its first event if it entered none.
    package let belongsAt: Instant
    /// Inbound and never answered by anybody, as far as the feed reported.
    package let isMissed: Bool
    /// nil for a call that never entered a queue: it has no outcome and counts by its direction only.
    package let queued: QueuedCall?
    /// The latest event; nil for an orphan, which has no event of its end.
    package let lastEventAt: Instant?
    /// The talks with named agents, in their order, queued or not; empty for an orphan.
    package let talks: [CompletedTalk]

    /// nil while the call is open.
    package init?(_ record: CallRecord, thresholds: CallThresholds) {
        guard let end = record.end else { return nil }
        let isOrphan = end.cause == .silence
        call = record.call
        direction = record.direction
        belongsAt = record.enteredAt ?? record.firstEventAt
        isMissed = record.direction == .inbound && !record.isAnswered
        queued = QueuedCall(record, end: end, thresholds: thresholds)
        lastEventAt = isOrphan ? nil : record.lastEventAt
        talks = isOrphan ? [] : record.legs.compactMap { CompletedTalk($0, of: record) }
    }
}

/// How a completed call that entered a queue counts: once for the customer, once for each queue it entered, and for
/// each agent who talked.
package struct QueuedCall: Hashable, Sendable {
    /// Over the whole call: the wait from its first entry into a queue to its first answer, or to its end.
    package let total: QueueResult
    /// In each queue, in the order of the first entry.
    package let queues: [QueueShare]
    /// Each agent who talked after the call entered a queue, by name; empty for an orphan.
    package let agents: [AgentShare]

    /// How the call counts in one queue.
    package struct QueueShare: Hashable, Sendable {
        /// nil for the queue without a name.
        package let queue: String?
        /// The wait is from the entry into this queue.
        package let result: QueueResult
    }

    /// What one agent did for the call.
    package struct AgentShare: Hashable, Sendable {
        /// The agent's name.
        package let agent: String
        /// Without hold; Σ over the agent's legs.
        package let talkMilliseconds: Int64
    }
}

/// How a call left one queue, or all of them.
package struct QueueResult: Hashable, Sendable {
    /// How it left.
    package let outcome: CallOutcome
    /// From the entry to the answer; where there was none, to when the call left for another queue or ended. 0 or more.
    package let waitMilliseconds: Int64
    /// Whether the call was answered within T.
    package let isInTime: Bool
    /// Whether the service level counts this call.
    package let isInServiceLevel: Bool
    /// Without hold; 0 unless it was answered.
    package let talkMilliseconds: Int64
    /// Talk and hold; 0 unless it was answered.
    package let handleMilliseconds: Int64
    /// Whether the call was transferred; in one queue, whether it was transferred away from there.
    package let isTransferred: Bool
}

/// The one outcome of a completed call that entered a queue (protocol, section 8).
package enum CallOutcome: String, Sendable, CaseIterable {
    /// Connected to an agent after it entered the queue.
    case answered
    /// The caller left after S or more. An unanswered call that ends with reason `agent` or `unknown` counts so too.
    case abandoned
    /// The caller left before S.
    case shortAbandoned
    /// Left the queue for elsewhere unanswered, or was ended there by `overflow` or `timeout`.
    case overflowed
    /// Closed after too long a silence, answered or not.
    case orphaned
}

extension ServiceLevelVariant {
    /// Whether the service level counts calls with this outcome.
    func includes(_ outcome: CallOutcome) -> Bool {
        switch outcome {
        case .answered, .abandoned: true
        case .shortAbandoned: self == .withShortAbandons || self == .withShortAbandonsAndOverflows
        case .overflowed: self == .withOverflows || self == .withShortAbandonsAndOverflows
        case .orphaned: false
        }
    }
}

/// A talk of a call that is over, with a named agent: what the wrap-up after it needs to know.
package struct CompletedTalk: Hashable, Sendable {
    /// The agent's name.
    package let agent: String
    /// When it began.
    package let from: Instant
    /// When it ended, hold included.
    package let to: Instant
    /// Whether the call had entered a queue; talk before that belongs to no queue.
    package let isQueued: Bool
    /// The queue in which the call was; nil where it was in none, or in the queue without a name.
    package let queue: String?

    /// nil while the talk lasts, and where no event names the agent.
    init?(_ leg: TalkLeg, of record: CallRecord) {
        guard let agent = leg.agent, let to = leg.to else { return nil }
        self.agent = agent
        self.to = to
        from = leg.from
        isQueued = leg.visit != nil
        queue = leg.visit.flatMap { record.visits[$0].queue }
    }
}
