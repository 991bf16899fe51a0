/// What each agent did in completed calls, and how they rank (calls.md, section 4, `agents`).
package struct Leaderboard: Equatable, Sendable {
    /// By name; those who answered a call or missed a ring.
    package private(set) var agents = SortedMap<String, AgentFigures>()
    /// The numbers of answered calls of all agents, ascending: a rank is a place in it.
    private var answeredCounts: [Int] = []

    init() {}

    /// 1 for the agent who answered the most calls. Agents who answered equally many share the rank, and as many ranks
    /// are left out after it.
    package func rank(of figures: AgentFigures) -> Int {
        1 + answeredCounts.count - partition { $0 <= figures.answered }
    }

    mutating func count(_ part: CompletedCall.AgentPart, _ change: Counting) {
        let old = agents[part.agent] ?? AgentFigures()
        var new = old
        new.answered += part.isAnswered ? change.sign : 0
        new.missed += part.missed * change.sign
        new.talkMilliseconds += Int64(change.sign) * part.talkMilliseconds
        if old.answered > 0 { answeredCounts.remove(at: partition { $0 < old.answered }) }
        if new.answered > 0 { answeredCounts.insert(new.answered, at: partition { $0 < new.answered }) }
        agents[part.agent] = new == AgentFigures() ? nil : new
    }

    /// How many of the counts, from the lowest, meet `condition`.
    private func partition(_ condition: (Int) -> Bool) -> Int {
        var low = 0
        var high = answeredCounts.count
        while low < high {
            let middle = (low + high) / 2
            if condition(answeredCounts[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// What one agent did in completed calls, in a queue or not.
package struct AgentFigures: Hashable, Sendable {
    /// Calls that the agent talked in; one that came back counts once.
    package internal(set) var answered = 0
    /// Rings that the agent let ring or rejected.
    package internal(set) var missed = 0
    /// Without hold.
    package internal(set) var talkMilliseconds: Int64 = 0

    init() {}

    /// Σ talk without hold / answered.
    package var averageTalkMilliseconds: Int64? { meanMilliseconds(talkMilliseconds, over: answered) }
}
