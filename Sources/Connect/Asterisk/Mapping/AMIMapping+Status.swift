import Values

/// What is so now: after connecting, and as a statement for the gateway.
extension AMIMapping {
    /// Brings the calls and the agents up to date with what Asterisk says is so. Calls that are not there any more are
    /// forgotten: the statement that follows closes those of them whose end nobody knows.
    ///
    /// - Parameters:
    ///   - status: the complete answers.
    ///   - before: up to when Asterisk was heard before it was asked, in microseconds since 1970; nil: never.
    ///   - now: when they came, in microseconds since 1970 by our clock.
    /// - Returns: the states of agents that are not what was last told, and the ends of calls that nobody had.
    package mutating func reconcile(_ status: AMIStatus, heardBefore before: Int64?, now: Int64) -> [CallEvent] {
        made.removeAll(keepingCapacity: true)
        isCatchingUp = false
        // By Asterisk's clock, where it says what that is.
        let time = newest ?? now
        for member in status.members {
            guard let queue = member.text("Queue"), let agent = agent(member) else { continue }
            report(Self.state(of: member), queue, agent, member, at: Self.since(member, after: before, before: time))
        }
        guard status.isComplete else { return made }
        table.keepChannels { status.channels[$0] != nil }
        for (id, found) in table.all where status.channels[id] == nil && status.entries[id] == nil {
            var call = found
            // Asterisk may still say, for a moment, what the queue log has told of it.
            if call.isOver, call.lastTime.milliseconds * 1_000 > time - limits.overSeconds * 1_000_000 { continue }
            if call.stated == "elsewhere" {
                end(id, &call, call.reason, at: call.lastTime.milliseconds * 1_000, wait: nil)
            }
            table[id] = nil
        }
        for (id, entry) in status.entries.sorted(by: { $0.key < $1.key }) { waits(id, entry, time) }
        for channel in status.channels.values.sorted(by: { $0.id < $1.id }) where status.entries[channel.id] == nil {
            talks(channel, status, time)
        }
        return made
    }

    /// When a member's state began: not before his last pause, login and call, which are in seconds since 1970, and
    /// after all that was heard before.
    private static func since(_ member: AMIMessage, after before: Int64?, before time: Int64) -> Int64 {
        let day: Int64 = 86_400_000_000
        let known = ["LoginTime", "LastPause", "LastCall"].compactMap(member.integer).max() ?? 0
        let since = Int64(clamping: known).multipliedReportingOverflow(by: 1_000_000).partialValue
        let began = since > time - day && since <= time ? since : time
        return before.map { max($0 + 1_000, since <= time ? since : 0) } ?? began
    }

    /// A caller waits.
    private mutating func waits(_ id: String, _ entry: AMIStatus.Entry, _ time: Int64) {
        guard let customer = names.customer(of: entry.queue) else { return }
        var call = table[id] ?? QueueCall()
        if call.isWaiting, call.queue == entry.queue { return }
        guard table[id] != nil || table.hasRoom else { return }
        if call.entered == 0 || call.queue != entry.queue { call.isPartial = true }
        call.customers.removeAll { $0 == customer }
        call.customers.append(customer)
        call.queue = entry.queue
        call.isWaiting = true
        call.leftAt = nil
        call.isOver = false
        call.legs = []
        call.joinedAt = time - Int64(min(entry.wait, 86_400)) * 1_000_000
        call.caller = call.caller ?? entry.caller
        table[id] = call
    }

    /// A caller in the queue application who does not wait talks to an agent, whose channel is in the same bridge.
    private mutating func talks(_ channel: AMIStatus.Channel, _ status: AMIStatus, _ time: Int64) {
        guard let queue = channel.queue, let bridge = channel.bridge, let customer = names.customer(of: queue) else {
            return
        }
        var call = table[channel.id] ?? QueueCall()
        guard call.legs.isEmpty, table[channel.id] != nil || table.hasRoom else { return }
        let others = status.channels.values.filter { $0.bridge == bridge && $0.id != channel.id }
        guard let other = others.min(by: { $0.id < $1.id }), let agent = members.agent(ofChannel: other.name) else {
            return
        }
        if call.entered == 0 { call.isPartial = true }
        if !call.customers.contains(customer) { call.customers.append(customer) }
        call.queue = queue
        call.isWaiting = false
        call.leftAt = nil
        call.isOver = false
        call.rings = []
        call.legs = [QueueCall.Phone(channel: other.id, agent: agent)]
        call.joinedAt = time - Int64(min(other.seconds, 86_400)) * 1_000_000
        call.caller = call.caller ?? channel.caller
        table[channel.id] = call
    }

