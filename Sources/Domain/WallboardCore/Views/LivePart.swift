import Values

/// The part of a state that moves before a call ends (protocol, section 9, `live`).
package struct LivePart: Equatable, Sendable {
    /// Calls in a queue that ring nowhere.
    package let callsWaiting: Int
    /// Calls that ring at an agent.
    package let callsRinging: Int
    /// Calls in which an agent talks.
    package let callsActive: Int
    /// Calls that an agent holds.
    package let callsHeld: Int
    /// nil where no call waits.
    package let longestWaitingSince: Instant?
    /// What the feed is like.
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
    /// Whom it rings at, or who talks; nil where not known.
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
