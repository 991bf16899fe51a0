import Values

/// What happens to callers and agents who talk, and the ends of calls.
extension AMIMapping {
    /// `LocalBridge`: the two halves of a local channel, by which a queue calls a phone through the dial plan.
    mutating func localChannels(_ message: AMIMessage) {
        guard let one = message.text("LocalOneUniqueid"), let two = message.text("LocalTwoUniqueid") else {
            return fails(message, "LocalOneUniqueid or LocalTwoUniqueid")
        }
        table.put(two, behind: one)
    }

    /// `DialBegin` by the far half of a local channel: that phone is the agent's.
    mutating func dialBegins(_ message: AMIMessage) {
        guard let from = message.text("Uniqueid"), let to = message.text("DestUniqueid"), table.isBehind(from) else {
            return
        }
        table.put(to, behind: from)
    }

    /// `Hold` and `Unhold` by an agent.
    mutating func holds(_ message: AMIMessage, _ time: Int64, isHeld: Bool) {
        guard let channel = message.text("Uniqueid") else { return fails(message, "Uniqueid") }
        guard let (id, front) = leg(of: channel, linked: message.text("Linkedid")), var call = table[id],
            let index = call.legs.firstIndex(where: { $0.channel == front }), call.legs[index].isHeld != isHeld
        else { return }
        call.legs[index].isHeld = isHeld
        call.steps += 1
        let agent = call.legs[index].agent
        make(isHeld ? .held : .retrieved, id, &call, "hold-\(front)-\(call.steps)", at: time) { $0.agent = agent }
        table[id] = call
    }

    /// The leg of an agent's channel: known as such, or the only one of its conversation.
    private func leg(of channel: String, linked: String?) -> (id: String, channel: String)? {
        if let found = table.call(ofPhone: channel) { return found }
        guard table[channel] == nil, let id = linked.flatMap(table.call(linked:)), id != channel,
            let legs = table[id]?.legs, legs.count == 1
        else { return nil }
        return (id, legs[0].channel)
    }

    /// `BlindTransfer` by an agent.
    mutating func blindTransfer(_ message: AMIMessage, _ time: Int64) {
        guard let channel = message.text("TransfererUniqueid") else { return fails(message, "TransfererUniqueid") }
        guard message["Result"] ?? "Success" == "Success",
            let (id, front) = table.call(ofPhone: channel), var call = table[id],
            let index = call.legs.firstIndex(where: { $0.channel == front })
        else { return }
        // ParkedCall says it.
        if message["Context"]?.contains("park") == true { return }
        let leg = call.legs.remove(at: index)
        make(.transferred, id, &call, "transfer-\(leg.channel)", at: time) {
            $0.agent = leg.agent
            $0.toNumber = message.text("Extension")
        }
        table[id] = call
    }

    /// `AttendedTransfer` by an agent, to whom he has called before.
    mutating func attendedTransfer(_ message: AMIMessage, _ time: Int64) {
        guard let first = message.text("OrigTransfererUniqueid") else {
            return fails(message, "OrigTransfererUniqueid")
        }
        guard message["Result"] ?? "Success" == "Success",
            let (id, front) = table.call(ofPhone: first), var call = table[id],
            let index = call.legs.firstIndex(where: { $0.channel == front })
        else { return }
        let leg = call.legs.remove(at: index)
        // The agent had called a queue: that call becomes a part of this one.
        let second = message.text("SecondTransfererUniqueid")
        let asked = second.flatMap { id in table[id].map { (id: id, call: $0) } }
        let taker = asked?.call.legs.last
        make(.transferred, id, &call, "transfer-\(leg.channel)", at: time) {
            $0.agent = leg.agent
            if let taker {
                $0.toAgent = taker.agent
            } else if asked == nil {
                $0.toNumber =
                    message.text("TransferTargetCallerIDNum") ?? message.text("SecondTransfererConnectedLineNum")
            }
        }
        if var asked, asked.call.customers.last == call.customers.last, !asked.call.isOver {
            let into = id
            make(.merged, asked.id, &asked.call, "merged", at: time) { $0.into = into }
            // From here on, what happens to either concerns this one.
            call.legs += asked.call.legs
            call.isWaiting = asked.call.isWaiting
            if call.isWaiting { call.queue = asked.call.queue }
            asked.call.isOver = true
            asked.call.legs = []
            table[asked.id] = asked.call
        }
        table[id] = call
    }

