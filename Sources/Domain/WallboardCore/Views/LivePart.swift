import Values

/// The part of a state that changes before a call ends (protocol, section 9, `live`).
package struct LivePart: Equatable, Sendable {
    /// Calls in a queue that do not ring at an agent.
    package let callsWaiting: Int
    /// Calls that ring at an agent.
    package let callsRinging: Int
    /// Calls in which an agent talks.
    package let callsActive: Int
    /// Calls that an agent holds.
    package let callsHeld: Int
    /// nil where no call waits.
    package let longestWaitingSince: Instant?
    /// The state of the feed.
    package let feed: FeedState
    /// The latest event of all; nil before the first.
    package let lastEventAt: Instant?
    /// By call id: the calls of the selected queues that began first.
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
        longestWaitingSince = live.longestWaitingSince
        feed = live.feed
        lastEventAt = live.lastEventAt
        var listed = SortedMap<String, ListedCall>()
        let (oldest, omitted) = live.oldest(of: selected)
        for call in oldest { listed[call.call] = ListedCall(call, callerNumbers: callerNumbers) }
        calls = listed
        callsOmitted = omitted
        queues = selected.part(of: live.queues)
        agentStates = live.agents.counts
    }
}

/// An open call as boards show it.
package struct ListedCall: Hashable, Sendable {
    /// What the call is doing.
    package let state: CallSituation.State
    /// nil where none is known.
    package let queue: String?
    /// The agent it rings at, or who talks; nil where not known.
    package let agent: String?
    /// Where it comes from and goes to.
    package let direction: CallStep.Direction
    /// Masked unless the customer says otherwise.
    package let caller: String?
    /// When the state began.
    package let since: Instant

    init(_ call: LiveCall, callerNumbers: Customer.CallerNumbers) {
        state = call.situation.state
        queue = call.queue
        agent = call.situation.agent
        direction = call.direction
        caller = call.caller.map(callerNumbers.display)
        since = call.situation.since
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

extension Customer.CallerNumbers {
    /// A caller as boards show it: whole where the customer says so, else dots and the last four digits, such as `•••
    /// 0132`. Nothing is left of fewer than seven digits, since four of them would be most of the number, nor of
    /// anything that is not a digit, be it a name or an address.
    package func display(_ caller: String) -> String {
        switch self {
        case .shown: return caller
        case .masked:
            let digits = caller.utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard digits.count >= 7 else { return "•••" }
            return "••• " + String(decoding: digits.suffix(4), as: UTF8.self)
        }
    }
}
