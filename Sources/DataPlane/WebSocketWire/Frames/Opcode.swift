/// What a frame is (RFC 6455, section 11.8). Opcodes 3–7 and 11–15 are reserved and have no case.
package enum Opcode: UInt8, Hashable, Sendable {
    /// A further fragment of a message.
    case continuation = 0x0
    /// A text message, or its first fragment.
    case text = 0x1
    /// A binary message, or its first fragment.
    case binary = 0x2
    /// The closing handshake.
    case close = 0x8
    /// Asks for a pong.
    case ping = 0x9
    /// Answers a ping, or says unasked that the sender lives.
    case pong = 0xA

    /// Whether this is a control frame: at most 125 bytes, never fragmented (RFC 6455, section 5.5).
    package var isControl: Bool { rawValue & 0x8 != 0 }
}
