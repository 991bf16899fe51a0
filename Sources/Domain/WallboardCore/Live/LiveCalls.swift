import Values

/// What changes before a call ends: the open calls and the queues' waiting calls of one customer.
///
/// Counters are kept as calls come and go; an event costs O(log n), plus moving the few words behind a place in a
/// sorted array. What is kept depends on the calls that are open and on the events that came, not on their order.
package struct LiveCalls: Sendable {
    /// The agents and what they are doing.
    package internal(set) var agents: AgentRoster
    /// The latest event of all.
    package private(set) var lastEventAt: Instant?
    /// The state of the feed.
    package internal(set) var feed = FeedState.live
    private let limits: CallLimits
    private var today: Instant
    private var calls: [String: LiveCall] = [:]
    private var byAge = SortedArray<CallAge>()
    private var waiting = SortedArray<CallAge>()
    private var lines = SortedMap<String, Line>()
    private var counts = StateCounts<LiveCall.State>()
    private var leftOut: LeftOutNames

    /// The waiting calls of one queue.
    private struct Line: Equatable, Sendable {
        var waiting = SortedArray<CallAge>()
        /// The latest event of today that names the queue; nil where none does.
        var namedAt: Instant?
    }

    /// No call and no agent, on the day that began at `today`.
    package init(
        today: Instant, orphanAfterMilliseconds: Int64 = 14_400_000, limits: CallLimits = CallLimits()
    ) {
        self.today = today
        self.limits = limits
        leftOut = LeftOutNames(limit: limits.queues)
        agents = AgentRoster(
            today: today, orphanAfterMilliseconds: orphanAfterMilliseconds, limit: limits.agents)
    }

    // MARK: Reading

    /// How many calls wait (in a queue and unanswered, whether a phone rings or not), ring (a phone rings, in a queue
    /// or
    /// not), are active (somebody talks and does not hold it), held or parked.
    package func count(_ state: LiveCall.State) -> Int { counts[state] }

    /// Since when the longest-waiting caller has been waiting; nil where none waits.
    package var longestWaitingSince: Instant? { waiting.first?.since }

    /// How many calls are shown in any state.
    package var count: Int { byAge.count }

    /// The calls that are oldest by `since`, then by id, at most `CallLimits.listedCalls`.
    package var oldest: [LiveCall] { byAge.elements.prefix(limits.listedCalls).compactMap { calls[$0.call] } }

    /// How many calls `oldest` leaves out.
    package var omitted: Int { max(0, byAge.count - limits.listedCalls) }

    /// The same of some queues. Where not all are selected, every open call is checked.
    package func oldest(of queues: QueueSelection) -> (calls: [LiveCall], omitted: Int) {
        if queues == .all { return (oldest, omitted) }
        var listed: [LiveCall] = []
        var omitted = 0
        for age in byAge.elements {
            guard let call = calls[age.call], queues.contains(call.queue) else { continue }
            if listed.count < limits.listedCalls { listed.append(call) } else { omitted += 1 }
        }
        return (listed, omitted)
    }

    /// The queues in which a call waits or which an event of today names, by name.
    package var queues: SortedMap<String, LiveQueue> {
        lines.mapValues { LiveQueue(callsWaiting: $0.waiting.count, longestWaitingSince: $0.waiting.first?.since) }
    }

    /// The queues that are not among `queues`, each with true: the day names more than `CallLimits.queues`.
    package var queuesLeftOut: SortedMap<String, Bool> { leftOut.names }

    // MARK: Changing

    /// Records the queues and the agents that an event names, and its time.
    mutating func note(_ event: CallEvent) {
        lastEventAt = max(lastEventAt ?? event.time, event.time)
        switch event.content {
        case .agent(let report):
            agents.report(report, of: event)
            if let queue = report.queue { name(queue, at: event.time) }
        case .call(let step):
            if let agent = step.agent { agents.name(agent, at: event.time) }
            if let queue = step.queue { name(queue, at: event.time) }
            switch step.kind {
            case .transferred(.queue(let queue)): name(queue, at: event.time)
            case .transferred(.agent(let agent)): agents.name(agent, at: event.time)
            default: break
            }
        case .unknown: break
        }
    }

    /// Shows an open call, or updates it.
    mutating func put(_ call: LiveCall) {
        let old = calls.updateValue(call, forKey: call.call)
        if old == call { return }
        if let old { forget(old) }
        show(call)
    }

    /// Stops showing a call; one that is not shown is no error.
    mutating func remove(_ id: String) {
        if let old = calls.removeValue(forKey: id) { forget(old) }
    }

    /// Begins a new day: what only yesterday's events name is forgotten, except the calls that are open and the reports
    /// of agents since `horizon`.
    mutating func startDay(_ today: Instant, horizon: Instant) {
        self.today = today
        leftOut.removeAll()
        if let time = lastEventAt, time < horizon { lastEventAt = nil }
        for name in lines.keys {
            updateLine(name) { line in
                if let time = line.namedAt, time < today { line.namedAt = nil }
            }
        }
        agents.startDay(today, horizon: horizon)
    }

    private mutating func show(_ call: LiveCall) {
        guard let state = call.state else { return }
        byAge.insert(CallAge(since: call.since, call: call.call))
        count(call, state, by: 1)
        if let wait = call.wait {
            waiting.insert(CallAge(since: wait.callerSince, call: call.call))
            if let queue = wait.queue {
                updateLine(queue) { $0.waiting.insert(CallAge(since: wait.since, call: call.call)) }
            }
        }
    }

    private mutating func forget(_ call: LiveCall) {
        guard let state = call.state else { return }
        byAge.remove(CallAge(since: call.since, call: call.call))
        count(call, state, by: -1)
        if let wait = call.wait {
            waiting.remove(CallAge(since: wait.callerSince, call: call.call))
            if let queue = wait.queue {
                updateLine(queue) { $0.waiting.remove(CallAge(since: wait.since, call: call.call)) }
            }
        }
    }

    private mutating func count(_ call: LiveCall, _ state: LiveCall.State, by change: Int) {
        if call.wait != nil { counts[.waiting] += change }
        if call.isRinging { counts[.ringing] += change }
        if state == .active || state == .held || state == .parked { counts[state] += change }
    }

    private mutating func name(_ queue: String, at time: Instant) {
        guard time >= today else { return }
        updateLine(queue) { $0.namedAt = max($0.namedAt ?? time, time) }
    }

    private mutating func updateLine(_ queue: String, _ change: (inout Line) -> Void) {
        guard lines.count < limits.queues || lines[queue] != nil else { return leftOut.insert(queue) }
        leftOut.remove(queue)
        lines.update(queue, startingWith: Line(), droppingIf: { $0.waiting.isEmpty && $0.namedAt == nil }, change)
    }
}

/// The waiting calls of one queue, in numbers (protocol, `live.queues`).
package struct LiveQueue: Hashable, Sendable {
    /// How many calls wait.
    package let callsWaiting: Int
    /// Begin of the longest visit; nil where no call waits.
    package let longestWaitingSince: Instant?
}

/// A call and a moment, ordered by the moment: the oldest call comes first.
struct CallAge: Hashable, Comparable, Sendable {
    let since: Instant
    let call: String

    static func < (a: CallAge, b: CallAge) -> Bool { (a.since, a.call) < (b.since, b.call) }
}
