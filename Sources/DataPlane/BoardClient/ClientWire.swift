import WebSocketWire

/// The board's end of a WebSocket, without I/O: bytes of the gateway become events, and what the board says becomes
/// bytes that the caller writes.
///
/// Nothing is answered by itself, so that a caller can also be a board that does not answer: `answer` does what RFC
/// 6455 asks of one that does.
package struct ClientWire: Sendable {
    /// What the gateway's bytes mean.
    package enum Event: Hashable, Sendable {
        /// The gateway accepted the upgrade, with or without permessage-deflate.
        case opened(isDeflated: Bool)
        /// A message or a control frame.
        case incoming(Incoming)
    }

    /// Why nothing more can be read.
    package enum Failure: Error, Hashable, Sendable {
        case upgrade(UpgradeFailure)
        case violation(ProtocolViolation)
    }

    private let upgrade: ClientUpgrade
    private let maxMessageBytes: Int
    private var head = ResponseReader()
    /// nil until the gateway has accepted the upgrade.
    private var reader: MessageReader?
    private var output: [UInt8]
    private var hasClosed = false

    /// A connection whose first output is the request. `maxMessageBytes` bounds what the gateway may send, 1 ..< 2³¹.
    package init(_ upgrade: ClientUpgrade, maxMessageBytes: Int) {
        self.upgrade = upgrade
        self.maxMessageBytes = maxMessageBytes
        output = upgrade.request
    }

    /// Whether the gateway has accepted the upgrade.
    package var isOpen: Bool { reader != nil }

    /// Whether there is something to write.
    package var hasOutput: Bool { !output.isEmpty }

    /// What is to be written next; it is the caller's from now on.
    package mutating func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }

    // MARK: Reading

    /// The next event of `bytes` from `offset` on, which is moved behind what was read; nil when more bytes are needed.
    package mutating func next(_ bytes: Span<UInt8>, at offset: inout Int) throws(Failure) -> Event? {
        guard reader != nil else { return try open(bytes, at: &offset) }
        do throws(ProtocolViolation) {
            return try reader?.next(bytes, at: &offset).map { .incoming($0) }
        } catch {
            throw .violation(error)
        }
    }

    private mutating func open(_ bytes: Span<UInt8>, at offset: inout Int) throws(Failure) -> Event? {
        do throws(UpgradeFailure) {
            guard let response = try head.next(bytes, at: &offset) else { return nil }
            let isDeflated = try upgrade.check(response) != nil
            reader = MessageReader(
                role: .client, limits: MessageReader.Limits(maxMessageBytes: maxMessageBytes),
                permitsCompression: isDeflated)
            return .opened(isDeflated: isDeflated)
        } catch {
            throw .upgrade(error)
        }
    }

    // MARK: Saying

    /// Queues a text message.
    package mutating func send(_ text: [UInt8]) {
        output += FrameWriter.frame(.text, payload: text, mask: Self.mask())
    }

    /// Queues a Ping of at most 125 bytes.
    package mutating func ping(_ payload: [UInt8]) {
        output += FrameWriter.ping(payload, mask: Self.mask())
    }

    /// Queues a Close, once, and not before the upgrade.
    package mutating func close(_ code: CloseCode) {
        guard isOpen, !hasClosed else { return }
        hasClosed = true
        output += FrameWriter.close(code, mask: Self.mask())
    }

    /// Queues the answer that the frame requires: a Pong (RFC 6455, section 5.5.2), or a Close unless one was sent
    /// (section 5.5.1).
    package mutating func answer(_ incoming: Incoming) {
        switch incoming {
        case .ping(let payload): output += FrameWriter.pong(payload, mask: Self.mask())
        case .close(let code, _):
            guard !hasClosed else { return }
            hasClosed = true
            output += FrameWriter.close(answering: code, mask: Self.mask())
        case .message, .pong: break
        }
    }

    /// A frame's mask; this client's frames go through TLS, where no proxy can be deceived by them (RFC 6455, section
    /// 10.3), so the system's generator is strong enough.
    private static func mask() -> UInt32 { .random(in: .min ... .max) }
}

extension ClientWire.Failure: CustomStringConvertible {
    /// For a log or a count of losses.
    package var description: String {
        switch self {
        case .upgrade(let failure): "no upgrade: \(failure.reason)"
        case .violation(let violation): "protocol: \(violation.reason)"
        }
    }
}
