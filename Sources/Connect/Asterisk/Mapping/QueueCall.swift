import Values

/// What is known of one call that is, or was, in a queue and whose channel still exists.
package struct QueueCall: Hashable, Sendable {
    /// A phone of an agent: it rings, or the agent talks.
    package struct Phone: Hashable, Sendable {
        /// The unique id of the agent's channel: that which the queue called.
        var channel: String
        /// The agent's name on boards.
        var agent: String
        /// It was picked up, but the caller is not connected yet.
        var isPickedUp = false
        /// The agent holds the call.
        var isHeld = false
    }

    /// The customers who were sent events of it; the last one is whose queue it entered last.
    var customers: [String] = []
    /// The queue it entered last, by Asterisk's name.
    var queue = ""
    /// How often it has entered queues.
    var entered = 0
    /// It was in a queue already when it was first seen, so that `entered` is no count of its visits.
    var isPartial = false
    /// Something of it may have been missed since it entered its queue.
    var hasGap = false
    /// It waits for an agent.
    var isWaiting = false
    /// When it entered that queue, in microseconds.
    var joinedAt: Int64 = 0
    /// It left the queue without a word why; when, in microseconds.
    var leftAt: Int64?
    /// Somebody has asked for its end.
    var isHangingUp = false
    /// The gateway was sent its end; only its channel is still there.
    var isOver = false
    /// It is parked.
    var isParked = false
    /// Phones that ring.
    var rings: [Phone] = []
    /// Agents who talk.
    var legs: [Phone] = []
    /// How often each agent's phone rang in vain.
    var missed: [String: Int] = [:]
    /// The channels that rang in vain last.
    var missedChannels: [String] = []
    /// Up to when what Asterisk says of a phone that rang in vain is known from the queue log, by agent, in
    /// microseconds. Not kept on disk: it concerns the moment in which the log is read.
    var logged: [String: Int64] = [:]
    /// How often it was held, retrieved or parked.
    var steps = 0
    /// Why it will have ended.
    var reason: String?
    /// The caller's number.
    var caller: String?
    /// Asterisk's name for all channels of one conversation.
    var linked: String?
    /// The time and order of the last event that was made of it, so that the next one comes after it.
    var lastTime = Instant(milliseconds: 0)
    var lastSequence: Int64 = 0

    /// Nothing of it is known yet.
    init() {}

    /// The part of an id that says which of its visits is meant.
    func visit(_ microseconds: Int64) -> String {
        isPartial ? "t\(microseconds / 1_000_000)" : String(entered)
    }

    /// Takes a phone out of `phones`: that of the channel, else that of the agent.
    static func remove(_ channel: String?, _ agent: String, from phones: inout [Phone]) -> Phone? {
        let index = phones.firstIndex { $0.channel == channel } ?? phones.firstIndex { $0.agent == agent }
        return index.map { phones.remove(at: $0) }
    }

    /// The state for a statement; nil for a call that ended.
    var stated: String? {
        if isOver { return nil }
        if isWaiting { return rings.isEmpty ? "waiting" : "ringing" }
        if isParked { return "parked" }
        if legs.isEmpty { return "elsewhere" }
        return legs.allSatisfy(\.isHeld) ? "held" : "active"
    }
}

extension QueueCall {
    /// As it is kept on disk.
    package var json: JSON {
        func phones(_ phones: [Phone]) -> JSON {
            .array(
                phones.map {
                    .array([.string($0.channel), .string($0.agent), .bool($0.isPickedUp), .bool($0.isHeld)])
                })
        }
        var object = JSONObject()
        object["customers"] = .array(customers.map(JSON.string))
        object["queue"] = .string(queue)
        object["entered"] = .integer(Int64(entered))
        object["joinedAt"] = .integer(joinedAt)
        object["steps"] = .integer(Int64(steps))
        object["lastTime"] = .integer(lastTime.milliseconds)
        object["lastSequence"] = .integer(lastSequence)
        object["flags"] = .array([isPartial, isWaiting, isHangingUp, isOver, isParked].map(JSON.bool))
        object["leftAt"] = leftAt.map(JSON.integer)
        object["reason"] = reason.map(JSON.string)
        object["caller"] = caller.map(JSON.string)
        object["linked"] = linked.map(JSON.string)
        object["rings"] = phones(rings)
        object["legs"] = phones(legs)
        object["missedChannels"] = .array(missedChannels.map(JSON.string))
        object["missed"] = JSONObject(missed.map { JSONObject.Member(key: $0, value: .integer(Int64($1))) })
            .map(JSON.object)
        return .object(object)
    }

    /// Reads what `json` wrote; nil for anything else.
    package init?(_ json: JSON) {
        func phones(_ key: String) -> [Phone]? {
            var phones: [Phone] = []
            for entry in json[key]?.array ?? [] {
                guard let parts = entry.array, parts.count == 4, let channel = parts[0].string,
                    let agent = parts[1].string, let isPickedUp = parts[2].bool, let isHeld = parts[3].bool
                else { return nil }
                phones.append(Phone(channel: channel, agent: agent, isPickedUp: isPickedUp, isHeld: isHeld))
            }
            return phones
        }
        guard let queue = json["queue"]?.string, let entered = json["entered"]?.integer,
            let joinedAt = json["joinedAt"]?.integer, let steps = json["steps"]?.integer,
            let lastTime = json["lastTime"]?.integer, let lastSequence = json["lastSequence"]?.integer,
            let flags = json["flags"]?.array?.compactMap(\.bool), flags.count == 5,
            let rings = phones("rings"), let legs = phones("legs")
        else { return nil }
        self.customers = (json["customers"]?.array ?? []).compactMap(\.string)
        self.queue = queue
        self.entered = Int(clamping: entered)
        self.joinedAt = joinedAt
        self.steps = Int(clamping: steps)
        self.lastTime = Instant(milliseconds: lastTime)
        self.lastSequence = lastSequence
        (isPartial, isWaiting, isHangingUp, isOver, isParked) = (flags[0], flags[1], flags[2], flags[3], flags[4])
        self.leftAt = json["leftAt"]?.integer
        self.reason = json["reason"]?.string
        self.caller = json["caller"]?.string
        self.linked = json["linked"]?.string
        self.rings = rings
        self.legs = legs
        self.missedChannels = (json["missedChannels"]?.array ?? []).compactMap(\.string)
        for member in json["missed"]?.object ?? JSONObject() {
            missed[member.key] = member.value.integer.map { Int(clamping: $0) }
        }
    }
}
