/// The nonce with which a client sees that its peer understood the request as a WebSocket's (RFC 6455, section 1.3).
package struct WebSocketKey: Hashable, Sendable {
    /// Of the nonce (RFC 6455, section 4.1).
    package static let byteCount = 16

    /// `Sec-WebSocket-Key`: base 64 of 16 bytes, as the client wrote it.
    package let text: String

    /// A client's key.
    ///
    /// - Parameter nonce: 16 random bytes; another number is a programmer error.
    package init(nonce: [UInt8]) {
        precondition(nonce.count == Self.byteCount, "a nonce of \(nonce.count) bytes")
        text = Base64.encode(nonce)
    }

    /// A key that a client sent; nil unless it is base 64 of 16 bytes.
    package init?(_ text: String) {
        guard Base64.decode(text)?.count == Self.byteCount else { return nil }
        self.text = text
    }

    /// `Sec-WebSocket-Accept`, the answer to this key (RFC 6455, section 4.2.2, step 5.4).
    package var accept: String {
        Base64.encode(SHA1.digest(of: Array("\(text)258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8)))
    }
}
