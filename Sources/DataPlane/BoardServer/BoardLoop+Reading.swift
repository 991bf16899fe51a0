import BoardProtocol
import EventLoop
import Values
import WebSocketWire

extension BoardLoop {
    /// The poller has something to say about a connection.
    func handle(_ event: Readiness) {
        guard let connection = table[event.token.slot, event.token.generation], connection.phase != .ended
        else { return }
        if connection.phase == .proxyHeader {
            readProxyHeader(connection)
            return
        }
        if connection.phase == .handshake {
            // The rest stay ready and are reported again in the next tick: live boards go first.
            guard connecting.allows(after: handshakesThisTick, least: limits.maxHandshakesPerTick) else {
                isHandshakeLeftOver = true
                return
            }
            handshakesThisTick += 1
            let began = Clock.monotonicMicroseconds()
            handshake(connection)
            connecting.spend(Clock.monotonicMicroseconds() - began)
            return
        }
        if connection.readsAfterWriting {
            unblock(connection)
            return
        }
        if connection.phase == .draining {
            if event.isReadable || event.isHangUp { discard(connection) }
            if connection.phase != .ended, event.isWritable { unblock(connection) }
            return
        }
        let readWaitedForWrite = !connection.interest.contains(.read)
        if readWaitedForWrite, event.isWritable || event.isHangUp { watch(connection, .read) }
        if event.isReadable || event.isHangUp || readWaitedForWrite { read(connection) }
        // Blocked without `.write` asked for: writing waited for what was just read.
        if connection.phase != .ended, event.isWritable || !connection.interest.contains(.write) { unblock(connection) }
    }

    private func unblock(_ connection: Connection) {
        guard connection.holds.contains(.transport) || connection.interest.contains(.write) else { return }
        connection.holds.remove(.transport)
        if connection.isBlocked { stopWriting(connection) } else { markDirty(connection) }
    }

    private func handshake(_ connection: Connection) {
        guard connection.handshakeTurns < limits.maxHandshakeTurns else {
            flooded(connection, "a handshake in more than \(limits.maxHandshakeTurns) turns")
            return
        }
        connection.handshakeTurns += 1
        switch connection.tls.handshake() {
        case .done:
            counters.add(.handshakes)
            if connection.tls.isResumed { counters.add(.handshakesResumed) }
            if let parking { connection.tls.park(in: parking) }
            connection.phase = .request
            connection.input = .request(
                RequestReader(limits: RequestReader.Limits(maxHeadBytes: limits.maxRequestHeadBytes)))
            watch(connection, .read)
            read(connection)
        case .wantsRead: watch(connection, .read)
        case .wantsWrite: watch(connection, .write)
        case .failed(let failure):
            counters.add(.handshakeFailures)
            log.note(
                now, peer: connection.peer, "TLS handshake failed: \(failure)", by: .stranger,
                fault: fault(of: failure))
            end(connection)
        }
    }

    /// Reads one record. The poller reports when there is more, so reading until there is none would only cost a call.
    private func read(_ connection: Connection) {
        repeat {
            let result = connection.tls.read(into: readBuffer)
            guard connection.tls.recordsWithoutData <= limits.maxRecordsWithoutData else {
                flooded(connection, "more than \(limits.maxRecordsWithoutData) records of TLS without data")
                return
            }
            switch result {
            case .bytes(let count): received(connection, count: count)
            case .wantsRead: return
            case .wantsWrite:
                // The bytes that are there would be reported for ever, and none could be read.
                watch(connection, .write)
                return
            case .closed:
                peerEnded(connection, nil)
                return
            case .failed(let failure):
                peerEnded(connection, failure)
                return
            }
            // What a smaller buffer had no room for is with TLS, where the poller does not see it.
        } while connection.phase != .ended && connection.phase != .draining && connection.tls.hasPendingBytes
    }

    /// The peer keeps TLS busy and says nothing.
    private func flooded(_ connection: Connection, _ reason: String) {
        counters.add(.recordFloods)
        if connection.phase == .board {
            closeBoard(connection, .tooManyAttempts, detail: reason)
            drain(connection)
            return
        }
        log.note(now, peer: connection.peer, reason, by: connection.sayer, fault: .board)
        end(connection)
    }

