/// Collects the 2 to 14 bytes of a frame's head, and rejects it as soon as a wrong byte arrives.
struct FrameHeaderReader: Sendable {
    private var bytes = InlineArray<14, UInt8>(repeating: 0)
    private var count: UInt8 = 0

    /// Whether no byte of a head has been read.
    var isEmpty: Bool { count == 0 }

    /// Consumes `input` from `offset` on up to the end of the head; nil if the input ends before that.
    mutating func next(
        _ input: Span<UInt8>, at offset: inout Int, from sender: Role, permitsCompression: Bool
    ) throws(ProtocolViolation) -> FrameHeader? {
        while offset < input.count {
            bytes[Int(count)] = input[offset]
            count += 1
            offset += 1
            if count == 1 { try checkFirstByte(permitsCompression: permitsCompression) }
            if count == 2 { try checkSecondByte(from: sender) }
            if count >= 2, Int(count) == length { return try header() }
        }
        return nil
    }

    private var lengthField: UInt8 { bytes[1] & 0x7F }
    private var isMasked: Bool { bytes[1] & 0x80 != 0 }

    private var lengthBytes: Int {
        switch lengthField {
        case 126: 2
        case 127: 8
        default: 0
        }
    }

    /// Of the whole head, known from its second byte on.
    private var length: Int { 2 + lengthBytes + (isMasked ? 4 : 0) }

    private func checkFirstByte(permitsCompression: Bool) throws(ProtocolViolation) {
        guard bytes[0] & 0x30 == 0 else { throw .reservedBit }
        guard let opcode = Opcode(rawValue: bytes[0] & 0x0F) else { throw .reservedOpcode }
        if opcode.isControl && bytes[0] & 0x80 == 0 { throw .fragmentedControlFrame }
        if bytes[0] & 0x40 != 0 {
            guard permitsCompression && (opcode == .text || opcode == .binary) else { throw .reservedBit }
        }
    }

    private func checkSecondByte(from sender: Role) throws(ProtocolViolation) {
        guard isMasked == (sender == .client) else { throw sender == .client ? .unmaskedFrame : .maskedFrame }
        if bytes[0] & 0x8 != 0 && lengthField > FrameHeader.longestControlPayload { throw .controlFrameTooLong }
    }

    private func header() throws(ProtocolViolation) -> FrameHeader {
        let payloadLength = lengthBytes == 0 ? UInt64(lengthField) : number(at: 2, bytes: lengthBytes)
        switch lengthField {
        case 126: guard payloadLength > 125 else { throw .lengthNotMinimal }
        case 127:
            guard payloadLength > 0xFFFF else { throw .lengthNotMinimal }
            guard payloadLength >> 63 == 0 else { throw .lengthOutOfRange }
        default: break
        }
        let key =
            isMasked ? MaskingKey(bigEndian: UInt32(truncatingIfNeeded: number(at: 2 + lengthBytes, bytes: 4))) : nil
        // `checkFirstByte` lets only known opcodes through.
        return FrameHeader(
            opcode: Opcode(rawValue: bytes[0] & 0x0F)!, isFinal: bytes[0] & 0x80 != 0,
            isCompressed: bytes[0] & 0x40 != 0, maskingKey: key, payloadLength: payloadLength)
    }

    private func number(at start: Int, bytes width: Int) -> UInt64 {
        var number: UInt64 = 0
        for index in start..<start + width { number = number << 8 | UInt64(bytes[index]) }
        return number
    }
}

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

/// Which side of the connection an endpoint is: clients mask what they send, servers don't (RFC 6455, section 5.1).
package enum Role: Hashable, Sendable {
    /// Accepted the connection.
    case server
    /// Opened the connection.
    case client
}

/// What a message is (RFC 6455, section 5.6).
package enum DataOpcode: Hashable, Sendable {
    /// UTF-8.
    case text
    /// Any bytes.
    case binary

    /// The opcode of the message's first frame.
    package var opcode: Opcode {
        switch self {
        case .text: .text
        case .binary: .binary
        }
    }
}

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
    /// Answers a ping, or shows unasked that the sender is alive.
    case pong = 0xA

    /// Whether this is a control frame: at most 125 bytes, never fragmented (RFC 6455, section 5.5).
    package var isControl: Bool { rawValue & 0x8 != 0 }
}
