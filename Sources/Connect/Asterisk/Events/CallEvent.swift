import Values

/// One call event as the gateway takes it: a line of `POST /v1/customers/{customerId}/call-events`.
package struct CallEvent: Hashable, Sendable {
    /// What happened.
    package enum Kind: String, Sendable, CaseIterable {
        case queued = "call.queued"
        case left = "call.left"
        case ringing = "call.ringing"
        case notAnswered = "call.notAnswered"
        case answered = "call.answered"
        case released = "call.released"
        case held = "call.held"
        case retrieved = "call.retrieved"
        case parked = "call.parked"
        case transferred = "call.transferred"
        case merged = "call.merged"
        case ended = "call.ended"
        case agentState = "agent.state"
    }

    /// The customer whose event it is.
    package let customer: String
    /// What happened.
    package let kind: Kind
    /// A function of what Asterisk said, so that the same fact has the same id however often it is read. Unique per
    /// customer; at most 128 bytes.
    package let id: String
    /// When it happened by the clock of the PBX.
    package var time: Instant
    /// The order of the events of one moment.
    package var sequence: Int64
    /// The call; nil for an agent's state.
    package var call: String?
    /// The queue by the name that boards show.
    package var queue: String?
    /// The agent by the name that boards show.
    package var agent: String?
    /// The caller's number as Asterisk has it.
    package var caller: String?
    /// To whom an agent transferred the call.
    package var toAgent: String?
    /// Where an agent transferred the call.
    package var toNumber: String?
    /// The call that this one has become part of.
    package var into: String?
    /// Why, as the table of event types says.
    package var reason: String?
    /// The agent's state.
    package var state: String?
    /// Why the agent is paused.
    package var pauseReason: String?
    /// The wait in the queue by Asterisk's own count, in seconds.
    package var waitSeconds: Int?

    /// An event without any of the optional fields.
    package init(
        _ kind: Kind, customer: String, id: String, time: Instant, sequence: Int64, call: String? = nil
    ) {
        self.kind = kind
        self.customer = customer
        self.id = EventID.bounded(id)
        self.time = time
        self.sequence = sequence
        self.call = call
    }

    /// The event as one JSON text without a line end.
    package func encode() -> [UInt8] {
        var json = JSONWriter(reserving: 256)
        json.beginObject()
        json.member("id", id)
        json.member("type", kind.rawValue)
        json.member("time", time)
        json.member("sequence", sequence)
        for (key, text) in [
            ("callId", call), ("queue", queue), ("agent", agent), ("caller", caller), ("toAgent", toAgent),
            ("toNumber", toNumber), ("into", into), ("reason", reason), ("state", state),
            ("pauseReason", pauseReason),
        ] {
            if let text, !text.isEmpty { json.member(key, text) }
        }
        if kind == .queued { json.member("direction", "inbound") }
        if let waitSeconds { json.member("waitSeconds", waitSeconds) }
        json.endObject()
        return json.finish()
    }
}

/// Ids of events.
enum EventID {
    /// Bytes that the gateway takes.
    static let maxBytes = 128

    /// The id itself, or its hash where it is too long.
    static func bounded(_ id: String) -> String {
        id.utf8.count <= maxBytes ? id : "asterisk-\(hash(id))-\(hash(String(id.reversed())))"
    }

    /// 64 bits of a text in hexadecimal digits (FNV-1a): the same in every process.
    static func hash(_ text: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }
}
