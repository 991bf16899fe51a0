import EventLoop
import WebSocketWire

/// A board's connection: TLS, the upgrade and the frames. Confined to the thread of its loop.
final class BoardConnection {
    /// What arrived, or what happened to the connection.
    enum Event {
        /// The gateway accepted the upgrade.
        case opened
        case message(Message)
        /// The gateway closes; the answer is on its way.
        case closed(CloseCode?)
        /// Nothing more will arrive. The text says why, unless it was an orderly end.
        case ended(String?)
    }

    private enum Stage {
        case connecting, handshaking, upgrading, open, ended
    }

    private var session: TLSSession
    private let upgrade: ClientUpgrade
    private var stage = Stage.connecting
    private var head = ResponseReader()
    private let maxMessageBytes: Int
    private var reader: MessageReader
    private var output: [UInt8] = []
    private var sent = 0
    private var hasClosed = false

    /// What to poll for, and what was last passed to the poller.
    private var interest: Interest = .write
    private var polled: Interest = .write

    /// `socket` comes from `Socket.connect`, `serverName` is whom the certificate must be for, and `maxMessageBytes`
    /// bounds what the gateway may send.
    init(
        _ socket: consuming FileHandle, _ context: TLSClientContext, serverName: String, upgrade: ClientUpgrade,
        maxMessageBytes: Int
    ) {
        session = TLSSession(client: context, socket: socket, serverName: serverName)
        self.upgrade = upgrade
        self.maxMessageBytes = maxMessageBytes
        reader = Self.reader(maxMessageBytes, permitsCompression: false)
    }

    private static func reader(_ maxMessageBytes: Int, permitsCompression: Bool) -> MessageReader {
        MessageReader(
            role: .client, limits: MessageReader.Limits(maxMessageBytes: maxMessageBytes),
            permitsCompression: permitsCompression)
    }

    /// Starts to be polled.
    func join(_ poller: borrowing Poller, as token: PollToken) throws(Errno) {
        polled = interest
        try poller.add(session.socket, token: token, interest: interest)
    }

    /// Updates the poller, if what to poll for has changed.
    func update(_ poller: borrowing Poller, as token: PollToken) {
        guard stage != .ended, polled != interest else { return }
        polled = interest
        poller.modify(session.socket, token: token, interest: interest)
    }

    /// Queues a text message.
    func send(_ text: [UInt8]) {
        output += FrameWriter.frame(.text, payload: text, mask: Self.mask())
    }

    /// Queues a close; the gateway's answer comes as `closed`.
    func close(_ code: CloseCode) {
        guard stage == .open, !hasClosed else { return }
        hasClosed = true
        output += FrameWriter.close(code, mask: Self.mask())
    }

    /// Whether a close can be sent and answered.
    var isOpen: Bool { stage == .open }

    /// Does what can be done without waiting, and returns the resulting events. The last event is `ended`.
    func work(_ buffer: ReadBuffer, _ handle: (Event) -> Void) {
        guard stage != .ended else { return }
        guard finishHandshake(handle) else { return }
        read(buffer, handle)
        flush(handle)
    }

    private func end(_ reason: String?, _ handle: (Event) -> Void) {
        guard stage != .ended else { return }
        stage = .ended
        handle(.ended(reason))
    }

    /// Returns whether the handshake is over.
    private func finishHandshake(_ handle: (Event) -> Void) -> Bool {
        if stage == .connecting {
            if let error = Socket.pendingError(session.socket) {
                end("no connection: \(error)", handle)
                return false
            }
            stage = .handshaking
        }
        guard stage == .handshaking else { return true }
        switch session.handshake() {
        case .done:
            stage = .upgrading
            interest = .read
            output = upgrade.request
            return true
        case .wantsRead: interest = .read
        case .wantsWrite: interest = .write
        case .failed(let failure): end("TLS: \(failure)", handle)
        }
        return false
    }

    private func read(_ buffer: ReadBuffer, _ handle: (Event) -> Void) {
        while stage != .ended {
            switch session.read(into: buffer) {
            case .bytes(let count):
                buffer.withBytes(count) { decode($0, handle) }
            case .wantsRead, .wantsWrite:
                return
            case .closed:
                return end(nil, handle)
            case .failed(let failure):
                return end("TLS: \(failure)", handle)
            }
        }
    }

    private func decode(_ bytes: Span<UInt8>, _ handle: (Event) -> Void) {
        var offset = 0
        if stage == .upgrading {
            do throws(UpgradeFailure) {
                guard let response = try head.next(bytes, at: &offset) else { return }
                let deflate = try upgrade.check(response)
                reader = Self.reader(maxMessageBytes, permitsCompression: deflate != nil)
                stage = .open
                handle(.opened)
            } catch {
                return end("no upgrade: \(error.reason)", handle)
            }
        }
        do throws(ProtocolViolation) {
            while stage == .open, let incoming = try reader.next(bytes, at: &offset) {
                take(incoming, handle)
            }
        } catch {
            close(error.code)
            flush(handle)
            end("protocol: \(error.reason)", handle)
        }
    }

    private func take(_ incoming: Incoming, _ handle: (Event) -> Void) {
        switch incoming {
        case .message(let message): handle(.message(message))
        case .ping(let payload): output += FrameWriter.pong(payload, mask: Self.mask())
        case .pong: break
        case .close(let code, _):
            if !hasClosed {
                hasClosed = true
                output += FrameWriter.close(answering: code, mask: Self.mask())
            }
            handle(.closed(code))
        }
    }

    private func flush(_ handle: (Event) -> Void) {
        let pending = output
        while stage != .ended, sent < pending.count {
            switch session.write(pending.span.extracting(sent..<pending.count)) {
            case .wrote(let count): sent += count
            case .wantsWrite:
                interest = [.read, .write]
                return
            case .wantsRead:
                interest = .read
                return
            case .failed(let failure):
                return end("TLS: \(failure)", handle)
            }
        }
        output = []
        sent = 0
        interest = .read
    }

    /// A frame's mask; this client's frames go through TLS, where no proxy can be deceived by them (RFC 6455, section
    /// 10.3), so the system's generator is strong enough.
    private static func mask() -> UInt32 { .random(in: .min ... .max) }
}
