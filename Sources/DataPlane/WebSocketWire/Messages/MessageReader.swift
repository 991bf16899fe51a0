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
        /// boards' protocol (close code 1009). A frame that announces more is rejected before any of it is stored.
        package var maxMessageBytes: Int
        /// Frames of one message; 1 … 2³¹. Empty fragments cost no payload, so bytes alone would not bound them.
        package var maxFramesPerMessage: Int

        /// The given bounds. Without `maxFramesPerMessage` a message may come byte by byte, with an empty frame at its
        /// end.
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
        /// Bytes still to come.
        var missing: Int
    }

    /// The bounds of the messages that begin from now on, and of the rest of one that has begun.
    package var limits: Limits
    private let sender: Role
    private let permitsCompression: Bool
    private var phase = Phase.header(FrameHeaderReader())
    /// The data message in progress. Control frames may come between its frames.
    private var partial: PartialMessage?
    /// The payload so far of the current control frame.
    private var control: [UInt8] = []

    /// A reader at the start of a connection.
    ///
    /// - Parameters:
    ///   - role: of the side that reads: a server accepts only masked frames, a client only unmasked ones.
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

    /// Consumes bytes of `input` from `offset` on (0…count, moved past what was consumed) until the peer has said one
    /// thing, or all of them: then it returns nil.
    ///
    /// Once it has thrown, it holds nothing and throws the same error again.
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
    /// Whether the payload is deflated. If so, the code that inflates it checks that a text is UTF-8
    /// (`UTF8Validator.isValid`); all other texts have been checked.
    package var isCompressed: Bool

    /// A message as given.
    package init(_ opcode: DataOpcode, payload: [UInt8], isCompressed: Bool = false) {
        self.opcode = opcode
        self.payload = payload
        self.isCompressed = isCompressed
    }
}

/// A message that is not complete yet.
struct PartialMessage: Sendable {
    private(set) var payload: [UInt8] = []
    let opcode: DataOpcode
    let isCompressed: Bool
    private(set) var frameCount: UInt32 = 0
    private var validator = UTF8Validator()

    init(_ opcode: DataOpcode, isCompressed: Bool) {
        self.opcode = opcode
        self.isCompressed = isCompressed
    }

    /// A frame of `length` bytes is about to come. Nothing of it has been stored yet.
    mutating func beginFrame(_ length: UInt64, within limits: MessageReader.Limits) throws(ProtocolViolation) {
        guard length <= UInt64(max(0, limits.maxMessageBytes - payload.count)) else { throw .messageTooBig }
        guard frameCount < limits.maxFramesPerMessage else { throw .tooManyFrames }
        frameCount += 1
    }

    /// Takes a piece of a frame; text is checked as far as it has arrived.
    mutating func append(_ bytes: Span<UInt8>, unmaskingWith key: MaskingKey?) throws(ProtocolViolation) {
        let start = payload.count
        payload.append(bytes)
        if let key { payload.applyMask(key, from: start) }
        if opcode == .text && !isCompressed {
            guard validator.validate(payload, from: start) else { throw .textNotUTF8 }
        }
    }

    /// The last frame has ended.
    func finished() throws(ProtocolViolation) -> Message {
        guard validator.isComplete else { throw .textNotUTF8 }
        return Message(opcode, payload: payload, isCompressed: isCompressed)
    }
}
