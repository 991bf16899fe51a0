import BoardProtocol
import EventLoop
import Values
import WebSocketWire

/// What arrives on the connections of one loop after the handshake: read from TLS, taken by the reader of requests or
/// of messages, and carried to the session, which says what to do.
final class Receiver {
    private let context: LoopContext
    private let connections: Connections
    private let flusher: Flusher
    private let sender: Sender
    private let requests: Requests
    private let opener = MessageOpener()
    private let readBuffer: ReadBuffer

    init(
        context: LoopContext, connections: Connections, flusher: Flusher, sender: Sender, requests: Requests,
        readBuffer: ReadBuffer
    ) {
        self.context = context
        self.connections = connections
        self.flusher = flusher
        self.sender = sender
        self.requests = requests
        self.readBuffer = readBuffer
    }

    /// Reads one record. The poller reports when there is more, so reading until there is none would only cost a call.
    func read(_ connection: Connection) {
        let maxWithoutData = context.limits.maxRecordsWithoutData
        repeat {
            let result = connection.tls.read(into: readBuffer)
            guard connection.tls.recordsWithoutData <= maxWithoutData else {
                sender.flooded(connection, "more than \(maxWithoutData) records of TLS without data")
                return
            }
            switch result {
            case .bytes(let count): received(connection, count: count)
            case .wantsRead: return
            case .wantsWrite:
                // The bytes that are there would be reported for ever, and none could be read.
                connections.watch(connection, .write)
                return
            case .closed:
                connections.peerEnded(connection, nil)
                return
            case .failed(let failure):
                connections.peerEnded(connection, failure)
                return
            }
            // What a smaller buffer had no room for is with TLS, where the poller does not see it.
        } while connection.phase != .ended && connection.phase != .draining && connection.tls.hasPendingBytes
    }

    private func received(_ connection: Connection, count: Int) {
        readBuffer.withBytes(count) { input in
            var offset = 0
            if case .request = connection.input { requests.read(connection, input, at: &offset) }
            if case .messages = connection.input {
                connection.session?.heard()
                readMessages(connection, input, at: &offset)
            }
        }
    }

    private func readMessages(_ connection: Connection, _ input: Span<UInt8>, at offset: inout Int) {
        guard case .messages(var reader) = connection.takeInput() else { preconditionFailure("no messages are read") }
        do {
            while connection.phase == .board {
                guard let incoming = try reader.next(input, at: &offset) else {
                    connection.input = .messages(reader)
                    return
                }
                context.counters.add(.messagesReceived)
                receive(incoming, on: connection)
            }
        } catch {
            let close = BoardClose(rawValue: error.code.rawValue) ?? .protocolError
            let reason = error == .messageTooBig ? Self.tooBig(reader.limits.maxMessageBytes) : error.reason
            sender.fail(connection, close, reason: reason)
        }
    }

    private func receive(_ incoming: Incoming, on connection: Connection) {
        var incoming = incoming
        // Of a connection that is closing only the peer's Close matters.
        if case .message(var message) = incoming, message.isCompressed, connection.session?.phase != .closing {
            let most = connection.session?.maxMessageBytes(within: context.limits) ?? 0
            switch opener.open(&message, maxBytes: most) {
            case nil: incoming = .message(message)
            case .tooBig:
                sender.fail(connection, .messageTooBig, reason: Self.tooBig(most) + " after inflation")
                return
            case .corrupt:
                sender.fail(connection, .invalidPayload, reason: "the message does not inflate")
                return
            case .notUTF8:
                sender.fail(connection, .invalidPayload, reason: ProtocolViolation.textNotUTF8.reason)
                return
            }
        }
        guard let reaction = connection.session?.receive(incoming, at: context.now, within: context.limits) else {
            preconditionFailure("a message before the upgrade")
        }
        if case .close(let close, let detail) = reaction {
            sender.fail(connection, close, reason: "\(close.reason): \(detail)", detail: detail)
        } else {
            react(connection, to: reaction)
        }
    }

    private static func tooBig(_ most: Int) -> String { "a message of more than \(most) bytes" }

    /// Discards what still arrives on a connection whose conversation is over, up to a bound, until the peer ends it
    /// too.
    func discard(_ connection: Connection) {
        switch Socket.discard(connection.tls.socket, atMost: context.limits.maxReadBytesPerTick * 4) {
        case .bytes(let count):
            connection.discardedBytes += count
            guard connection.discardedBytes > context.limits.maxDiscardedBytes else { return }
            connections.end(connection, resets: true)
        case .wouldBlock: return
        case .end, .failed: connections.end(connection)
        }
    }

    /// Does what the session says.
    func react(_ connection: Connection, to reaction: BoardSession.Reaction) {
        switch reaction {
        case .nothing: break
        case .hello(let hello): announce(connection, hello)
        case .status(let status): context.outcome.report(.status(connections.id(connection), status))
        case .answered: context.outcome.report(.answered(connections.id(connection)))
        case .resync:
            guard connection.topic != nil, !connection.outbox.needsSnapshot else { return }
            context.counters.add(.conflations)
            connection.outbox.startAnew()
            flusher.markDirty(connection)
        case .echo(let message): sender.say(.control(message.payload, as: message.opcode), to: connection)
        case .pong(let payload):
            sender.say(EncodedFrame(bytes: FrameWriter.pong(payload), kind: .transport), to: connection)
        case .beat(let withHeartbeat):
            connection.tls.forgetRecordsWithoutData()
            guard sender.ping(connection), withHeartbeat else { return }
            let time = Instant(milliseconds: Clock.wallMilliseconds())
            sender.say(.control(Heartbeat(serverTime: time).encode()), to: connection)
        case .close(let close, let detail): sender.closeBoard(connection, close, detail: detail)
        case .answerClose(let code): sender.answerClose(connection, code: code)
        case .end: sender.drain(connection)
        case .giveUp: connections.end(connection)
        }
    }

    private func announce(_ connection: Connection, _ hello: Hello) {
        // A board with a credential is judged by it. One without takes up a place where boards wait to be paired.
        if hello.credentials == .none, !sender.takeAttempt(of: connection) {
            sender.closeBoard(connection, .tooManyAttempts, detail: "too many without a token from its address")
            return
        }
        connection.isAnnounced = true
        context.outcome.report(.hello(connections.id(connection), hello, address: connection.peer.hostText))
        connections.arm(connection)
    }
}
