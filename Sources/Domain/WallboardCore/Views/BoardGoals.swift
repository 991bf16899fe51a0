/// The goals as the boards of one view and selection get them.
///
/// They are cut to the queues only where they are read: an update that changes no goal costs a comparison of two
/// references.
package struct BoardGoals: Sendable {
    private let table: GoalTable
    private let queues: QueueSelection

    /// Of a view without anything live.
    package init(_ completed: CompletedGoals, queues: QueueSelection = .all) {
        table = completed.table
        self.queues = queues
    }

    /// Of a view that shows what happens now.
    package init(_ goals: Goals, queues: QueueSelection = .all) {
        table = goals.table
        self.queues = queues
    }

    /// The goals of the customer and of the selected queues.
    package var cut: GoalTable { table.part(of: queues) }
}

extension BoardGoals: Equatable {
    /// Whether boards learn the same.
    package static func == (a: BoardGoals, b: BoardGoals) -> Bool {
        a.table == b.table && a.queues == b.queues || a.cut == b.cut
    }
}
