/// Turns the bytes of one direction of a WebSocket into messages and control frames (RFC 6455, sections 5 and 6.2): a
/// state machine without I/O, for either role.
///
/// | phase | on input | then |
/// | --- | --- | --- |
/// | `header` | collects the head of a frame, checks it, compares its length with the limits | `payload` |
/// | `payload` | unmasks and keeps what has come; text is checked at once | `header`, or `closed` after a Close |
/// | `closed` | is ignored (section 1.4) | `closed` |
/// | `failed` | is refused with the same violation | `failed` |
///
/// At rest it owns no buffer. A payload byte is copied once where its frame arrives in one piece.
package struct MessageReader: Sendable {
    /// The bounds of one message.
    package struct Limits: Hashable, Sendable {
        /// Payload bytes of a message over all its frames, before inflation; 1 ..< 2³¹. The default is the bound of the
        /// boards' protocol (close code 1009). A frame that announces more is refused before any of it is stored.
        package var maxMessageBytes: Int
        /// Frames of one message; 1 … 2³¹. Empty fragments cost no payload, so bytes alone would not bound them.
        package var maxFramesPerMessage: Int

        /// The given bounds. Without `maxFramesPerMessage` a message may come byte by byte, with an empty frame at its end.
        package init(maxMessageBytes: Int = 65_536, maxFramesPerMessage: Int? = nil) {
            precondition((1..<1 << 31).contains(maxMessageBytes), "messages of at most \(maxMessageBytes) bytes")
            let frames = maxFramesPerMessage ?? maxMessageBytes + 1
            precondition((1...1 << 31).contains(frames), "messages in at most \(frames) frames")
            self.maxMessageBytes = maxMessageBytes
            self.maxFramesPerMessage = frames
        }
    }

    private enum Phase {
        case header(FrameHeaderReader)
        case payload(FrameInProgress)
        case closed
        case failed(ProtocolViolation)
    }

    private struct FrameInProgress {
        let opcode: Opcode
        let isFinal: Bool
        /// For the next byte.
        var maskingKey: MaskingKey?
        /// Bytes that have not come yet.
        var missing: Int
    }

    /// The bounds of the messages that begin from now on, and of what is still to come of one that has begun.
    package var limits: Limits
    private let sender: Role
    private let permitsCompression: Bool
    private var phase = Phase.header(FrameHeaderReader())
    /// The data message that has begun. Control frames may come between its frames.
    private var partial: PartialMessage?
    /// The payload so far of the current control frame.
    private var control: [UInt8] = []

    /// A reader at the start of a connection.
    ///
    /// - Parameters:
    ///   - role: of the side that reads: a server takes masked frames alone, a client unmasked ones alone.
    ///   - limits: the bounds of one message.
    ///   - permitsCompression: whether permessage-deflate was negotiated, so that RSV1 has a meaning.
    package init(role: Role, limits: Limits = Limits(), permitsCompression: Bool) {
        self.limits = limits
        self.permitsCompression = permitsCompression
        sender = role == .server ? .client : .server
    }

    /// Whether no frame or message has begun: nothing is stored.
    package var isIdle: Bool {
        guard partial == nil, control.isEmpty else { return false }
        switch phase {
        case .header(let header): return header.isEmpty
        case .payload: return false
        case .closed, .failed: return true
        }
    }

    /// Consumes bytes of `input` from `offset` on (0…count, moved behind what was consumed) until the peer has said one
    /// thing, or all of them: then it returns nil.
    ///
    /// Once it has thrown it holds nothing, and throws the same again.
    package mutating func next(_ input: Span<UInt8>, at offset: inout Int) throws(ProtocolViolation) -> Incoming? {
        precondition(offset >= 0 && offset <= input.count, "reading at \(offset) of \(input.count) bytes")
        do {
            return try advance(input, at: &offset)
        } catch {
            phase = .failed(error)
            partial = nil
            throw error
        }
    }

    private mutating func advance(_ input: Span<UInt8>, at offset: inout Int) throws(ProtocolViolation) -> Incoming? {
        while true {
            switch phase {
            case .header(var reader):
                let header = try reader.next(input, at: &offset, from: sender, permitsCompression: permitsCompression)
                guard let header else {
                    phase = .header(reader)
                    return nil
                }
                phase = .payload(try begin(header))
            case .payload(var frame):
                try take(&frame, from: input, at: &offset)
                guard frame.missing == 0 else {
                    phase = .payload(frame)
                    return nil
                }
                phase = .header(FrameHeaderReader())
                if let incoming = try end(frame) { return incoming }
            case .closed:
                offset = input.count
                return nil
            case .failed(let violation): throw violation
            }
        }
    }

    private mutating func begin(_ header: FrameHeader) throws(ProtocolViolation) -> FrameInProgress {
        switch header.opcode {
        case .text, .binary:
            guard partial == nil else { throw .interruptedMessage }
            partial = PartialMessage(header.opcode == .text ? .text : .binary, isCompressed: header.isCompressed)
        case .continuation:
            guard partial != nil else { throw .unexpectedContinuation }
        case .close, .ping, .pong: break
        }
        if !header.opcode.isControl { try partial?.beginFrame(header.payloadLength, within: limits) }
        // At most 125, or at most `maxMessageBytes`: it fits.
        return FrameInProgress(
            opcode: header.opcode, isFinal: header.isFinal, maskingKey: header.maskingKey,
            missing: Int(header.payloadLength))
    }

    private mutating func take(
        _ frame: inout FrameInProgress, from input: Span<UInt8>, at offset: inout Int
    ) throws(ProtocolViolation) {
        let count = min(frame.missing, input.count - offset)
        let bytes = input.extracting(offset..<offset + count)
        offset += count
        if frame.opcode.isControl {
            let start = control.count
            control.append(bytes)
            if let key = frame.maskingKey { control.applyMask(key, from: start) }
        } else {
            try partial?.append(bytes, unmaskingWith: frame.maskingKey)
        }
        frame.missing -= count
        frame.maskingKey = frame.maskingKey?.advanced(by: count)
    }

    private mutating func end(_ frame: FrameInProgress) throws(ProtocolViolation) -> Incoming? {
        if frame.opcode.isControl {
            let payload = control
            control = []
            switch frame.opcode {
            case .ping: return .ping(payload)
            case .pong: return .pong(payload)
            default:
                let close = try Self.close(payload)
                phase = .closed
                partial = nil
                return close
            }
        }
        guard frame.isFinal else { return nil }
        let message = try partial?.finished()
        partial = nil
        return message.map { .message($0) }
    }

    private static func close(_ payload: [UInt8]) throws(ProtocolViolation) -> Incoming {
        guard payload.count != 1 else { throw .truncatedCloseCode }
        guard payload.count >= 2 else { return .close(nil, reason: "") }
        let code = CloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
        guard code.isAllowedOnWire else { throw .invalidCloseCode }
        guard UTF8Validator.isValid(payload.span.extracting(2..<payload.count)) else { throw .closeReasonNotUTF8 }
        return .close(code, reason: String(decoding: payload[2...], as: UTF8.self))
    }
}