    /// All that is active for a customer: the body of `PUT …/active-calls`.
    ///
    /// - Parameters:
    ///   - customer: whose calls.
    ///   - now: in microseconds since 1970 by our clock.
    /// - Returns: the statement.
    package func statement(for customer: String, now: Int64) -> JSON {
        let time = newest ?? now
        var calls: [JSON] = []
        for (id, call) in table.all where call.customers.last == customer {
            guard let state = call.stated else { continue }
            var stated = JSONObject()
            stated["callId"] = .string(id)
            stated["state"] = .string(state)
            if !call.queue.isEmpty { stated["queue"] = .string(names.queue(call.queue)) }
            let phones = call.isWaiting ? call.rings : call.legs
            if !phones.isEmpty { stated["agents"] = .array(phones.map { .string($0.agent) }) }
            stated["direction"] = .string("inbound")
            if let caller = call.caller { stated["caller"] = .string(caller) }
            let since = max(call.joinedAt / 1_000, call.lastTime.milliseconds)
            stated["since"] = .string(Instant(milliseconds: since).description)
            if call.isWaiting, call.joinedAt > 0 {
                stated["waitSeconds"] = .integer(min(max(0, (time - call.joinedAt) / 1_000_000), 86_400))
            }
            calls.append(.object(stated))
        }
        var statement = JSONObject()
        statement["calls"] = .array(calls)
        return .object(statement)
    }

    /// Takes what the queue log says of the time in which Asterisk was not heard: the calls stand where it leaves
    /// them, and nothing of it comes before what Asterisk itself had said.
    ///
    /// - Parameters:
    ///   - event: what the log says.
    ///   - queue: the queue by Asterisk's name; nil for none.
    ///   - heard: up to when Asterisk was heard, in microseconds since 1970.
    ///   - begin: from when on it is heard again; nil: nothing has been heard yet. Where a call stands since then is
    ///     known better than from the log.
    /// - Returns: the event with the time it has among those.
    package mutating func fill(
        _ event: CallEvent, queue: String?, after heard: Int64, until begin: Int64? = nil
    ) -> CallEvent {
        var event = event
        // What the log has may still be on its way here: up to when it is the same fact.
        let known = event.time.milliseconds * 1_000 + 1_000_000 + Self.lag
        // The log has whole seconds: what it says of the second in which Asterisk was last heard came after that.
        if event.kind != .ringing { event.time = max(event.time, Instant(milliseconds: heard / 1_000 + 1)) }
        guard let id = event.call else {
            if event.kind == .agentState, let agent = event.agent, let queue, let word = event.state {
                let state = MemberStates.State(word: word, reason: event.pauseReason)
                _ = members.take(state, queue: queue, agent: agent, interface: nil, limits: limits)
            }
            return event
        }
        let begins = event.kind == .queued || event.kind == .answered
        guard var call = table[id] ?? (begins && table.hasRoom ? QueueCall() : nil) else { return event }
        call.hasGap = true
        if let begin, call.lastTime.milliseconds >= begin / 1_000 {
            count(event, in: &call)
            table[id] = call
            return event
        }
        call.customers.removeAll { $0 == event.customer }
        call.customers.append(event.customer)
        absorb(event, queue, known, into: &call)
        if event.kind != .ringing, event.time >= call.lastTime {
            call.lastTime = event.time
            call.lastSequence = event.sequence
        }
        table[id] = call
        return event
    }

    /// By how much Asterisk says a thing later than it writes it to its log, in microseconds.
    private static let lag: Int64 = 200_000

    private func absorb(_ event: CallEvent, _ queue: String?, _ known: Int64, into call: inout QueueCall) {
        switch event.kind {
        case .queued:
            if let number = Self.number(event) {
                call.entered = max(call.entered, number)
            } else {
                call.isPartial = true
            }
            call.queue = queue ?? call.queue
            call.isWaiting = true
            call.leftAt = nil
            call.legs = []
            call.caller = event.caller ?? call.caller
            call.joinedAt = max(call.joinedAt, known)
        case .left: call.isWaiting = false
        case .answered:
            call.isWaiting = false
            call.leftAt = nil
            call.rings = []
            let channel = event.id.split(separator: "-").last.map(String.init) ?? ""
            call.legs = [QueueCall.Phone(channel: channel, agent: event.agent ?? "")]
        case .released:
            call.legs.removeAll { $0.agent == event.agent }
            call.reason = nil
        case .transferred: call.legs.removeAll { $0.agent == event.agent }
        case .ended:
            call.isOver = true
            call.isWaiting = false
            call.rings = []
            call.legs = []
        case .notAnswered:
            call.rings.removeAll { $0.agent == event.agent }
            if event.reason == "noAnswer", let agent = event.agent, let number = Self.number(event),
                number > call.missed[agent] ?? 0
            {
                call.logged[agent] = known
            }
        default: break
        }
        count(event, in: &call)
    }

    /// Counts on from where the log has counted to.
    private func count(_ event: CallEvent, in call: inout QueueCall) {
        guard let number = Self.number(event) else { return }
        if event.kind == .queued {
            call.entered = max(call.entered, number)
            call.isPartial = false
        }
        if event.kind == .notAnswered, event.reason == "noAnswer", let agent = event.agent {
            call.missed[agent] = max(call.missed[agent] ?? 0, number)
        }
    }

    /// The number at the end of an id: which of the visits or rings of the call is meant.
    private static func number(_ event: CallEvent) -> Int? {
        event.id.split(separator: "-").last.flatMap { Int($0) }
    }
}
