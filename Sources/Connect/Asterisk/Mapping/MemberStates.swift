import Values

/// The last event of each member of a queue, so that only changes become events.
package struct MemberStates: Sendable {
    private struct Key: Hashable {
        let queue: String
        let agent: String
    }

    /// What a member of a queue is to a board.
    package struct State: Hashable, Sendable {
        /// `available`, `paused` or `loggedOut`.
        var word: String
        /// Why he is paused.
        var reason: String?
    }

    private var states: [Key: State] = [:]
    private var names: [String: String] = [:]
    private var lastTime = Instant(milliseconds: 0)
    private var lastSequence: Int64 = 0

    /// Takes a report.
    ///
    /// - Returns: whether it is a change; always, where no more members can be kept.
    mutating func take(_ state: State, queue: String, agent: String, interface: String?, limits: AMILimits) -> Bool {
        let key = Key(queue: queue, agent: agent)
        if let interface, names[interface] != nil || names.count < limits.maxMembers { names[interface] = agent }
        guard states[key] != state else { return false }
        if states[key] != nil || states.count < limits.maxMembers { states[key] = state }
        return true
    }

    /// Every state that is known, sorted by queue and agent.
    var all: [(queue: String, agent: String, state: State)] {
        states.map { (queue: $0.key.queue, agent: $0.key.agent, state: $0.value) }
            .sorted { ($0.queue, $0.agent) < ($1.queue, $1.agent) }
    }

    /// The agent of that interface.
    func name(ofInterface interface: String) -> String? { names[interface] }

    /// The agent whose phone has this channel: `SIP/100-0000002a` is of `SIP/100`, `Local/100@agents-0000003b;1` of
    /// `Local/100@agents/n`.
    func agent(ofChannel channel: String) -> String? {
        let interface = Self.interface(channel)
        return names[interface] ?? names[interface + "/n"]
    }

    /// The interface of a channel: all before its last `-`.
    static func interface(_ channel: String) -> String {
        channel.lastIndex(of: "-").map { String(channel[..<$0]) } ?? channel
    }

    /// The time of one more report, and its order after others of that moment.
    mutating func stamp(_ microseconds: Int64) -> (time: Instant, sequence: Int64) {
        let time = Instant(milliseconds: microseconds / 1_000)
        let place = microseconds % 1_000 * 1_000
        lastSequence = time == lastTime ? max(place, lastSequence + 1) : place
        lastTime = time
        return (time, lastSequence)
    }
}

/// Readiness of agents, by queue.
extension AMIMapping {
    /// Every state once more: who has not changed for days is known to a gateway that looks back a day, too.
    ///
    /// - Parameter now: in microseconds since 1970 by our clock.
    /// - Returns: the events; where an agent is as he was, they change nothing.
    package mutating func restatedMembers(now: Int64) -> [CallEvent] {
        made.removeAll(keepingCapacity: true)
        // By Asterisk's clock, so that what it says next comes after it; by ours where it has said nothing for long.
        let time = newest.flatMap { now - $0 < limits.quietSeconds * 1_000_000 ? $0 : nil } ?? now
        for (queue, agent, state) in members.all {
            guard let customer = names.customer(of: queue) else { continue }
            make(state, queue, agent, of: customer, at: time)
        }
        return made
    }

    /// Device states in which a phone cannot ring: `AST_DEVICE_INVALID` and `AST_DEVICE_UNAVAILABLE`.
    private static let unreachable = 4...5

    /// `QueueMemberAdded`, `…Removed`, `…Pause`, `…Status`.
    mutating func member(_ message: AMIMessage, _ event: String, _ time: Int64) {
        guard let queue = message.text("Queue"), let agent = agent(message) else {
            return fails(message, "Queue or MemberName")
        }
        report(Self.state(of: message, isRemoved: event == "QueueMemberRemoved"), queue, agent, message, at: time)
    }

    /// What the fields of a member say.
    static func state(of message: AMIMessage, isRemoved: Bool = false) -> MemberStates.State {
        if isRemoved || message.integer("Status").map(unreachable.contains) == true {
            return MemberStates.State(word: "loggedOut")
        }
        guard message["Paused"] == "1" else { return MemberStates.State(word: "available") }
        return MemberStates.State(
            word: "paused", reason: message.text("PausedReason") ?? message.text("Reason"))
    }

    /// Tells a state that is a change.
    mutating func report(
        _ state: MemberStates.State, _ queue: String, _ agent: String, _ message: AMIMessage, at time: Int64
    ) {
        guard let customer = names.customer(of: queue) else { return }
        let interface = message.text("Interface") ?? message.text("Location")
        guard members.take(state, queue: queue, agent: agent, interface: interface, limits: limits) else { return }
        make(state, queue, agent, of: customer, at: time)
    }

    private mutating func make(
        _ state: MemberStates.State, _ queue: String, _ agent: String, of customer: String, at time: Int64
    ) {
        let (moment, sequence) = members.stamp(time)
        var event = CallEvent(
            .agentState, customer: customer,
            id: "agent-\(EventID.hash(queue))-\(EventID.hash(agent))-\(state.word)-\(time)", time: moment,
            sequence: sequence)
        event.queue = names.queue(queue)
        event.agent = agent
        event.state = state.word
        event.pauseReason = state.reason
        made.append(event)
    }
}
