import Values

/// The wrap-up of all agents of one customer: which stretches follow which talks of completed calls (protocol, section
/// 8, `averageHandleSeconds`).
///
/// Reports of agents are live data and change no figure by themselves: their effect on wrap-up is collected by `settle`
/// when a call completes, and reaches no further than the latest event of completed calls. The result is a function of
/// the reports and of the completed calls, in whatever order they come, as far as each agent's `AgentTimeline` looks
/// back.
struct WrapUps: Sendable {
    private let limits: CallLimits
    private var day: LocalDay
    private var timelines: [String: AgentTimeline] = [:]
    /// Agents with new reports or talks since the last settlement.
    private var changed: Set<String> = []
    /// When wrap-up that is over by its own reports, but after the latest event of completed calls, will count.
    private var due = SortedArray<Due>()
    private var change = WrapUpChange()
    /// Whether something came too late for an `AgentTimeline` to consider: only replaying all events gives the wrap-up
    /// then.
    var isIncomplete = false

    private struct Due: Hashable, Comparable {
        let at: Instant
        let agent: String

        static func < (a: Due, b: Due) -> Bool { (a.at, a.agent) < (b.at, b.agent) }
    }

    init(day: LocalDay, limits: CallLimits) {
        self.day = day
        self.limits = limits
    }

    /// Takes a report of an agent's state.
    mutating func report(_ step: AgentStep, at time: Instant, id: String) {
        let isInTime = update(step.agent) { $0.insert(AgentTimeline.Report(time: time, id: id, state: step.state)) }
        if !isInTime { isIncomplete = true }
    }

    /// Takes the talks of a call that is over; those that are there already do not count twice.
    mutating func add(_ call: CompletedCall) {
        for (number, talk) in call.talks.enumerated() {
            let isInTime = update(talk.agent) { $0.insert(AgentTimeline.Talk(talk, number: number, of: call)) }
            if !isInTime { isIncomplete = true }
        }
    }

    /// Takes the talks of a call back.
    mutating func remove(_ call: CompletedCall) {
        for (number, talk) in call.talks.enumerated() {
            _ = update(talk.agent) { timeline in
                timeline.remove(AgentTimeline.Talk(talk, number: number, of: call))
                return true
            }
        }
    }

    /// What has changed of the wrap-up that is over by `time`, the latest event of completed calls.
    mutating func settle(asOf time: Instant) -> WrapUpChange {
        while let first = due.first, first.at <= time {
            due.remove(first)
            changed.insert(first.agent)
        }
        for agent in changed {
            let next = timelines[agent]?.count(asOf: time, day, &change)
            if let next { due.insert(Due(at: next, agent: agent)) }
        }
        changed = []
        defer { change = WrapUpChange() }
        return change
    }

    /// Begins a new day, in which nothing is counted yet, and forgets agents of whom nothing came since `horizon`.
    mutating func startDay(_ day: LocalDay, horizon: Instant) {
        self.day = day
        change = WrapUpChange()
        due = SortedArray()
        timelines = timelines.filter { $0.value.isSilent(since: horizon) == false }
        for agent in timelines.keys { timelines[agent]?.forgetCounts() }
        changed = Set(timelines.keys)
    }

    /// Returns what `act` returns; true for an agent beyond the limit.
    private mutating func update(_ agent: String, _ act: (inout AgentTimeline) -> Bool) -> Bool {
        guard timelines.count < limits.agents || timelines[agent] != nil else { return true }
        let isInTime = act(&timelines[agent, default: AgentTimeline()])
        timelines[agent]?.keep(within: limits, day, &change)
        changed.insert(agent)
        return isInTime
    }
}

/// What has changed of the wrap-up after completed calls of the day, in milliseconds. It can only be made of stretches
/// that are over and follow a talk of a completed call.
struct WrapUpChange: Equatable, Sendable {
    /// Of the customer.
    private(set) var total: Int64 = 0
    /// By queue; wrap-up after a call of the queue without a name counts for the customer only.
    private(set) var queues = SortedMap<String, Int64>()

    fileprivate init() {}

    mutating func add(_ wrapUp: AgentTimeline.WrapUp, _ counting: Counting) {
        let milliseconds = Int64(counting.sign) * wrapUp.milliseconds
        total += milliseconds
        guard let queue = wrapUp.queue else { return }
        queues.update(queue, startingWith: 0, droppingIf: { $0 == 0 }) { $0 += milliseconds }
    }
}
