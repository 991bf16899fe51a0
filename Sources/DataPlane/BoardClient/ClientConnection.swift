import EventLoop
import WebSocketWire

/// A board's connection on a poller: the socket, TLS and a `ClientWire` over them. Pings and Close are answered.
/// Confined to the thread of its loop.
package final class ClientConnection {
    /// What arrived, or what happened to the connection.
    package enum Event {
        /// The gateway accepted the upgrade.
        case opened
        /// A whole message.
        case message(Message)
        /// The gateway closes; the answer is on its way.
        case closed(CloseCode?, reason: String)
        /// Nothing more will arrive. The text says why, unless it was an orderly end.
        case ended(String?)
    }

    private enum Stage {
        case connecting, handshaking, talking, ended
    }

    private var session: TLSSession
    private var wire: ClientWire
    private var stage = Stage.connecting
    private var output: [UInt8] = []
    private var sent = 0

    /// What to poll for, and what was last passed to the poller.
    private var interest: Interest = .write
    private var polled: Interest = .write

    /// Starts to connect.
    ///
    /// - Parameters:
    ///   - url: where to, and whom the certificate must be for.
    ///   - tls: which servers are trusted.
    ///   - offersDeflate: whether to offer permessage-deflate.
    ///   - maxMessageBytes: the longest message that the gateway may send, before inflation.
    ///   - ticket: from an earlier connection, to resume.
    ///   - source: the address of this machine to connect from; nil: the kernel chooses.
    ///   - transport: may be that of other connections of this thread.
    /// - Throws: the errors that the kernel reports at once.
    package init(
        to url: BoardURL, _ tls: TLSClientContext, offersDeflate: Bool, maxMessageBytes: Int, ticket: TLSTicket? = nil,
        from source: SocketAddress? = nil, over transport: TLSTransport = TLSTransport()
    ) throws(Errno) {
        session = TLSSession(
            client: tls, socket: try Socket.connect(to: url.address, from: source), serverName: url.serverName,
            ticket: ticket, over: transport)
        wire = ClientWire(url.upgrade(offersDeflate: offersDeflate), maxMessageBytes: maxMessageBytes)
    }

    /// The ticket to come back with; after the upgrade, if the server gives any.
    package var ticket: TLSTicket? { session.ticket }
    /// Whether it came back with a ticket.
    package var isResumed: Bool { session.isResumed }
    /// Whether a close can be sent and answered.
    package var isOpen: Bool { stage == .talking && wire.isOpen }

    /// Starts to be polled.
    package func join(_ poller: borrowing Poller, as token: PollToken) throws(Errno) {
        polled = interest
        try poller.add(session.socket, token: token, interest: interest)
    }

    /// Updates the poller, if what to poll for has changed.
    package func update(_ poller: borrowing Poller, as token: PollToken) {
        guard stage != .ended, polled != interest else { return }
        polled = interest
        poller.modify(session.socket, token: token, interest: interest)
    }

    /// Queues a text message, which goes out with the next `work` or `flush`.
    package func send(_ text: [UInt8]) { wire.send(text) }

    /// Queues a close, if it is open; the gateway's answer comes as `closed`.
    package func close(_ code: CloseCode) {
        guard isOpen else { return }
        wire.close(code)
    }

    /// Does what can be done without waiting, and returns the resulting events; the last event is `ended`. Reads one
    /// record at a time, since the poller says whether there are more.
    package func work(_ buffer: ReadBuffer, _ handle: (Event) -> Void) {
        switch stage {
        case .connecting, .handshaking: finishHandshake(handle)
        case .talking: read(buffer, handle)
        case .ended: return
        }
        flush(handle)
    }

    /// Writes what the kernel takes of what is queued, and reads nothing; so it may be called for one connection while
    /// another one reads.
    package func flush(_ handle: (Event) -> Void) {
        guard stage == .talking else { return }
        if wire.hasOutput { output += wire.takeOutput() }
        guard sent < output.count else { return }
        while sent < output.count {
            switch session.write(output.span.extracting(sent..<output.count)) {
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

    private func end(_ reason: String?, _ handle: (Event) -> Void) {
        guard stage != .ended else { return }
        stage = .ended
        handle(.ended(reason))
    }

    private func finishHandshake(_ handle: (Event) -> Void) {
        if stage == .connecting {
            if let error = Socket.pendingError(session.socket) { return end("no connection: \(error)", handle) }
            stage = .handshaking
        }
        switch session.handshake() {
        case .done:
            stage = .talking
            interest = .read
        case .wantsRead: interest = .read
        case .wantsWrite: interest = .write
        case .failed(let failure): end("TLS: \(failure)", handle)
        }
    }

    private func read(_ buffer: ReadBuffer, _ handle: (Event) -> Void) {
        repeat {
            switch session.read(into: buffer) {
            case .bytes(let count): buffer.withBytes(count) { decode($0, handle) }
            case .wantsRead, .wantsWrite: return
            case .closed: return end(nil, handle)
            case .failed(let failure): return end("TLS: \(failure)", handle)
            }
        } while stage != .ended && session.hasPendingBytes
    }

    private func decode(_ bytes: Span<UInt8>, _ handle: (Event) -> Void) {
        var offset = 0
        do throws(ClientWire.Failure) {
            while stage == .talking, let event = try wire.next(bytes, at: &offset) {
                switch event {
                case .opened: handle(.opened)
                case .incoming(let incoming): take(incoming, handle)
                }
            }
        } catch {
            if case .violation(let violation) = error {
                wire.close(violation.code)
                flush(handle)
            }
            end("\(error)", handle)
        }
    }

    private func take(_ incoming: Incoming, _ handle: (Event) -> Void) {
        wire.answer(incoming)
        switch incoming {
        case .message(let message): handle(.message(message))
        case .ping, .pong: break
        case .close(let code, let reason): handle(.closed(code, reason: reason))
        }
    }
}
