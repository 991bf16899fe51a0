import Values

/// What the agents of a customer are shown by: the time, and when stand-ins lapse.
struct RosterClock: Hashable, Sendable {
    /// When the day began.
    var today: Instant
    /// Now, by the gateway's clock.
    var now: Instant
    /// After how long a report of talking lapses.
    let orphanAfterMilliseconds: Int64
}

/// The agents of one customer: what each is doing, and the wrap-up after the calls of the day.
///
/// Reports and rings are live data and change no figure by themselves: `settle` hands out wrap-up that is over, and
/// what an engagement ended no further than the latest event of completed calls.
package struct AgentRoster: Sendable {
    /// Agents who are shown, by name.
    package private(set) var statuses = SortedMap<String, AgentStatus>()
    /// How many agents are in each state.
    package private(set) var counts = StateCounts<AgentState>()
    /// Agents who are not among `statuses`: there were as many as the limit.
    private(set) var leftOut: LeftOutNames
    private var timelines: [String: AgentTimeline] = [:]
    private var clock: RosterClock
    private let limit: Int
    /// When reports of ringing and talking lapse.
    private var lapses = SortedArray<Due>()
    /// Agents whose wrap-up may have changed.
    private var changed: Set<String> = []
    /// Agents whose wrap-up was settled since the last time that too much was forgotten.
    private var settled: Set<String> = []
    /// When wrap-up that an engagement ended will count.
    private var due = SortedArray<Due>()
    /// Whether a report came too late to be counted: only replaying all events gives the wrap-up then.
    var isIncomplete = false

    private struct Due: Hashable, Comparable {
        let at: Instant
        let agent: String

        static func < (a: Due, b: Due) -> Bool { (a.at, a.agent) < (b.at, b.agent) }
    }

    init(today: Instant, orphanAfterMilliseconds: Int64, limit: Int) {
        clock = RosterClock(today: today, now: today, orphanAfterMilliseconds: orphanAfterMilliseconds)
        self.limit = limit
        leftOut = LeftOutNames(limit: limit)
    }

    /// Takes a report of the feed.
    mutating func report(_ report: AgentReport, of event: CallEvent) {
        var isInTime = true
        update(report.agent) { isInTime = $0.insert(AgentTimeline.Report(report, of: event)) }
        if !isInTime { isIncomplete = true }
    }

    /// An event of a call named the agent.
    mutating func name(_ agent: String, at time: Instant) { update(agent) { $0.name(at: time) } }

    /// What the agents of a call are doing in it now; `before` names those who had a part in it.
    mutating func engage(_ call: String, _ parts: [String: [AgentTimeline.Engagement]], before: Set<String>) {
        for agent in before.union(parts.keys) {
            let part = parts[agent] ?? []
            // Most steps of a call change nothing for most of its agents.
            guard timelines[agent]?.part(in: call) ?? [] != part else { continue }
            update(agent) { $0.engage(call, part) }
        }
    }

    /// A call completed.
    mutating func add(_ call: CompletedCall) {
        var isInTime = true
        for talk in call.talks {
            update(talk.agent) {
                isInTime =
                    $0.add(AgentTimeline.Talk(call: call.call, talk: talk, belongsAt: call.belongsAt)) && isInTime
            }
        }
        if !isInTime { isIncomplete = true }
    }

    /// A completed call is taken back.
    mutating func remove(_ call: CompletedCall) {
        var isInTime = true
        for talk in call.talks {
            update(talk.agent) {
                isInTime =
                    $0.remove(AgentTimeline.Talk(call: call.call, talk: talk, belongsAt: call.belongsAt)) && isInTime
            }
        }
        if !isInTime { isIncomplete = true }
    }

    /// Lets time pass. Returns whether anything that is shown changed.
    mutating func wait(until now: Instant) -> Bool {
        clock.now = now
        var hasChanged = false
        while let first = lapses.first, first.at <= now {
            lapses.remove(first)
            let before = statuses[first.agent]
            update(first.agent) { _ in }
            if statuses[first.agent] != before { hasChanged = true }
        }
        return hasChanged
    }

    /// What has changed of the wrap-up after calls of `day`, given the latest event of completed calls.
    mutating func settle(upTo completedAt: Instant?, _ day: LocalDay) -> WrapUpChange {
        while let completedAt, let first = due.first, first.at <= completedAt {
            due.remove(first)
            changed.insert(first.agent)
        }
        var change = WrapUpChange()
        for agent in changed {
            if let next = timelines[agent]?.countWrapUp(upTo: completedAt, day, &change) {
                due.insert(Due(at: next, agent: agent))
            }
        }
        settled.formUnion(changed)
        changed = []
        return change
    }

    /// Forgets what is too much of the agents whose wrap-up was settled. Call at the end of a batch of events.
    mutating func prune() {
        for agent in settled { timelines[agent]?.prune() }
        settled = []
    }

    /// Begins a new day, in which nothing is counted yet, and forgets what is older than `horizon`.
    mutating func startDay(_ today: Instant, horizon: Instant) {
        clock.today = today
        leftOut.removeAll()
        clock.now = max(clock.now, today)
        due = SortedArray()
        lapses = SortedArray()
        for agent in timelines.keys.sorted() {
            var isKept = true
            update(agent) { isKept = $0.startDay(today, horizon: horizon) }
            if !isKept {
                timelines[agent] = nil
                show(nil, of: agent)
            }
        }
        changed = Set(timelines.keys)
    }

    private mutating func update(_ agent: String, _ change: (inout AgentTimeline) -> Void) {
        guard timelines[agent] != nil || timelines.count < limit else { return leftOut.insert(agent) }
        leftOut.remove(agent)
        change(&timelines[agent, default: AgentTimeline()])
        changed.insert(agent)
        guard let timeline = timelines[agent] else { return }
        if let lapse = timeline.lapse(clock) { lapses.insert(Due(at: lapse, agent: agent)) }
        show(timeline.status(clock), of: agent)
    }

    private mutating func show(_ status: AgentStatus?, of agent: String) {
        let shown = statuses[agent]
        guard shown != status else { return }
        if let shown { counts[shown.state] -= 1 }
        if let status { counts[status.state] += 1 }
        statuses[agent] = status
    }
}