    /// `ParkedCall`: put aside.
    mutating func parks(_ message: AMIMessage, _ time: Int64) {
        guard let channel = message.text("ParkeeUniqueid") else { return fails(message, "ParkeeUniqueid") }
        guard let id = caller(channel), var call = table[id], !call.isOver else { return }
        call.isParked = true
        call.legs = []
        call.steps += 1
        make(.parked, id, &call, "parked-\(call.steps)", at: time)
        table[id] = call
    }

    /// `UnParkedCall`: somebody has fetched it.
    mutating func unparks(_ message: AMIMessage, _ time: Int64) {
        guard let channel = message.text("ParkeeUniqueid") else { return fails(message, "ParkeeUniqueid") }
        guard let id = caller(channel), var call = table[id], call.isParked else { return }
        let interface = message.text("RetrieverChannel").map(MemberStates.interface)
        let agent = interface.flatMap { members.name(ofInterface: $0) } ?? message.text("RetrieverCallerIDName")
        call.isParked = false
        call.steps += 1
        let retriever = message.text("RetrieverUniqueid") ?? "t\(time / 1_000_000)"
        if let agent { call.legs = [QueueCall.Phone(channel: retriever, agent: agent)] }
        make(.answered, id, &call, "unparked-\(call.steps)", at: time) { $0.agent = agent }
        table[id] = call
    }

    /// The call of the caller's channel, or of one behind which he is.
    private func caller(_ channel: String) -> String? {
        table[channel] != nil ? channel : table.call(ofPhone: channel)?.id
    }

    /// `HangupRequest`, `SoftHangupRequest`: what makes an abandon of the end of a wait.
    mutating func hangupIsAsked(_ message: AMIMessage) {
        guard let id = message.text("Uniqueid"), var call = table[id] else { return }
        call.isHangingUp = true
        table[id] = call
    }

    /// `Hangup`: a channel is gone, and with the caller's the call.
    mutating func hangsUp(_ message: AMIMessage, _ time: Int64) {
        guard let channel = message.text("Uniqueid") else { return fails(message, "Uniqueid") }
        defer { table.end(channel) }
        if var call = table[channel] {
            settleAtEnd(channel, &call)
            if !call.isOver { end(channel, &call, call.isWaiting ? "caller" : call.reason, at: time, wait: nil) }
            table[channel] = nil
        } else if let (id, front) = table.call(ofPhone: channel), front == channel, var call = table[id],
            let index = call.rings.firstIndex(where: { $0.channel == channel })
        {
            cancel(id, &call, call.rings.remove(at: index), at: time)
            table[id] = call
        }
    }

    /// Who left the queue for an agent and hung up before he was connected has given up.
    private mutating func settleAtEnd(_ id: String, _ call: inout QueueCall) {
        if call.rings.contains(where: \.isPickedUp) || call.isHangingUp { call.leftAt = nil }
        settle(id, &call)
    }

    /// The call is over, for every customer who was given events of it.
    mutating func end(_ id: String, _ call: inout QueueCall, _ reason: String?, at time: Int64, wait: Int?) {
        call.isOver = true
        let told = call.customers
        for customer in told {
            call.customers = [customer]
            make(.ended, id, &call, "ended-\(call.isPartial ? "p" : String(call.entered))", at: time) {
                $0.reason = reason
                $0.waitSeconds = customer == told.last ? wait.flatMap { (0...86_400).contains($0) ? $0 : nil } : nil
            }
        }
        call.customers = told
        call.rings = []
        call.legs = []
        call.isWaiting = false
    }
}
