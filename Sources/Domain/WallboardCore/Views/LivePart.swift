import Values

/// The part of a state that changes before a call ends (calls.md, section 4).
package struct LivePart: Equatable, Sendable {
    /// Calls in a queue and unanswered, whether a phone rings or not.
    package let callsWaiting: Int
    /// Calls for which a phone rings, in a queue or not.
    package let callsRinging: Int
    /// Calls in which somebody talks and does not hold the call.
    package let callsActive: Int
    /// Calls that all who have them hold.
    package let callsHeld: Int
    /// Calls that are put aside.
    package let callsParked: Int
    /// Begin of the longest caller's wait; nil where no call waits.
    package let longestWaitingSince: Instant?
    /// The state of the feed.
    package let feed: FeedState
    /// The latest event of all; nil before the first.
    package let lastEventAt: Instant?
    /// By call id: the oldest calls of the selected queues.
    package let calls: SortedMap<String, ListedCall>
    /// How many calls of the selected queues `calls` leaves out.
    package let callsOmitted: Int
    /// By queue, of the selected ones.
    package let queues: SortedMap<String, LiveQueue>
    /// How many agents are in each state.
    package let agentStates: StateCounts<AgentState>

    init(_ live: LiveCalls, callerNumbers: Customer.CallerNumbers, queues selected: QueueSelection) {
        callsWaiting = live.count(.waiting)
        callsRinging = live.count(.ringing)
        callsActive = live.count(.active)
        callsHeld = live.count(.held)
        callsParked = live.count(.parked)
        longestWaitingSince = live.longestWaitingSince
        feed = live.feed
        lastEventAt = live.lastEventAt
        var listed = SortedMap<String, ListedCall>()
        let (oldest, omitted) = live.oldest(of: selected)
        for call in oldest {
            if let shown = ListedCall(call, callerNumbers: callerNumbers) { listed[call.call] = shown }
        }
        calls = listed
        callsOmitted = omitted
        queues = selected.part(of: live.queues)
        agentStates = live.agents.counts
    }
}

/// An open call as boards show it.
package struct ListedCall: Hashable, Sendable {
    /// What the call is doing.
    package let state: LiveCall.State
    /// nil where none is known.
    package let queue: String?
    /// The agent it rings at, or who talks; nil where not known.
    package let agent: String?
    /// Where it comes from and goes to.
    package let direction: CallStep.Direction
    /// Masked unless the customer says otherwise.
    package let caller: String?
    /// Begin of the caller's wait while it is in a queue, else of the state.
    package let since: Instant

    /// nil of a call that nobody of the house has.
    init?(_ call: LiveCall, callerNumbers: Customer.CallerNumbers) {
        guard let state = call.state else { return nil }
        self.state = state
        queue = call.queue
        agent = call.agent
        direction = call.direction
        caller = call.caller.map(callerNumbers.display)
        since = call.since
    }
}

/// What a `liveAnalytics` board may see: figures of completed calls, the leaderboard of agents, and what happens now
/// (protocol, section 4).
package struct LiveAnalyticsState: Equatable, Sendable {
    /// Figures of completed calls.
    package let completed: CompletedPart
    /// What each agent did in completed calls.
    package let agents: Leaderboard
    /// What happens now.
    package let live: LivePart

    /// The state now, with the figures and calls of these queues; `callerNumbers` says whether the numbers of callers
    /// are masked.
    package init(
        _ completed: CompletedCalls, _ live: LiveCalls, callerNumbers: Customer.CallerNumbers,
        queues: QueueSelection = .all
    ) {
        self.completed = CompletedPart(completed, queues: queues)
        agents = completed.agents
        self.live = LivePart(live, callerNumbers: callerNumbers, queues: queues)
    }
}

/// What a `contactCentre` board may see: all that a `liveAnalytics` board sees, and what each agent is doing (protocol,
/// section 4).
package struct ContactCentreState: Equatable, Sendable {
    /// Figures of completed calls.
    package let completed: CompletedPart
    /// What each agent did in completed calls.
    package let agents: Leaderboard
    /// What happens now.
    package let live: LivePart
    /// By agent.
    package let agentStatus: SortedMap<String, AgentStatus>

    /// The state now, with the figures and calls of these queues; `callerNumbers` says whether the numbers of callers
    /// are masked.
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
