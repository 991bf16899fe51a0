import Values

/// The figures of one customer's day, made of completed calls alone.
///
/// All that analytics boards see comes from here, and nothing of a call that is open can get in: the only way in is a
/// `CompletedCall`, and for the wrap-up after its talks a `WrapUpChange`. Adding and removing a call are exact inverses
/// in any order, so for a late event of a completed call the old one is removed and the new one added. Each costs O(log
/// n) in the names that the call touches.
package struct CompletedCalls: Sendable {
    /// The day whose calls count.
    package let day: LocalDay
    /// The thresholds by which they count.
    package let thresholds: CallThresholds
    /// Of all calls of the day.
    package private(set) var totals = Totals()
    /// By queue; those that had a call.
    package private(set) var queues = SortedMap<String, Figures>()
    /// By the half hour in which the call first entered a queue; those that had a call.
    package private(set) var intervals = SortedMap<HalfHour, IntervalFigures>()
    /// The half hours of the same weekday a week before, where its events are kept.
    package internal(set) var lastWeek = SortedMap<HalfHour, IntervalFigures>()
    /// By agent.
    package private(set) var agents = Leaderboard()
    /// The latest event of any call that ended, of this day or not; nil before the first.
    package var lastEventAt: Instant? { lastEvents.longest.map { Instant(milliseconds: $0) } }
    /// The state of the feed when a call last completed, or `lost` from the moment it is: never set because of a live
    /// event.
    package internal(set) var feed = FeedState.live
    /// The latest events of calls that ended, in milliseconds since 1970.
    private var lastEvents = LongestWaits()
    private var queueNames: NameRegister
    private var agentNames: NameRegister

    /// The queues without figures of their own, each with true: the day names more than `CallLimits.queues`.
    package var queuesLeftOut: SortedMap<String, Bool> { queueNames.leftOut.names }

    /// The agents without figures of their own, each with true: the day names more than `CallLimits.agents`.
    var agentsLeftOut: SortedMap<String, Bool> { agentNames.leftOut.names }

    /// A day without a call.
    package init(day: LocalDay, thresholds: CallThresholds, limits: CallLimits = CallLimits()) {
        self.day = day
        self.thresholds = thresholds
        queueNames = NameRegister(limit: limits.queues)
        agentNames = NameRegister(limit: limits.agents)
    }

    /// Counts a call that is over. One of another day only moves `lastEventAt`.
    package mutating func add(_ call: CompletedCall) {
        if let time = call.lastEventAt { lastEvents.count(time.milliseconds, .add) }
        count(call, .add)
    }

    /// Removes a call that was added.
    package mutating func remove(_ call: CompletedCall) {
        if let time = call.lastEventAt { lastEvents.count(time.milliseconds, .remove) }
        count(call, .remove)
    }

    /// Counts wrap-up after talks of calls of this day that were added.
    mutating func add(_ wrapUp: WrapUpChange) {
        totals.figures.count(wrapUpMilliseconds: wrapUp.total)
        for (queue, milliseconds) in wrapUp.queues where queueNames.admits(queue) {
            queues.update(queue, startingWith: Figures(), droppingIf: { $0.offered == 0 }) {
                $0.count(wrapUpMilliseconds: milliseconds)
            }
        }
    }

    /// Whether a longest wait, or the latest event, is no longer known (`CallLimits.longestWaits`).
    var lacksLongestWait: Bool {
        lastEvents.isUnknown || totals.figures.lacksLongestWait || queues.values.contains(where: \.lacksLongestWait)
    }

    private mutating func count(_ call: CompletedCall, _ change: Counting) {
        guard day.contains(call.belongsAt) else { return }
        totals.count(call, change)
        for part in call.agents where agentNames.admits(part.agent) { agents.count(part, change) }
        guard let queued = call.queued else { return }
        intervals.update(
            day.halfHour(of: call.belongsAt), startingWith: IntervalFigures(), droppingIf: { $0.offered == 0 }
        ) { $0.count(queued.total, change) }
        for share in queued.visits {
            guard let queue = share.queue, queueNames.admits(queue) else { continue }
            queues.update(queue, startingWith: Figures(), droppingIf: { $0.offered == 0 }) {
                $0.count(share.result, longestWait: share.result.waitMilliseconds, change)
            }
        }
    }

    /// The figures of the next day so far: none.
    ///
    /// Nothing is known of events before `horizon`, as after a restart.
    func next(_ day: LocalDay, horizon: Instant, limits: CallLimits) -> CompletedCalls {
        var next = CompletedCalls(day: day, thresholds: thresholds, limits: limits)
        if lastEventAt.map({ $0 >= horizon }) ?? false { next.lastEvents = lastEvents }
        next.feed = feed
        return next
    }
}

/// What has changed of the wrap-up after completed calls of the day, in milliseconds. It can only be made of stretches
/// that are over and follow a talk of a completed call.
struct WrapUpChange: Equatable, Sendable {
    /// Of the customer.
    private(set) var total: Int64 = 0
    /// By queue; wrap-up after a call of the queue without a name counts for the customer only.
    private(set) var queues = SortedMap<String, Int64>()

    init() {}

    /// Whether nothing has changed.
    var isEmpty: Bool { total == 0 && queues.isEmpty }

    /// Counts a stretch after a talk in `queue`, or takes it back.
    mutating func add(_ stretch: Int64, in queue: String?, _ counting: Counting) {
        let milliseconds = Int64(counting.sign) * stretch
        total += milliseconds
        guard let queue else { return }
        queues.update(queue, startingWith: 0, droppingIf: { $0 == 0 }) { $0 += milliseconds }
    }
}
