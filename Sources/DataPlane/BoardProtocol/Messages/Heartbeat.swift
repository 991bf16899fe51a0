import Values

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
