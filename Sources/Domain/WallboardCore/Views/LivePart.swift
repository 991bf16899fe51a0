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
    /// The selected queues that are not among `queues` because the day names too many, each with true.
    package let queuesLeftOut: SortedMap<String, Bool>
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
        queuesLeftOut = selected.part(of: live.queuesLeftOut)
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

    /// The state now, with the goals, figures and calls of these queues; `callerNumbers` says whether the numbers of
    /// callers are masked.
    package init(
        _ completed: CompletedCalls, _ live: LiveCalls, goals: Goals = .standard,
        callerNumbers: Customer.CallerNumbers, queues: QueueSelection = .all
    ) {
        self.completed = CompletedPart(completed, goals: BoardGoals(goals, queues: queues), queues: queues)
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

    /// The state now, with the goals, figures and calls of these queues; `callerNumbers` says whether the numbers of
    /// callers are masked.
    package init(
        _ completed: CompletedCalls, _ live: LiveCalls, goals: Goals = .standard,
        callerNumbers: Customer.CallerNumbers, queues: QueueSelection = .all
    ) {
        self.completed = CompletedPart(completed, goals: BoardGoals(goals, queues: queues), queues: queues)
        agents = completed.agents
        self.live = LivePart(live, callerNumbers: callerNumbers, queues: queues)
        agentStatus = live.agents.statuses
    }
}

extension Customer.CallerNumbers {
    /// A caller as boards show it: whole where the customer says so, else dots and the last four digits of the number,
    /// such as `••• 0132` (calls.md, section 4, "Masking"). Nothing is left of a number of up to four digits, nor of
    /// anything that is not a number.
    package func display(_ caller: String) -> String {
        switch self {
        case .shown: return caller
        case .masked:
            let digits = Self.digits(ofUserPart: caller)
            guard digits.count > 4 else { return "•••" }
            return "••• " + String(decoding: digits.suffix(4), as: UTF8.self)
        }
    }

    /// The digits of the number: neither those of the host and its port, nor an extension or a parameter after it.
    private static func digits(ofUserPart caller: String) -> [UInt8] {
        var text = Array(caller.utf8)
        if let open = text.lastIndex(of: UInt8(ascii: "<")) {
            text = Array(text[(open + 1)...].prefix { $0 != UInt8(ascii: ">") })
        }
        if let at = text.firstIndex(of: UInt8(ascii: "@")) { text = Array(text[..<at]) }
        var digits: [UInt8] = []
        for byte in text.drop(while: { !isDigit($0) }) {
            if isDigit(byte) {
                digits.append(byte)
            } else if !" -.()/".utf8.contains(byte) {
                break
            }
        }
        return digits
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
