/// Collects the 2 to 14 bytes of a frame's head, and refuses it as soon as the byte that is wrong has come.
struct FrameHeaderReader: Sendable {
    private var bytes = InlineArray<14, UInt8>(repeating: 0)
    private var count: UInt8 = 0

    /// Whether no byte of a head has been read.
    var isEmpty: Bool { count == 0 }

    /// Consumes `input` from `offset` on up to the end of the head; nil if the input ends before.
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
        // `checkFirstByte` has let only known opcodes through.
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
