/// What an `analytics` board may see: figures of completed calls, nothing of agents and nothing live (protocol,
/// section 4). It can be made of nothing but `CompletedCalls`.
package struct AnalyticsState: Equatable, Sendable {
    /// Everything: there is no more to this view.
    package let completed: CompletedPart

    /// The state by these completed calls, with the figures of these queues.
    package init(_ completed: CompletedCalls, queues: QueueSelection = .all) {
        self.completed = CompletedPart(completed, queues: queues)
    }
}
