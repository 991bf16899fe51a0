/// Builds frames (RFC 6455, section 5.2). A server's frames have no mask; a client's have a fresh, unpredictable one
/// each (section 5.3).
package enum FrameWriter {
    /// The longest reason of a Close frame in bytes: a control frame without the code (RFC 6455, section 5.5.1).
    package static let longestCloseReason = FrameHeader.longestControlPayload - 2

    /// Appends one frame.
    ///
    /// Programmer errors: a control frame that is fragmented or has more than 125 bytes, and compression of anything
    /// but the first frame of a message.
    ///
    /// - Parameters:
    ///   - opcode: what the frame is.
    ///   - payload: any number of bytes.
    ///   - isFinal: whether the message ends with this frame.
    ///   - isCompressed: whether this is the first frame of a deflated message (RFC 7692, section 6).
    ///   - mask: the masking key as a number whose first byte is the most significant; nil for a server.
    ///   - frames: where to append.
    package static func append(
        _ opcode: Opcode, payload: Span<UInt8>, isFinal: Bool = true, isCompressed: Bool = false, mask: UInt32? = nil,
        to frames: inout [UInt8]
    ) {
        precondition(
            !opcode.isControl || (isFinal && payload.count <= FrameHeader.longestControlPayload),
            "a control frame of \(payload.count) bytes, final: \(isFinal)")
        precondition(!isCompressed || opcode == .text || opcode == .binary, "a compressed frame of \(opcode)")
        frames.reserveCapacity(frames.count + FrameHeader.longest + payload.count)
        frames.append((isFinal ? 0x80 : 0) | (isCompressed ? 0x40 : 0) | opcode.rawValue)
        appendLength(payload.count, maskBit: mask == nil ? 0 : 0x80, to: &frames)
        if let mask { appendNumber(UInt64(mask), bytes: 4, to: &frames) }
        let start = frames.count
        frames.append(payload)
        if let mask { frames.applyMask(MaskingKey(bigEndian: mask), from: start) }
    }

    /// A whole message as one frame. `isCompressed` means that `payload` is deflated (RFC 7692, section 6.1); for
    /// `mask` see `append`.
    package static func frame(
        _ opcode: DataOpcode, payload: [UInt8], isCompressed: Bool = false, mask: UInt32? = nil
    ) -> [UInt8] {
        frame(opcode.opcode, payload: payload, isCompressed: isCompressed, mask: mask)
    }

    /// A Ping frame with at most 125 bytes; more is a programmer error.
    package static func ping(_ payload: [UInt8] = [], mask: UInt32? = nil) -> [UInt8] {
        frame(.ping, payload: payload, mask: mask)
    }

    /// A Pong frame with at most 125 bytes, those of the Ping that it answers (RFC 6455, section 5.5.3); more is a
    /// programmer error.
    package static func pong(_ payload: [UInt8] = [], mask: UInt32? = nil) -> [UInt8] {
        frame(.pong, payload: payload, mask: mask)
    }

    /// A Close frame. A code that may not travel (`CloseCode.isAllowedOnWire`) is a programmer error. The reason is cut
    /// before the character that does not fit into `longestCloseReason` bytes.
    package static func close(_ code: CloseCode, reason: String = "", mask: UInt32? = nil) -> [UInt8] {
        precondition(code.isAllowedOnWire, "close code \(code.rawValue) may not be sent")
        let number = code.rawValue
        var payload = [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
        payload.append(contentsOf: cut(reason))
        return frame(.close, payload: payload, mask: mask)
    }

    /// The Close frame that answers the peer's: with its code, or empty if it had none (RFC 6455, section 5.5.1).
    package static func close(answering code: CloseCode?, mask: UInt32? = nil) -> [UInt8] {
        guard let code else { return frame(.close, payload: [], mask: mask) }
        return close(code, mask: mask)
    }

    private static func frame(
        _ opcode: Opcode, payload: [UInt8], isCompressed: Bool = false, mask: UInt32?
    ) -> [UInt8] {
        var frame: [UInt8] = []
        append(opcode, payload: payload.span, isCompressed: isCompressed, mask: mask, to: &frame)
        return frame
    }

    private static func cut(_ reason: String) -> Substring.UTF8View {
        guard reason.utf8.count > longestCloseReason else { return reason[...].utf8 }
        var end = reason.utf8.index(reason.startIndex, offsetBy: longestCloseReason)
        while reason.utf8[end] & 0xC0 == 0x80 { end = reason.utf8.index(before: end) }
        return reason.utf8[..<end]
    }

    private static func appendLength(_ length: Int, maskBit: UInt8, to frame: inout [UInt8]) {
        switch length {
        case ...125: frame.append(maskBit | UInt8(length))
        case ...0xFFFF:
            frame.append(maskBit | 126)
            appendNumber(UInt64(length), bytes: 2, to: &frame)
        default:
            frame.append(maskBit | 127)
            appendNumber(UInt64(length), bytes: 8, to: &frame)
        }
    }

    private static func appendNumber(_ number: UInt64, bytes width: Int, to frame: inout [UInt8]) {
        for index in (0..<width).reversed() { frame.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(index)))) }
    }
}

/// The 32 bits that a client's payload is XORed with (RFC 6455, section 5.3).
struct MaskingKey: Hashable, Sendable {
    /// The first byte of the key in the lowest eight bits.
    private var bits: UInt32

    /// - Parameter bigEndian: the key as a number whose first byte is the most significant, as it travels.
    init(bigEndian: UInt32) { bits = bigEndian.byteSwapped }

    /// The byte that the payload byte at `index` is XORed with; `index` is 0 or more.
    subscript(index: Int) -> UInt8 { UInt8(truncatingIfNeeded: bits >> (UInt32(truncatingIfNeeded: index & 3) * 8)) }

    /// The key twice, laid out for a load of eight payload bytes from memory.
    var repeated: UInt64 { (UInt64(bits) << 32 | UInt64(bits)).littleEndian }

    /// The key for the payload after its first `count` bytes.
    func advanced(by count: Int) -> MaskingKey {
        var key = self
        let shift = UInt32(truncatingIfNeeded: count & 3) * 8
        key.bits = bits >> shift | bits << ((32 - shift) & 31)
        return key
    }
}
