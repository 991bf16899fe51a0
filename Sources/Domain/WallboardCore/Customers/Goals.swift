/// When a figure turns amber or red. A threshold is in the unit of the measure: ten-thousandths of a ratio, or a whole
/// number of seconds, calls or agents.
package struct Goal: Hashable, Sendable {
    /// What it judges.
    package let measure: GoalMeasure
    /// nil: the figure never turns amber.
    package let amber: Int?
    /// nil: the figure never turns red. Never on the better side of `amber`.
    package let red: Int?

    /// Returns nil where red would come before amber, and for an amber that the measure does not have. The thresholds
    /// must be in the range of the measure.
    package init?(_ measure: GoalMeasure, amber: Int? = nil, red: Int? = nil) {
        guard amber == nil || measure.hasAmber else { return nil }
        if let amber, let red {
            guard measure.isWorseBelow ? red <= amber : red >= amber else { return nil }
        }
        self.measure = measure
        self.amber = amber
        self.red = red
    }

    /// Whether no figure is judged by it.
    package var isOff: Bool { amber == nil && red == nil }
}

/// Goals by measure: those of the customer, and those that queues have for themselves.
package struct GoalTable: Hashable, Sendable {
    /// Of the customer and of every queue without a goal of its own. A measure that is not here is not judged.
    package private(set) var general = SortedMap<GoalMeasure, Goal>()
    /// By queue. A measure that is not here is judged as the customer's is, and one whose goal is off not at all.
    package private(set) var queues = SortedMap<String, SortedMap<GoalMeasure, Goal>>()

    /// No goals.
    package init() {}

    /// Sets a goal of the customer.
    package mutating func set(_ goal: Goal) {
        general[goal.measure] = goal.isOff ? nil : goal
    }

    /// Sets a goal of a queue alone. Precondition: queues have the measure.
    package mutating func set(_ goal: Goal, of queue: String) {
        precondition(goal.measure.isByQueue, "\(goal.measure.rawValue) of a queue")
        queues.update(queue, startingWith: SortedMap(), droppingIf: { $0.isEmpty }) { $0[goal.measure] = goal }
    }

    /// Only the queues of a selection.
    package func part(of selection: QueueSelection) -> GoalTable {
        var part = self
        part.queues = selection.part(of: queues)
        return part
    }

    /// Only the measures that `isIncluded`.
    fileprivate func filtered(_ isIncluded: (GoalMeasure) -> Bool) -> GoalTable {
        var table = GoalTable()
        for goal in general.values where isIncluded(goal.measure) { table.set(goal) }
        for (queue, goals) in queues {
            for goal in goals.values where isIncluded(goal.measure) { table.set(goal, of: queue) }
        }
        return table
    }
}

/// What boards judge the figures of a customer by (admin API, `goals`). It is made when an admin changes it, and from
/// then on copied without looking at its elements.
package struct Goals: Sendable {
    /// Every goal.
    package let table: GoalTable
    /// Those of completed calls alone.
    package let completed: CompletedGoals

    /// Takes all goals. Precondition: at most `GoalLimits.queues` queues.
    package init(_ table: GoalTable) {
        precondition(table.queues.count <= GoalLimits.queues, "goals of \(table.queues.count) queues")
        self.table = table
        completed = CompletedGoals(table)
    }

    /// What a customer has that set none (admin API).
    package static let standard: Goals = {
        var table = GoalTable()
        let goals = [
            Goal(.serviceLevel, amber: 8_000, red: 6_000), Goal(.longestWaitSeconds, amber: 60, red: 120),
            Goal(.callsWaiting, amber: 5, red: 10), Goal(.abandonedRate, amber: 500, red: 800),
            Goal(.agentsAvailable, red: 0),
        ]
        for case let goal? in goals { table.set(goal) }
        return Goals(table)
    }()
}

extension Goals: Hashable {
    /// The other member follows from `table`.
    package static func == (a: Goals, b: Goals) -> Bool { a.table == b.table }

    /// As they are compared.
    package func hash(into hasher: inout Hasher) { hasher.combine(table) }
}

/// The goals of completed calls: all that a view without anything live may learn of. It can hold no other, and is made
/// of all goals only in this file.
package struct CompletedGoals: Hashable, Sendable {
    /// Goals whose measure is not live.
    package let table: GoalTable

    /// Of a customer that set none.
    package static let standard = Goals.standard.completed

    fileprivate init(_ all: GoalTable) {
        table = all.filtered { !$0.isLive }
    }
}
