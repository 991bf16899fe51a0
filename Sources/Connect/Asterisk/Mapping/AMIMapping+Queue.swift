import Values

/// Callers in queues and the phones that ring for them.
extension AMIMapping {
    /// `QueueCallerJoin`: the caller enters a queue.
    mutating func joins(_ message: AMIMessage, _ time: Int64) {
        guard let id = message.text("Uniqueid"), let queue = message.text("Queue") else {
            return fails(message, "Uniqueid or Queue")
        }
        var call = table[id] ?? QueueCall()
        // The same message once more.
        let isRepeated = call.entered > 0 && call.queue == queue && (call.isWaiting || time <= call.joinedAt)
        settle(id, &call)
        if call.isWaiting, call.queue != queue, !isCatchingUp { leave(id, &call, "overflow", at: time, wait: nil) }
        guard let customer = names.customer(of: queue) else {
            // It may come back to a queue that is passed on.
            if table[id] != nil { table[id] = call }
            return
        }
        if table[id] == nil {
            guard table.hasRoom else { return hasNoRoom(message) }
            call.isPartial = !knowsPast && !table.hasSeenAll(of: id)
        }
        call.customers.removeAll { $0 == customer }
        call.customers.append(customer)
        if !isRepeated {
            call.queue = queue
            call.entered += 1
            call.isWaiting = true
            call.joinedAt = time
            call.hasGap = false
            call.isOver = false
            call.isParked = false
            call.isHangingUp = false
            call.rings = []
            call.legs = []
        }
        call.reason = nil
        call.caller = message.text("CallerIDNum") ?? call.caller
        call.linked = message.text("Linkedid") ?? call.linked
        let (name, caller) = (names.queue(queue), call.caller)
        make(.queued, id, &call, "queued-\(call.visit(call.joinedAt))", at: time) {
            $0.queue = name
            $0.caller = caller
        }
        table[id] = call
    }

    /// `QueueCallerAbandon`: the caller hung up, or his time in the queue is over.
    mutating func abandons(_ message: AMIMessage, _ time: Int64) {
        guard let (id, found) = call(of: message) else { return }
        var call = found
        guard call.isWaiting else { return }
        let wait = message.integer("HoldTime")
        if call.isHangingUp {
            call.isWaiting = false
            end(id, &call, "caller", at: time, wait: wait)
        } else {
            leave(id, &call, "timeout", at: time, wait: wait)
        }
        table[id] = call
    }

    /// `QueueCallerLeave`: an agent has picked up, the queue let the caller go, or he left by a key.
    mutating func leaves(_ message: AMIMessage, _ time: Int64) {
        guard let (id, found) = call(of: message) else { return }
        var call = found
        guard call.isWaiting, call.leftAt == nil, message["Queue"] == call.queue else { return }
        call.leftAt = time
        if !call.rings.contains(where: \.isPickedUp), !call.isPartial, !call.hasGap {
            settle(id, &call)
        } else {
            isLeaving(id)
        }
        table[id] = call
    }

    /// `AgentCalled`: the phone of a member rings.
    mutating func rings(_ message: AMIMessage, _ time: Int64) {
        guard let (id, found) = call(of: message) else { return }
        guard let channel = message.text("DestUniqueid"), let agent = agent(message) else {
            return fails(message, "DestUniqueid or MemberName")
        }
        var call = found
        if !call.rings.contains(where: { $0.channel == channel }) {
            call.rings.append(QueueCall.Phone(channel: channel, agent: agent))
        }
        make(.ringing, id, &call, "ring-\(channel)", at: time) { $0.agent = agent }
        table[id] = call
    }

    /// `AgentRingNoAnswer`: it rang in vain.
    mutating func missesRing(_ message: AMIMessage, _ time: Int64) {
        guard let (id, found) = call(of: message) else { return }
        guard let agent = agent(message) else { return fails(message, "MemberName") }
        var call = found
        let channel = message.text("DestUniqueid")
        let ring = QueueCall.remove(channel, agent, from: &call.rings)
        if let channel {
            guard !call.missedChannels.contains(channel) else { return }
            call.missedChannels = call.missedChannels.suffix(limits.maxMisses - 1) + [channel]
        }
        if ring == nil, call.logged[agent].map({ time > $0 }) ?? true {
            // Nobody saw it begin.
            let rang = Int64(max(0, min(message.integer("RingTime") ?? 0, 86_400_000))) * 1_000
            let name = channel ?? "t\(time / 1_000_000)"
            make(.ringing, id, &call, "ring-\(name)", at: max(0, time - rang)) { $0.agent = agent }
        }
        if let logged = call.logged[agent], time <= logged {
            table[id] = call
            return
        }
        call.missed[agent, default: 0] += 1
        miss(id, &call, agent, at: time)
        table[id] = call
    }

    private mutating func miss(_ id: String, _ call: inout QueueCall, _ agent: String, at time: Int64) {
        let count = call.isPartial ? "t\(time / 1_000_000)" : String(call.missed[agent] ?? 0)
        make(.notAnswered, id, &call, "missed-\(EventID.hash(agent))-\(count)", at: time) {
            $0.agent = agent
            $0.reason = "noAnswer"
        }
    }

