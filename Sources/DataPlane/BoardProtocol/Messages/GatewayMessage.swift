import Values

/// What the gateway says to a board (protocol, section 3).
package enum GatewayMessage: Equatable, Sendable {
    case pairing(Pairing)
    case registered(Registered)
    case waiting(Waiting)
    case welcome(Welcome)
    case snapshot(Snapshot)
    case update(Update)
    case heartbeat(Heartbeat)
    case refused(Refused)
    case goaway(Goaway)

    /// The values of `type`.
    private enum Kind: String, CaseIterable {
        case pairing, registered, waiting, welcome, snapshot, update, heartbeat, refused, goaway
    }

    /// Reads one message, as a board does. Unknown fields are ignored, and so is a message of another `type`: nil.
    ///
    /// `state` and `patch` are skipped and kept as they were sent: a board that only follows `seq` pays nothing for
    /// them, and one that shows them reads them with `JSON(parsing:)`, which may throw.
    package init?(parsing text: [UInt8], limits: JSONLimits = .gatewayMessage) throws(MessageError) {
        var parser = JSONParser(limits: limits, rawKeys: ["state", "patch"])
        let fields = try Fields(text.span, &parser)
        func raw(_ name: String) throws(MessageError) -> [UInt8] {
            guard let place = parser.raw.first(where: { $0.key == name }) else {
                throw .field(name, rule: "is missing")
            }
            return Array(text[place.range])
        }
        guard let kind = Kind(rawValue: try fields.required("type", fields.string)) else { return nil }
        switch kind {
        case .pairing: self = .pairing(try Pairing(fields))
        case .registered: self = .registered(try Registered(fields))
        case .waiting: self = .waiting(try Waiting(fields))
        case .welcome: self = .welcome(try Welcome(fields))
        case .snapshot:
            self = .snapshot(
                Snapshot(
                    seq: try fields.required("seq", fields.count),
                    asOf: try fields.required("asOf", fields.timestamp), state: try raw("state")))
        case .update:
            self = .update(
                Update(
                    seq: try fields.required("seq", fields.count),
                    asOf: try fields.required("asOf", fields.timestamp), patch: try raw("patch")))
        case .heartbeat: self = .heartbeat(try Heartbeat(fields))
        case .refused: self = .refused(try Refused(fields))
        case .goaway: self = .goaway(try Goaway(fields))
        }
    }

    /// The message as one JSON text.
    package func encode() -> [UInt8] {
        switch self {
        case .pairing(let message): message.encode()
        case .registered(let message): message.encode()
        case .waiting(let message): message.encode()
        case .welcome(let message): message.encode()
        case .snapshot(let message): message.encode()
        case .update(let message): message.encode()
        case .heartbeat(let message): message.encode()
        case .refused(let message): message.encode()
        case .goaway(let message): message.encode()
        }
    }
}

extension JSONWriter {
    /// Begins a message: an object whose first member is `type`.
    init(messageOfType type: String, reserving capacity: Int = 256) {
        self.init(reserving: capacity)
        beginObject()
        member("type", type)
    }

    /// Ends the message and returns its text.
    consuming func finishMessage() -> [UInt8] {
        endObject()
        return finish()
    }
}

/// `goaway`: the gateway is about to restart; close 1012 follows (protocol, section 3).
package struct Goaway: Hashable, Sendable {
    /// When this board should come back; spread over the fleet.
    package let retryAfterMillis: Int

    /// The wait of one board.
    package init(retryAfterMillis: Int) {
        self.retryAfterMillis = retryAfterMillis
    }

    init(_ fields: Fields) throws(MessageError) {
        retryAfterMillis = try fields.required("retryAfterMillis", fields.count)
    }

    /// The message as one JSON text.
    package func encode() -> [UInt8] {
        var json = JSONWriter(messageOfType: "goaway")
        json.member("retryAfterMillis", retryAfterMillis)
        return json.finishMessage()
    }
}

/// `heartbeat`: sent when nothing else was for `heartbeatSeconds` (protocol, section 3).
package struct Heartbeat: Hashable, Sendable {
    /// When it was sent, by the clock of the gateway.
    package let serverTime: Instant

    /// A heartbeat sent at `serverTime`.
    package init(serverTime: Instant) {
        self.serverTime = serverTime
    }

    init(_ fields: Fields) throws(MessageError) {
        serverTime = try fields.required("serverTime", fields.timestamp)
    }

    /// The message as one JSON text.
    package func encode() -> [UInt8] {
        var json = JSONWriter(messageOfType: "heartbeat")
        json.member("serverTime", serverTime)
        return json.finishMessage()
    }
}
