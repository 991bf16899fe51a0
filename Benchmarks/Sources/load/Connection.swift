import EventLoop
import WebSocketWire

/// One WebSocket: TLS, the upgrade, the frames. Confined to the thread of its crowd.
final class Connection {
    /// What arrived, or what happened to the connection.
    enum Event {
        /// The server accepted the upgrade.
        case opened
        case message(Message)
        /// Nothing more will arrive; the text says why.
        case ended(String)
    }

    private enum Stage {
        case connecting, handshaking, upgrading, open, ended
    }

    private var session: TLSSession
    private let upgrade: ClientUpgrade
    private var stage = Stage.connecting
    private var head = ResponseReader()
    private var reader = MessageReader(role: .client, permitsCompression: false)
    private var output: [UInt8] = []
    private var sent = 0
    private var interest = Interest.write
    private var polled = Interest.write

    /// The longest message, in bytes: more than a snapshot of a large view.
    private static let longestMessage = 16 * 1_048_576

    /// Starts to connect; throws the errors that the kernel reports at once.
    init(_ target: Target, ticket: TLSTicket?, over transport: TLSTransport) throws(Errno) {
        session = TLSSession(
            client: target.tls, socket: try Socket.connect(to: target.address), serverName: target.serverName,
            ticket: ticket, over: transport)
        upgrade = target.upgrade()
    }

    /// The ticket to come back with; after the upgrade, if the server gives any.
    var ticket: TLSTicket? { session.ticket }
    /// Whether it came back with a ticket.
    var isResumed: Bool { session.isResumed }

    /// Starts to be polled.
    func join(_ poller: borrowing Poller, as token: PollToken) throws(Errno) {
        try poller.add(session.socket, token: token, interest: interest)
    }

    /// Queues a text and sends it with the next `work`.
    func send(_ text: [UInt8]) {
        output += FrameWriter.frame(.text, payload: text, mask: .random(in: .min ... .max))
    }

    /// Does what can be done without waiting: one record at a time, since the poller says if there are more.
    func work(_ buffer: ReadBuffer, _ poller: borrowing Poller, _ token: PollToken, _ handle: (Event) -> Void) {
        guard stage != .ended else { return }
        if stage == .connecting || stage == .handshaking {
            if finishHandshake(handle) { flush(handle) }
        } else {
            read(buffer, handle)
            if sent < output.count { flush(handle) }
        }
        guard stage != .ended, polled != interest else { return }
        polled = interest
        poller.modify(session.socket, token: token, interest: interest)
    }

    private func end(_ reason: String, _ handle: (Event) -> Void) {
        guard stage != .ended else { return }
        stage = .ended
        handle(.ended(reason))
    }

    private func finishHandshake(_ handle: (Event) -> Void) -> Bool {
        if stage == .connecting {
            if let error = Socket.pendingError(session.socket) {
                end("no connection: \(error)", handle)
                return false
            }
            stage = .handshaking
        }
        switch session.handshake() {
        case .done:
            stage = .upgrading
            output = upgrade.request
            return true
        case .wantsRead: interest = .read
        case .wantsWrite: interest = .write
        case .failed(let failure): end("TLS: \(failure)", handle)
        }
        return false
    }

    private func read(_ buffer: ReadBuffer, _ handle: (Event) -> Void) {
        repeat {
            switch session.read(into: buffer) {
            case .bytes(let count): buffer.withBytes(count) { decode($0, handle) }
            case .wantsRead, .wantsWrite: return
            case .closed: return end("closed by the server", handle)
            case .failed(let failure): return end("TLS: \(failure)", handle)
            }
        } while stage != .ended && session.hasPendingBytes
    }

    private func decode(_ bytes: Span<UInt8>, _ handle: (Event) -> Void) {
        var offset = 0
        if stage == .upgrading {
            do throws(UpgradeFailure) {
                guard let response = try head.next(bytes, at: &offset) else { return }
                let deflate = try upgrade.check(response)
                reader = MessageReader(
                    role: .client, limits: MessageReader.Limits(maxMessageBytes: Self.longestMessage),
                    permitsCompression: deflate != nil)
                stage = .open
                handle(.opened)
            } catch {
                return end("no upgrade: \(error.reason)", handle)
            }
        }
        do throws(ProtocolViolation) {
            while stage == .open, let incoming = try reader.next(bytes, at: &offset) {
                switch incoming {
                case .message(let message): handle(.message(message))
                case .ping(let payload): output += FrameWriter.pong(payload, mask: .random(in: .min ... .max))
                case .pong: break
                case .close(let code, let reason): end("close \(code?.rawValue ?? 1005) \(reason)", handle)
                }
            }
        } catch {
            end("protocol: \(error.reason)", handle)
        }
    }

    private func flush(_ handle: (Event) -> Void) {
        while stage != .ended, sent < output.count {
            switch session.write(output.span.extracting(sent..<output.count)) {
            case .wrote(let count): sent += count
            case .wantsWrite:
                interest = [.read, .write]
                return
            case .wantsRead:
                interest = .read
                return
            case .failed(let failure): return end("TLS: \(failure)", handle)
            }
        }
        output = []
        sent = 0
        interest = .read
    }
}