    private func received(_ connection: Connection, count: Int) {
        readBuffer.withBytes(count) { input in
            var offset = 0
            if case .request = connection.input { readRequest(connection, input, at: &offset) }
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
                counters.add(.messagesReceived)
                receive(incoming, on: connection)
            }
        } catch {
            let close = BoardClose(rawValue: error.code.rawValue) ?? .protocolError
            let reason = error == .messageTooBig ? Self.tooBig(reader.limits.maxMessageBytes) : error.reason
            fail(connection, close, reason: reason)
        }
    }

    private func receive(_ incoming: Incoming, on connection: Connection) {
        var incoming = incoming
        // Of a connection that is closing only the peer's Close matters.
        if case .message(var message) = incoming, message.isCompressed, connection.session?.phase != .closing {
            let most = connection.session?.maxMessageBytes(within: limits) ?? 0
            switch inflater.inflate(message.payload, maxBytes: most) {
            case .bytes(let bytes):
                message.payload = bytes
                message.isCompressed = false
                incoming = .message(message)
            case .tooBig:
                fail(connection, .messageTooBig, reason: Self.tooBig(most) + " after inflation")
                return
            case .corrupt:
                fail(connection, .invalidPayload, reason: "the message does not inflate")
                return
            }
            if message.opcode == .text, !UTF8Validator.isValid(message.payload) {
                fail(connection, .invalidPayload, reason: ProtocolViolation.textNotUTF8.reason)
                return
            }
        }
        guard let reaction = connection.session?.receive(incoming, at: now, within: limits) else {
            preconditionFailure("a message before the upgrade")
        }
        if case .close(let close, let detail) = reaction {
            fail(connection, close, reason: "\(close.reason): \(detail)", detail: detail)
        } else {
            react(connection, to: reaction)
        }
    }

    private static func tooBig(_ most: Int) -> String { "a message of more than \(most) bytes" }

    /// Fails the connection of a peer that broke the rules (RFC 6455, section 7.1.7): the Close, and the end. What
    /// follows makes no sense or is not worth the work, so nothing more is decrypted, parsed or inflated.
    private func fail(_ connection: Connection, _ close: BoardClose, reason: String, detail: String? = nil) {
        closeBoard(connection, close, detail: detail ?? reason, reason: reason)
        drain(connection)
    }

    /// Discards what still arrives on a connection whose conversation is over, up to a bound, until the peer ends it
    /// too.
    private func discard(_ connection: Connection) {
        switch Socket.discard(connection.tls.socket, atMost: limits.maxReadBytesPerTick * 4) {
        case .bytes(let count):
            connection.discardedBytes += count
            guard connection.discardedBytes > limits.maxDiscardedBytes else { return }
            end(connection, resets: true)
        case .wouldBlock: return
        case .end, .failed: end(connection)
        }
    }

    /// Does what the session says.
    func react(_ connection: Connection, to reaction: BoardSession.Reaction) {
        switch reaction {
        case .nothing: break
        case .hello(let hello):
            // A board with a credential is judged by it. One without takes up a place where boards wait to be paired.
            if hello.credentials == .none, !attempts.take(from: connection.peer.ipAddress, at: now) {
                closeBoard(connection, .tooManyAttempts, detail: "too many without a token from its address")
                return
            }
            connection.isAnnounced = true
            events.append(.hello(id(connection), hello, address: connection.peer.hostText))
            arm(connection)
        case .status(let status): events.append(.status(id(connection), status))
        case .answered: events.append(.answered(id(connection)))
        case .resync:
            guard connection.topic != nil, !connection.outbox.needsSnapshot else { return }
            counters.add(.conflations)
            connection.outbox.startAnew()
            markDirty(connection)
        case .echo(let message): say(.control(message.payload, as: message.opcode), to: connection)
        case .pong(let payload):
            say(EncodedFrame(bytes: FrameWriter.pong(payload), kind: .transport), to: connection)
        case .beat(let withHeartbeat):
            connection.tls.forgetRecordsWithoutData()
            guard ping(connection), withHeartbeat else { return }
            let time = Instant(milliseconds: Clock.wallMilliseconds())
            _ = say(.control(Heartbeat(serverTime: time).encode()), to: connection)
        case .close(let close, let detail): closeBoard(connection, close, detail: detail)
        case .answerClose(let code): answerClose(connection, code: code)
        case .end: drain(connection)
        case .giveUp: end(connection)
        }
    }

    /// Sends the ping that the session expects. Returns false if the connection was closed instead.
    func ping(_ connection: Connection) -> Bool {
        let payload = connection.session?.pingPayload ?? []
        return say(EncodedFrame(bytes: FrameWriter.ping(payload), kind: .transport), to: connection)
    }

    func id(_ connection: Connection) -> ConnectionID {
        ConnectionID(loop: index, slot: connection.slot, generation: connection.generation)
    }
}
