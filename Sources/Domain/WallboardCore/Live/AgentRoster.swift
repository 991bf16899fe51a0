import Values

/// The agents of one customer and what they are doing now.
package struct AgentRoster: Sendable {
    /// Agents whose state is known, by name.
    package private(set) var statuses = SortedMap<String, AgentStatus>()
    /// How many agents are in each state.
    package private(set) var counts = StateCounts<AgentState>()
    private let limit: Int
    private var today: Instant
    private var records: [String: AgentRecord] = [:]

    init(today: Instant, limit: Int) {
        self.today = today
        self.limit = limit
    }

    /// Takes a report of the feed; one that is older than what is known changes nothing.
    mutating func report(_ step: AgentStep, at time: Instant, id: String) {
        let report = AgentRecord.Report(time: time, id: id, step: step)
        update(step.agent) { $0.report = max($0.report ?? report, report) }
    }

    /// Records that an event of a call named the agent.
    mutating func name(_ agent: String, at time: Instant) {
        guard time >= today else { return }
        update(agent) { $0.namedAt = max($0.namedAt ?? time, time) }
    }

    /// The agent talks in `call`, or it rings there.
    mutating func join(_ call: LiveCall, agent: String) {
        update(agent) { $0.calls.append(AgentRecord.Engagement(call)) }
    }

    /// The call has left the agent.
    mutating func leave(_ call: LiveCall, agent: String) {
        update(agent) { record in record.calls.removeAll { $0.call == call.call } }
    }

    /// Begins a new day and forgets what is older than `horizon`.
    mutating func startDay(_ today: Instant, horizon: Instant) {
        self.today = today
        for name in records.keys.sorted() {
            update(name) { record in
                if let report = record.report, report.time < horizon { record.report = nil }
                if let time = record.namedAt, time < today { record.namedAt = nil }
            }
        }
    }

    private mutating func update(_ agent: String, _ change: (inout AgentRecord) -> Void) {
        var record: AgentRecord
        if let known = records[agent] {
            record = known
        } else if records.count < limit {
            record = AgentRecord()
        } else {
            return
        }
        change(&record)
        let status = record.status
        records[agent] = record == AgentRecord() ? nil : record
        let shown = statuses[agent]
        guard shown != status else { return }
        if let shown { counts[shown.state] -= 1 }
        if let status { counts[status.state] += 1 }
        statuses[agent] = status
    }
}
