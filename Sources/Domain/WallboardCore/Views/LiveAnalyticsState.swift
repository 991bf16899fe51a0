/// What a `liveAnalytics` board may see: figures of completed calls, the leaderboard of agents, and what moves now
/// (protocol, section 4).
package struct LiveAnalyticsState: Equatable, Sendable {
    /// Figures of completed calls.
    package let completed: CompletedPart
    /// What each agent did in completed calls.
    package let agents: Leaderboard
    /// What moves now.
    package let live: LivePart

    /// The state now, with the figures and calls of these queues; `callerNumbers` says whether the numbers of callers are
    /// masked.
    package init(
        _ completed: CompletedCalls, _ live: LiveCalls, callerNumbers: Customer.CallerNumbers,
        queues: QueueSelection = .all
    ) {
        self.completed = CompletedPart(completed, queues: queues)
        agents = completed.agents
        self.live = LivePart(live, callerNumbers: callerNumbers, queues: queues)
    }
}
