import Values
import WallboardCore

/// Everything that boards can see of a call state.
struct Seen: Equatable {
    let totals: Totals
    let queues: [String: Figures]
    let intervals: [HalfHour: IntervalFigures]
    let agents: [String: AgentFigures]
    let lastCompletedAt: Instant?
    let open: [String]
    let calls: [LiveCall]
    let counts: [LiveCall.State: Int]
    let waiting: [String: LiveQueue]
    let longestWaitingSince: Instant?
    let statuses: [String: AgentStatus]
    let states: StateCounts<AgentState>

    init(_ state: CallState) {
        totals = state.completed.totals
        queues = state.completed.queues.dictionary
        intervals = state.completed.intervals.dictionary
        agents = state.completed.agents.agents.dictionary
        lastCompletedAt = state.completed.lastEventAt
        open = state.openCalls
        calls = state.live.oldest
        counts = Dictionary(uniqueKeysWithValues: LiveCall.State.allCases.map { ($0, state.live.count($0)) })
        waiting = state.live.queues.dictionary
        longestWaitingSince = state.live.longestWaitingSince
        statuses = state.live.agents.statuses.dictionary
        states = state.live.agents.counts
    }

    /// What differs.
    func differences(from other: Seen) -> [String] {
        var found: [String] = []
        func compare<Value: Equatable>(_ name: String, _ path: KeyPath<Seen, Value>) {
            if self[keyPath: path] != other[keyPath: path] {
                found.append("\(name): \(self[keyPath: path]) and \(other[keyPath: path])")
            }
        }
        func compare<Value: Equatable>(_ name: String, _ path: KeyPath<Seen, [String: Value]>) {
            let (mine, theirs) = (self[keyPath: path], other[keyPath: path])
            for key in Set(mine.keys).union(theirs.keys).sorted() where mine[key] != theirs[key] {
                found.append(
                    "\(name) \(key): \(mine[key].map { "\($0)" } ?? "-") and \(theirs[key].map { "\($0)" } ?? "-")")
            }
        }
        compare("totals", \.totals)
        compare("queue", \.queues)
        compare("intervals", \.intervals)
        compare("agent", \.agents)
        compare("lastCompletedAt", \.lastCompletedAt)
        compare("open", \.open)
        compare("calls", \.calls)
        compare("counts", \.counts)
        compare("waiting", \.waiting)
        compare("longestWaitingSince", \.longestWaitingSince)
        compare("status", \.statuses)
        compare("states", \.states)
        return found
    }
}

extension SortedMap where Key: Hashable {
    fileprivate var dictionary: [Key: Value] { Dictionary(uniqueKeysWithValues: map { ($0.key, $0.value) }) }
}
