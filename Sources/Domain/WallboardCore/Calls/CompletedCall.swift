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
    /// Inbound, waited or rang, and answered by nobody.
    package let isMissed: Bool
    /// Whether it was transferred at least once.
    package let isTransferred: Bool
    /// nil for a call that never entered a queue: it has no outcome and counts by its direction only.
    package let queued: QueuedCall?
    /// The latest event; nil for a call that was closed for silence, which has no event of its end.
    package let lastEventAt: Instant?
    /// What each named agent did in it, by name.
    package let agents: [AgentPart]
    /// The talks with named agents, by their beginning.
    package let talks: [CompletedTalk]

    /// What one agent did in a call that is over.
    package struct AgentPart: Hashable, Sendable {
        /// The agent's name.
        package let agent: String
        /// Whether the agent talked.
        package let isAnswered: Bool
        /// Rings that ended with `noAnswer` or `rejected`.
        package let missed: Int
        /// Without hold; Σ over the agent's legs.
        package let talkMilliseconds: Int64
    }

    /// nil while the call is open, and of a call that counts nowhere.
    package init?(_ record: CallRecord, thresholds: CallThresholds) {
        guard let end = record.end, record.isCounted else { return nil }
        call = record.call
        direction = record.direction
        belongsAt = record.belongsAt
        isMissed =
            record.direction == .inbound && !record.isAnswered && (record.phones.hasRung || !record.visits.isEmpty)
        isTransferred = record.isTransferred
        queued = QueuedCall(record, thresholds: thresholds)
        lastEventAt = end.cause == .silence ? nil : record.lastEventAt
        talks = record.legs.compactMap { CompletedTalk($0, of: record) }
        var milliseconds: [String: Int64] = [:]
        for leg in record.legs {
            if let agent = leg.agent { milliseconds[agent, default: 0] += leg.talkMilliseconds }
        }
        var names = Set(milliseconds.keys)
        names.formUnion(record.phones.missed.keys)
        agents = names.sorted().map {
            AgentPart(
                agent: $0, isAnswered: milliseconds[$0] != nil, missed: record.phones.missed[$0] ?? 0,
                talkMilliseconds: milliseconds[$0] ?? 0)
        }
    }
}

/// How a completed call that entered a queue counts: once for the customer, and once for each visit.
package struct QueuedCall: Hashable, Sendable {
    /// Of the whole call: answered where any of its visits was, else as its last visit.
    package let total: QueueResult
    /// The longest of the caller's waits, in milliseconds; nil where none is known.
    package let longestWaitMilliseconds: Int64?
    /// Each visit, by its beginning.
    package let visits: [QueueShare]

    /// How a visit counts in its queue.
    package struct QueueShare: Hashable, Sendable {
        /// nil for the queue without a name.
        package let queue: String?
        /// The wait is that of the visit.
        package let result: QueueResult
    }
}

/// How a call left one queue, or all of them.
package struct QueueResult: Hashable, Sendable {
    /// How it left.
    package let outcome: CallOutcome
    /// Whether the caller left to be called back.
    package let isCallback: Bool
    /// From the entry to the answer or the end; nil where that is not known. 0 or more.
    package let waitMilliseconds: Int64?
    /// Whether the call was answered within T.
    package let isInTime: Bool
    /// Whether the service level counts this call.
    package let isInServiceLevel: Bool
    /// Without hold; 0 unless it was answered.
    package let talkMilliseconds: Int64
    /// Talk and hold; 0 unless it was answered.
    package let handleMilliseconds: Int64
    /// Whether a transfer ended a talk of it.
    package let isTransferred: Bool
}

/// The one outcome of a visit that is over, or of a completed call that entered a queue (calls.md, section 2).
package enum CallOutcome: String, Sendable, CaseIterable {
    /// An agent answered.
    case answered
    /// The caller gave up after S or more.
    case abandoned
    /// The caller gave up before S.
    case shortAbandoned
    /// Left the queue for elsewhere unanswered.
    case overflowed
    /// Closed for silence while it waited.
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
    /// Whether it belongs to an answered visit: wrap-up after any other counts nowhere.
    package let isQueued: Bool
    /// The queue of that visit; nil where there is none, or for the queue without a name.
    package let queue: String?

    /// nil while the talk lasts, and where no event names the agent.
    init?(_ leg: TalkLeg, of record: CallRecord) {
        guard let agent = leg.agent, let to = leg.to else { return nil }
        self.agent = agent
        self.to = to
        from = leg.from.time
        isQueued = leg.visit != nil
        queue = leg.visit.flatMap { record.visits[$0].queue }
    }
}
