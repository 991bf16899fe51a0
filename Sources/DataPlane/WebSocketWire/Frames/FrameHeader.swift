/// The head of a frame, checked as far as a frame can be checked by itself (RFC 6455, section 5.2).
struct FrameHeader: Sendable {
    /// The longest head: two bytes, eight of length, four of key.
    static let longest = 14
    /// The longest payload of a control frame (RFC 6455, section 5.5).
    static let longestControlPayload = 125

    let opcode: Opcode
    let isFinal: Bool
    /// RSV1: the message that starts here is deflated (RFC 7692, section 6).
    let isCompressed: Bool
    /// Nil for what a server sends.
    let maskingKey: MaskingKey?
    /// 0 ..< 2⁶³; not yet compared with any limit.
    let payloadLength: UInt64
}
