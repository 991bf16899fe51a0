extension QueuedCall {
    /// nil for a call that never entered a queue.
    ///
    /// The outcome in each queue follows these rules:
    ///
    /// - answered where it was answered, also when it was abandoned in a later queue;
    /// - overflowed where it left unanswered for another queue;
    /// - where it was when it ended unanswered, as the end says. Whether an abandon is a short one is decided once, by
    ///   the wait since the first entry, so that totals and queues agree; the wait in this queue decides only where the
    ///   call as a whole was answered before;
    /// - an orphan is orphaned where it was or had been answered; it is answered nowhere and has no talk, for nobody
    ///   knows how long that lasted.
    ///
    /// Talk before the first entry into a queue (a call that reception answers and then queues) belongs to no queue.
    init?(_ record: CallRecord, end: CallEnd, thresholds: CallThresholds) {
        guard let enteredAt = record.enteredAt else { return nil }
        let firstAnswer = record.visits.compactMap(\.answeredAt).min()
        let legs = end.cause == .silence ? [] : record.legs.filter { $0.visit != nil }
        let outcome = Self.outcome(
            isAnswered: firstAnswer != nil, end: end, wait: enteredAt.span(to: end.time), thresholds: thresholds)
        total = QueueResult(
            outcome: outcome, wait: enteredAt.span(to: firstAnswer ?? end.time), legs: legs,
            isTransferred: record.isTransferred, thresholds: thresholds)
        queues = record.visits.indices.map { index in
            let visit = record.visits[index]
            let wait = visit.enteredAt.span(to: visit.answeredAt ?? visit.leftAt ?? end.time)
            let isLast = index == record.currentVisit
            let share: CallOutcome =
                if visit.answeredAt == nil && !isLast {
                    .overflowed
                } else if visit.answeredAt == nil && outcome != .answered {
                    outcome
                } else {
                    Self.outcome(isAnswered: visit.answeredAt != nil, end: end, wait: wait, thresholds: thresholds)
                }
            return QueueShare(
                queue: visit.queue,
                result: QueueResult(
                    outcome: share, wait: wait, legs: legs.filter { $0.visit == index },
                    isTransferred: visit.isTransferredAway, thresholds: thresholds))
        }
        var talks = SortedMap<String, Int64>()
        for leg in legs {
            if let agent = leg.agent { talks[agent] = (talks[agent] ?? 0) + leg.talkMilliseconds }
        }
        agents = talks.map { AgentShare(agent: $0.key, talkMilliseconds: $0.value) }
    }

    private static func outcome(
        isAnswered: Bool, end: CallEnd, wait: Int64, thresholds: CallThresholds
    ) -> CallOutcome {
        switch end.cause {
        case .silence: .orphaned
        case .ended where isAnswered: .answered
        case .ended(.overflow), .ended(.timeout): .overflowed
        case .ended(.caller), .ended(.agent), .ended(.unknown): thresholds.isShort(wait) ? .shortAbandoned : .abandoned
        }
    }
}

extension QueueResult {
    fileprivate init(
        outcome: CallOutcome, wait: Int64, legs: [TalkLeg], isTransferred: Bool, thresholds: CallThresholds
    ) {
        self.outcome = outcome
        self.isTransferred = isTransferred
        waitMilliseconds = wait
        talkMilliseconds = legs.reduce(0) { $0 + $1.talkMilliseconds }
        handleMilliseconds = legs.reduce(0) { $0 + $1.handleMilliseconds }
        isInServiceLevel = thresholds.serviceLevelVariant.includes(outcome)
        isInTime = outcome == .answered && thresholds.isInTime(wait)
    }
}
