/// What a `contactCentre` board may see: all that a `liveAnalytics` board sees, and what each agent is doing (protocol,
/// section 4).
package struct ContactCentreState: Equatable, Sendable {
    /// Figures of completed calls.
    package let completed: CompletedPart
    /// What each agent did in completed calls.
    package let agents: Leaderboard
    /// What moves now.
    package let live: LivePart
    /// By agent.
    package let agentStatus: SortedMap<String, AgentStatus>

    /// The state now, with the figures and calls of these queues; `callerNumbers` says whether the numbers of callers are
    /// masked.
    package init(
        _ completed: CompletedCalls, _ live: LiveCalls, callerNumbers: Customer.CallerNumbers,
        queues: QueueSelection = .all
    ) {
        self.completed = CompletedPart(completed, queues: queues)
        agents = completed.agents
        self.live = LivePart(live, callerNumbers: callerNumbers, queues: queues)
        agentStatus = live.agents.statuses
    }
}