    /// `AgentDump`: the agent picked up and did not take the caller.
    mutating func dumps(_ message: AMIMessage, _ time: Int64) {
        guard let (id, found) = call(of: message) else { return }
        guard let agent = agent(message) else { return fails(message, "MemberName") }
        var call = found
        let channel = message.text("DestUniqueid")
        let ring = QueueCall.remove(channel, agent, from: &call.rings)
        make(.notAnswered, id, &call, "dumped-\(channel ?? ring?.channel ?? call.visit(time))", at: time) {
            $0.agent = agent
            $0.reason = "rejected"
        }
        table[id] = call
    }

    /// `AgentConnect`: caller and agent talk.
    mutating func connects(_ message: AMIMessage, _ time: Int64) {
        guard let id = message.text("Uniqueid"), let queue = message.text("Queue"), let agent = agent(message) else {
            return fails(message, "Uniqueid, Queue or MemberName")
        }
        guard let customer = names.customer(of: queue) else { return }
        guard table[id] != nil || table.hasRoom else { return hasNoRoom(message) }
        var call = table[id] ?? firstSeen(message)
        if !call.customers.contains(customer) { call.customers.append(customer) }
        let channel = message.text("DestUniqueid") ?? "t\(time / 1_000_000)"
        call.isWaiting = false
        call.leftAt = nil
        call.isParked = false
        call.isOver = false
        call.queue = queue
        call.rings = []
        call.legs = [QueueCall.Phone(channel: channel, agent: agent)]
        let (name, caller) = (names.queue(queue), call.caller)
        make(.answered, id, &call, "connect-\(channel)", at: time) {
            $0.queue = name
            $0.agent = agent
            $0.caller = caller
            $0.waitSeconds = message.integer("HoldTime").flatMap { (0...86_400).contains($0) ? $0 : nil }
        }
        table[id] = call
    }

    /// `AgentComplete`: the talk is over.
    mutating func completes(_ message: AMIMessage, _ time: Int64) {
        guard let id = message.text("Uniqueid"), let queue = message.text("Queue"), let agent = agent(message) else {
            return fails(message, "Uniqueid, Queue or MemberName")
        }
        guard let customer = names.customer(of: queue) else { return }
        guard table[id] != nil || table.hasRoom else { return hasNoRoom(message) }
        var call = table[id] ?? firstSeen(message)
        if !call.customers.contains(customer) { call.customers.append(customer) }
        let known = message.text("DestUniqueid")
        guard let leg = QueueCall.remove(known, agent, from: &call.legs) else {
            // A transfer of which the event was made already, or a talk whose beginning nobody saw.
            if call.isPartial, call.entered == 0 {
                release(id, &call, agent, known ?? "t\(time / 1_000_000)", message["Reason"], at: time)
            }
            table[id] = call
            return
        }
        release(id, &call, agent, leg.channel, message["Reason"], at: time)
        table[id] = call
    }

    private mutating func release(
        _ id: String, _ call: inout QueueCall, _ agent: String, _ channel: String, _ reason: String?, at time: Int64
    ) {
        if reason == "transfer" {
            make(.transferred, id, &call, "transfer-\(channel)", at: time) { $0.agent = agent }
        } else {
            call.reason = reason == "caller" || reason == "agent" ? reason : nil
            make(.released, id, &call, "complete-\(channel)", at: time) { $0.agent = agent }
        }
    }

    /// `DialEnd`: a phone was picked up, or stopped ringing because it need not ring any longer.
    mutating func dialEnds(_ message: AMIMessage, _ time: Int64) {
        guard let channel = message.text("DestUniqueid"), let status = message["DialStatus"],
            let (id, front) = table.call(ofPhone: channel), front == channel, var call = table[id],
            let index = call.rings.firstIndex(where: { $0.channel == channel })
        else { return }
        switch status {
        case "ANSWER": call.rings[index].isPickedUp = true
        case "CANCEL": cancel(id, &call, call.rings.remove(at: index), at: time)
        // Anything else is followed by AgentRingNoAnswer, which says that it counts as such.
        default: return
        }
        table[id] = call
    }

    /// A phone need not ring any longer.
    mutating func cancel(_ id: String, _ call: inout QueueCall, _ ring: QueueCall.Phone, at time: Int64) {
        make(.notAnswered, id, &call, "cancelled-\(ring.channel)", at: time) {
            $0.agent = ring.agent
            $0.reason = "cancelled"
        }
    }

    // MARK: Who

    /// The call of a message about a caller in a queue that is passed on; it becomes known by it.
    private mutating func call(of message: AMIMessage) -> (id: String, call: QueueCall)? {
        guard let id = message.text("Uniqueid"), let queue = message.text("Queue") else {
            fails(message, "Uniqueid or Queue")
            return nil
        }
        guard let customer = names.customer(of: queue) else { return nil }
        if let call = table[id] { return call.customers.contains(customer) ? (id, call) : nil }
        guard table.hasRoom else {
            hasNoRoom(message)
            return nil
        }
        var call = firstSeen(message)
        call.customers = [customer]
        call.queue = queue
        call.isWaiting = true
        return (id, call)
    }

    /// A call that was in a queue before anything was heard of it.
    private func firstSeen(_ message: AMIMessage) -> QueueCall {
        var call = QueueCall()
        call.isPartial = true
        call.caller = message.text("CallerIDNum")
        call.linked = message.text("Linkedid")
        return call
    }

    /// The member's name on boards.
    func agent(_ message: AMIMessage) -> String? {
        let interface = message.text("Interface") ?? message.text("Location")
        return (message.text("MemberName") ?? message.text("Name") ?? interface).map {
            names.agent($0, interface: interface)
        }
    }
}
