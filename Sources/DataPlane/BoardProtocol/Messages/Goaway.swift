import Values

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
