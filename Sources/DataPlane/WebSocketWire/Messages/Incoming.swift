/// What the peer said, one thing at a time.
package enum Incoming: Hashable, Sendable {
    /// A whole message.
    case message(Message)
    /// A Ping with 0–125 bytes, to be answered with the same (RFC 6455, section 5.5.2).
    case ping([UInt8])
    /// A Pong with 0–125 bytes.
    case pong([UInt8])
    /// The peer's Close: its code, if it gave one, and a reason of at most 123 bytes. Nothing comes after it.
    case close(CloseCode?, reason: String)
}

/// A whole message, out of one frame or several.
package struct Message: Hashable, Sendable {
    /// Text or binary.
    package var opcode: DataOpcode
    /// The payload, unmasked; deflated if `isCompressed`.
    package var payload: [UInt8]
    /// Whether the payload is deflated. Then whoever inflates it checks that a text is UTF-8
    /// (`UTF8Validator.isValid`); of all other texts it is known.
    package var isCompressed: Bool

    /// A message as given.
    package init(_ opcode: DataOpcode, payload: [UInt8], isCompressed: Bool = false) {
        self.opcode = opcode
        self.payload = payload
        self.isCompressed = isCompressed
    }
}
