import Values

@testable import WallboardCore

/// The figures and the live part of a history, counted from scratch from all of its events in the plainest way: group,
/// sort, filter, add up. What the gateway keeps up to date event by event must agree with it.
struct PlainCount {
    let day: LocalDay
    let thresholds: CallThresholds
    let events: [CallEvent]
    /// Calls that are over and belong to the day.
    private(set) var completed: [CompletedCall] = []
    /// Calls that are not over.
    private(set) var open: [CallRecord] = []

    /// Counts `events`, in which there are no duplicates, with the calls closed that were silent for 4 h at `now`.
    init(_ events: [CallEvent], day: LocalDay, thresholds: CallThresholds, now: Instant) {
        self.day = day
        self.thresholds = thresholds
        self.events = events.filter { $0.time.milliseconds >= day.from.milliseconds - 86_400_000 }
        let calls = Dictionary(grouping: self.events.filter { $0.call != nil }, by: { $0.call! })
        for (_, events) in calls {
            var record = CallRecord(log(events))!
            if record.end == nil, record.lastEventAt.milliseconds + 14_400_000 <= now.milliseconds {
                record = record.orphaned(afterMilliseconds: 14_400_000)
            }
            if let call = CompletedCall(record, thresholds: thresholds) {
                if day.contains(call.belongsAt) { completed.append(call) }
            } else {
                open.append(record)
            }
        }
    }

    /// The results of the calls that entered a queue: in `queue`, or in all (nil).
    func results(in queue: String?) -> [QueueResult] {
        let queued = completed.compactMap(\.queued)
        guard let queue else { return queued.map(\.total) }
        return queued.flatMap(\.queues).filter { $0.queue == queue }.map(\.result)
    }

    /// Whether `figures` are those of `queue`, or of all (nil).
    func agrees(_ figures: Figures, queue: String?) -> Bool {
        let results = results(in: queue)
        let answered = results.filter { $0.outcome == .answered }
        let abandoned = results.filter { $0.outcome == .abandoned }
        func count(_ outcome: CallOutcome) -> Int { results.filter { $0.outcome == outcome }.count }
        func mean(_ values: [Int64]) -> Int64? {
            values.isEmpty ? nil : (values.reduce(0, +) * 2 + Int64(values.count)) / Int64(values.count * 2)
        }
        return figures.offered == results.count
            && figures.answered == answered.count && figures.abandoned == abandoned.count
            && figures.shortAbandoned == count(.shortAbandoned) && figures.overflowed == count(.overflowed)
            && figures.orphaned == count(.orphaned)
            && figures.offered
                == figures.answered + figures.abandoned + figures.shortAbandoned + figures.overflowed
                + figures.orphaned
            && figures.transferred == results.filter(\.isTransferred).count
            && figures.abandonedRate == Ratio(abandoned.count, of: answered.count + abandoned.count)
            && figures.serviceLevel
                == Ratio(
                    answered.filter { $0.waitMilliseconds <= Int64(thresholds.serviceLevelSeconds) * 1000 }.count,
                    of: answered.count + abandoned.count)
            && figures.averageSpeedOfAnswerMilliseconds == mean(answered.map(\.waitMilliseconds))
            && figures.averageAbandonMilliseconds == mean(abandoned.map(\.waitMilliseconds))
            && figures.longestWaitMilliseconds
                == results.filter { $0.outcome != .orphaned }.map(\.waitMilliseconds).max()
            && figures.averageTalkMilliseconds == mean(answered.map(\.talkMilliseconds))
            && figures.talkMilliseconds == answered.map(\.talkMilliseconds).reduce(0, +)
    }

    /// The names of the queues that had a call.
    var queues: [String] { Set(completed.compactMap(\.queued).flatMap(\.queues).compactMap(\.queue)).sorted() }

    /// The open calls in `state`.
    func open(_ state: CallSituation.State) -> [CallRecord] { open.filter { $0.situation?.state == state } }
}
