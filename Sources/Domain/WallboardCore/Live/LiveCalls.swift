import Values

/// What changes before a call ends: the open calls, the queues' waiting calls and the agents of one customer.
///
/// Counters are kept as calls come and go; an event costs O(log n), plus moving the few words behind a place in a
/// sorted array. What is kept depends on the calls that are open and on the events that came, not on their order.
package struct LiveCalls: Sendable {
    /// The agents and what they are doing.
    package private(set) var agents: AgentRoster
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
    private var counts = StateCounts<CallSituation.State>()

    /// The waiting calls of one queue.
    private struct Line: Equatable, Sendable {
        var waiting = SortedArray<CallAge>()
        /// The latest event of today that names the queue; nil where none does.
        var namedAt: Instant?
    }

    /// No call and no agent, on the day that began at `today`.
    package init(today: Instant, limits: CallLimits = CallLimits()) {
        self.today = today
        self.limits = limits
        agents = AgentRoster(today: today, limit: limits.agents)
    }

    // MARK: Reading

    /// How many calls are in `state`.
    package func count(_ state: CallSituation.State) -> Int { counts[state] }

    /// Since when the longest-waiting call has been waiting; nil where none waits.
    package var longestWaitingSince: Instant? { waiting.first?.since }

    /// How many calls are shown in any state.
    package var count: Int { byAge.count }

    /// The calls that began first, oldest first, at most `CallLimits.listedCalls`.
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

    // MARK: Changing

    /// Records the queue and the agent that an event names, and its time.
    mutating func note(_ event: CallEvent) {
        lastEventAt = max(lastEventAt ?? event.time, event.time)
        switch event.content {
        case .agent(let step): agents.report(step, at: event.time, id: event.id)
        case .call(let step):
            if let agent = step.agent { agents.name(agent, at: event.time) }
            if let queue = step.queue { name(queue, at: event.time) }
        }
    }

    /// Shows a call, or updates it.
    mutating func put(_ call: LiveCall) {
        if let old = calls.updateValue(call, forKey: call.call) {
            if old == call { return }
            forget(old)
        }
        byAge.insert(CallAge(since: call.beganAt, call: call.call))
        counts[call.situation.state] += 1
        if call.isWaiting {
            waiting.insert(call.waitingAge)
            if let queue = call.queue { updateLine(queue) { $0.waiting.insert(call.waitingAge) } }
        }
        if let agent = call.situation.agent { agents.join(call, agent: agent) }
    }

    /// Stops showing a call; one that is not shown is no error.
    mutating func remove(_ call: String) {
        if let old = calls.removeValue(forKey: call) { forget(old) }
    }

    /// Begins a new day: what only yesterday's events name is forgotten, except the calls that are open and the reports
    /// of agents since `horizon`.
    mutating func startDay(_ today: Instant, horizon: Instant) {
        self.today = today
        if let time = lastEventAt, time < horizon { lastEventAt = nil }
        for name in lines.keys {
            updateLine(name) { line in
                if let time = line.namedAt, time < today { line.namedAt = nil }
            }
        }
        agents.startDay(today, horizon: horizon)
    }

    private mutating func forget(_ call: LiveCall) {
        byAge.remove(CallAge(since: call.beganAt, call: call.call))
        counts[call.situation.state] -= 1
        if call.isWaiting {
            waiting.remove(call.waitingAge)
            if let queue = call.queue { updateLine(queue) { $0.waiting.remove(call.waitingAge) } }
        }
        if let agent = call.situation.agent { agents.leave(call, agent: agent) }
    }

    private mutating func name(_ queue: String, at time: Instant) {
        guard time >= today else { return }
        updateLine(queue) { $0.namedAt = max($0.namedAt ?? time, time) }
    }

    private mutating func updateLine(_ queue: String, _ change: (inout Line) -> Void) {
        guard lines.count < limits.queues || lines[queue] != nil else { return }
        lines.update(queue, startingWith: Line(), droppingIf: { $0.waiting.isEmpty && $0.namedAt == nil }, change)
    }
}

extension LiveCall {
    fileprivate var waitingAge: CallAge { CallAge(since: situation.since, call: call) }
}

/// The waiting calls of one queue, in numbers (protocol, section 9, `live.queues`).
package struct LiveQueue: Hashable, Sendable {
    /// How many calls wait.
    package let callsWaiting: Int
    /// nil where no call waits.
    package let longestWaitingSince: Instant?
}

/// What is shown of a call that is open.
package struct LiveCall: Hashable, Sendable {
    /// The call's id.
    package let call: String
    /// Its first event: calls are listed by age.
    package let beganAt: Instant
    /// Where it is, since when and with whom.
    package let situation: CallSituation
    /// nil where none is known.
    package let queue: String?
    /// Where it comes from and goes to.
    package let direction: CallStep.Direction
    /// As the feed gave it. Boards get it through `CallerNumbers`.
    package let caller: String?

    /// nil for a call that ended, and while no event has said where it is.
    package init?(_ record: CallRecord) {
        guard let situation = record.situation else { return nil }
        self.situation = situation
        call = record.call
        beganAt = record.firstEventAt
        queue = record.queue
        direction = record.direction
        caller = record.caller
    }

    /// Whether it waits.
    package var isWaiting: Bool { situation.state == .waiting }
}

/// A call and a moment, ordered by the moment: the oldest call comes first.
struct CallAge: Hashable, Comparable, Sendable {
    let since: Instant
    let call: String

    static func < (a: CallAge, b: CallAge) -> Bool { (a.since, a.call) < (b.since, b.call) }
}

/// How many things are in each of a few states.
package struct StateCounts<State: CaseIterable & Hashable & Sendable>: Hashable, Sendable {
    private var counts: [State: Int] = [:]

    /// Nothing in any state.
    package init() {}

    /// How many are in `state`.
    package subscript(state: State) -> Int {
        get { counts[state] ?? 0 }
        set { counts[state] = newValue == 0 ? nil : newValue }
    }
}
