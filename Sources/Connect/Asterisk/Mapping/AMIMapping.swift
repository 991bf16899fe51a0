import Values

/// Turns what Asterisk says over its manager interface into call events. Does no I/O and reads no clock.
package struct AMIMapping: Sendable {
    let names: Names
    let limits: AMILimits
    /// The calls of all queues.
    package internal(set) var table: CallTable
    var members = MemberStates()
    /// Calls that left their queue without a word why.
    private var leaving: [String] = []
    var made: [CallEvent] = []
    /// The newest time that Asterisk has said, in microseconds; nil: none yet.
    package private(set) var newest: Int64?
    /// Up to when Asterisk was heard, in microseconds since 1970, by its clock where it says its time, else by ours;
    /// nil: never.
    package private(set) var heard: Int64?
    /// Messages that should have been understood and were not.
    package private(set) var notUnderstood = 0
    /// The last of them in words; nil: there was none.
    package private(set) var lastNotUnderstood: String?

    /// Nothing is known yet.
    package init(names: Names, limits: AMILimits = AMILimits()) {
        self.names = names
        self.limits = limits
        self.table = CallTable(limits: limits)
    }

    /// Goes on where an earlier process stood.
    package mutating func resume(_ calls: [String: QueueCall], heard: Int64?) {
        for (id, call) in calls {
            table[id] = call
            if call.leftAt != nil { leaving.append(id) }
        }
        self.heard = heard
        isCatchingUp = heard != nil
        table.hasGap()
        _ = table.takeChanges()
    }

    /// The calls that changed since this was last asked: what `resume` needs.
    package mutating func takeChanges() -> [(id: String, call: QueueCall?)] { table.takeChanges() }

    /// Something was missed, and neither the queue log nor Asterisk's answers have told yet what became of the calls.
    var isCatchingUp = false

    /// All that happened before is known from the queue log: a call that is not known has been in no queue.
    var knowsPast = false

    /// The queue log was read up to where Asterisk is heard again.
    package mutating func hasFilled() {
        knowsPast = true
        isCatchingUp = false
    }

    /// The connection was lost: what follows is not known to be all.
    package mutating func disconnected() {
        knowsPast = false
        isCatchingUp = true
        table.hasGap()
    }

    /// Takes one message.
    ///
    /// - Parameters:
    ///   - message: what Asterisk said.
    ///   - arrival: when it came, in microseconds since 1970: its time where Asterisk says none.
    /// - Returns: what has happened, in order.
    package mutating func take(_ message: AMIMessage, arrival: Int64) -> [CallEvent] {
        guard let event = message.event else { return [] }
        let said = message.microseconds
        if let said {
            newest = max(newest ?? said, said)
            heard = max(heard ?? said, said)
        }
        let time = said ?? arrival
        made.removeAll(keepingCapacity: true)
        if !leaving.isEmpty, !isCatchingUp { settleLeaving(before: time - limits.leavingSeconds * 1_000_000) }
        switch event {
        case "Newchannel": message.text("Uniqueid").map { table.begin($0) }
        case "LocalBridge": localChannels(message)
        case "DialBegin": dialBegins(message)
        case "QueueCallerJoin": joins(message, time)
        case "QueueCallerAbandon": abandons(message, time)
        case "QueueCallerLeave": leaves(message, time)
        case "AgentCalled": rings(message, time)
        case "AgentRingNoAnswer": missesRing(message, time)
        case "AgentDump": dumps(message, time)
        case "AgentConnect": connects(message, time)
        case "AgentComplete": completes(message, time)
        case "DialEnd": dialEnds(message, time)
        case "BlindTransfer": blindTransfer(message, time)
        case "AttendedTransfer": attendedTransfer(message, time)
        case "Hold", "Unhold": holds(message, time, isHeld: event == "Hold")
        case "ParkedCall": parks(message, time)
        case "UnParkedCall": unparks(message, time)
        case "HangupRequest", "SoftHangupRequest": hangupIsAsked(message)
        case "Hangup": hangsUp(message, time)
        case "QueueMemberAdded", "QueueMemberRemoved", "QueueMemberPause", "QueueMemberStatus", "QueueMemberPaused":
            member(message, event, time)
        default: return made
        }
        // A clock that is not Asterisk's counts only where Asterisk has never said what time it has.
        if said == nil, newest == nil { heard = max(heard ?? time, time) }
        return made
    }

    // MARK: What steps are made of

    /// A message of a kind that should be understood lacks something.
    mutating func fails(_ message: AMIMessage, _ missing: String) {
        notUnderstood += 1
        lastNotUnderstood = "\(message.event ?? "?") without \(missing)"
    }

    /// One more call than can be followed.
    mutating func hasNoRoom(_ message: AMIMessage) {
        notUnderstood += 1
        lastNotUnderstood = "\(message.event ?? "?") of a call beyond the \(limits.maxCalls) that are followed"
    }

    /// Appends an event of a call, after the one before it.
    mutating func make(
        _ kind: CallEvent.Kind, _ id: String, _ call: inout QueueCall, _ key: String, at microseconds: Int64,
        _ fill: (inout CallEvent) -> Void = { _ in }
    ) {
        (call.lastTime, call.lastSequence) = Self.stamp(microseconds, after: call.lastTime, call.lastSequence)
        guard let customer = call.customers.last else { return }
        var event = CallEvent(
            kind, customer: customer, id: "\(id)-\(key)", time: call.lastTime, sequence: call.lastSequence, call: id)
        fill(&event)
        made.append(event)
    }

    /// The moment and the place in it of something that came after what had the given ones.
    static func stamp(
        _ microseconds: Int64, after last: Instant, _ lastSequence: Int64
    ) -> (Instant, Int64) {
        let time = max(Instant(milliseconds: microseconds / 1_000), last)
        let place = microseconds % 1_000 * 1_000
        return (time, time == last ? max(place, lastSequence + 1) : place)
    }

    // MARK: Leaving without a word

    /// The call left its queue; whether an agent is about to have it is not known yet.
    mutating func isLeaving(_ id: String) {
        leaving.append(id)
    }

    /// Calls that left before `deadline` and were connected to nobody left by a key.
    private mutating func settleLeaving(before deadline: Int64) {
        let known = leaving
        leaving = []
        for id in known {
            guard var call = table[id], let leftAt = call.leftAt else { continue }
            guard leftAt < deadline else {
                leaving.append(id)
                continue
            }
            settle(id, &call)
            table[id] = call
        }
    }

    /// Nobody was connected: the call left its queue by a key. Whether somebody was may not be known yet.
    mutating func settle(_ id: String, _ call: inout QueueCall) {
        guard let leftAt = call.leftAt else { return }
        call.leftAt = nil
        guard call.isWaiting, !isCatchingUp else { return }
        leave(id, &call, "key", at: leftAt, wait: nil)
    }

    /// The call leaves its queue unanswered.
    mutating func leave(_ id: String, _ call: inout QueueCall, _ reason: String, at time: Int64, wait: Int?) {
        let queue = names.queue(call.queue)
        make(.left, id, &call, "left-\(call.visit(time))", at: time) {
            $0.queue = queue
            $0.reason = reason
            $0.waitSeconds = wait.flatMap { (0...86_400).contains($0) ? $0 : nil }
        }
        call.isWaiting = false
        call.rings = []
    }
}
