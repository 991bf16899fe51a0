import Values

extension QueuedCall {
    /// nil for a call that never entered a queue. The record is of a call that is over.
    init?(_ record: CallRecord, thresholds: CallThresholds) {
        guard !record.visits.isEmpty else { return nil }
        visits = record.visits.indices.map { index in
            let visit = record.visits[index]
            let legs = record.legs.filter { $0.visit == index }
            return QueueShare(
                queue: visit.queue,
                result: QueueResult(
                    visit, wait: visit.waitMilliseconds, legs: legs, isTransferred: visit.isTransferred, thresholds))
        }
        let deciding = Self.deciding(record.visits)
        total = QueueResult(
            deciding, wait: deciding.callerWaitMilliseconds, legs: record.legs.filter { $0.visit != nil },
            isTransferred: record.isTransferred, thresholds)
        longestWaitMilliseconds = Self.waits(of: record.visits).max()
    }

    /// The visit that decides how the call counts: the first that was answered, else the last to end.
    private static func deciding(_ visits: [QueueVisit]) -> QueueVisit {
        let answered = visits.filter { $0.answeredAt != nil }
        if let first = answered.min(by: { $0.outcomeTime < $1.outcomeTime }) { return first }
        return visits.reduce(visits[0]) { $1.outcomeTime >= $0.outcomeTime ? $1 : $0 }
    }

    /// The caller's waits that are over: each to an answer, and the one to the end of the last visit.
    private static func waits(of visits: [QueueVisit]) -> [Int64] {
        visits.indices.compactMap { index in
            let visit = visits[index]
            if case .orphaned = visit.outcome { return nil }
            let goesOn = index + 1 < visits.count && !visits[index + 1].isFirstOfWait && visit.answeredAt == nil
            return goesOn ? nil : visit.callerWaitMilliseconds
        }
    }
}

extension QueueVisit {
    fileprivate var outcomeTime: Instant { outcome?.time ?? Instant(milliseconds: .max) }

    fileprivate func outcome(_ thresholds: CallThresholds) -> CallOutcome {
        switch outcome {
        case .answered: .answered
        case .left, .overflowed: .overflowed
        case .ended(_, let reason):
            if reason?.leavesForElsewhere ?? false {
                .overflowed
            } else {
                callerWaitMilliseconds.map(thresholds.isShort) ?? false ? .shortAbandoned : .abandoned
            }
        case .orphaned, nil: .orphaned
        }
    }

    fileprivate var isCallback: Bool {
        switch outcome {
        case .left(_, .callback), .ended(_, .callback): true
        default: false
        }
    }
}

extension QueueResult {
    fileprivate init(
        _ visit: QueueVisit, wait: Int64?, legs: [TalkLeg], isTransferred: Bool, _ thresholds: CallThresholds
    ) {
        outcome = visit.outcome(thresholds)
        isCallback = visit.isCallback
        self.isTransferred = isTransferred
        let isAnswered = outcome == .answered
        waitMilliseconds = outcome == .orphaned ? nil : wait
        talkMilliseconds = isAnswered ? legs.reduce(0) { $0 + $1.talkMilliseconds } : 0
        handleMilliseconds = isAnswered ? legs.reduce(0) { $0 + $1.handleMilliseconds } : 0
        isInServiceLevel = thresholds.serviceLevelVariant.includes(outcome) && !(isAnswered && wait == nil)
        isInTime = isAnswered && wait.map(thresholds.isInTime) ?? false
    }
}
