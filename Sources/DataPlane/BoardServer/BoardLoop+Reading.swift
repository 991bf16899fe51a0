import BoardProtocol
import EventLoop
import WebSocketWire

extension BoardLoop {
    /// The poller has something to say about a connection.
    func handle(_ event: Readiness) {
        guard let connection = table[event.token.slot, event.token.generation] else { return }
        if connection.phase == .handshake {
            // The rest stay ready and are told again in the next tick: live boards go first.
            guard handshakesThisTick < limits.maxHandshakesPerTick else { return }
            handshakesThisTick += 1
            handshake(connection)
            return
        }
        if event.isWritable, connection.phase != .ended {
            connection.isBlocked = false
            markDirty(connection)
        }
        if event.isReadable || event.isHangUp, connection.phase != .ended { read(connection) }
    }

    private func handshake(_ connection: Connection) {
        switch connection.tls.handshake() {
        case .done:
            counters.add(.handshakes)
            if connection.tls.isResumed { counters.add(.handshakesResumed) }
            connection.phase = .request
            connection.requestReader = RequestReader(
                limits: RequestReader.Limits(maxHeadBytes: limits.maxRequestHeadBytes))
            watch(connection, writes: false)
            read(connection)
        case .wantsRead: watch(connection, writes: false)
        case .wantsWrite: watch(connection, writes: true)
        case .failed(let failure):
            counters.add(.handshakeFailures)
            log.note(now, peer: connection.peer, "TLS handshake failed: \(failure)", fault: .board)
            end(connection)
        }
    }

    private func read(_ connection: Connection) {
        var budget = limits.maxReadBytesPerTick
        while budget > 0, connection.phase != .ended {
            switch connection.tls.read(into: readBuffer) {
            case .bytes(let count):
                budget -= count
                received(connection, count: count)
                // The poller tells of what the kernel has, so reading until it has nothing would cost a call more.
                if connection.phase == .ended || !connection.tls.hasPendingBytes { return }
            case .wantsRead, .wantsWrite: return
            case .closed:
                peerEnded(connection, "closed TLS")
                return
            case .failed(let failure):
                peerEnded(connection, "\(failure)")
                return
            }
        }
        // The share of this tick is used up. What OpenSSL has taken from the kernel is not seen by the poller: it must
        // be read all the same, and is at most one buffer.
        while connection.phase != .ended, connection.tls.hasPendingBytes {
            guard case .bytes(let count) = connection.tls.read(into: readBuffer) else { return }
            received(connection, count: count)
        }
    }

    private func peerEnded(_ connection: Connection, _ how: String) {
        if connection.phase == .board, connection.session?.phase != .closing {
            connection.cause = connection.cause ?? .connectionLost
            log.note(now, peer: connection.peer, "board gone without Close: \(how)", fault: .board)
        }
        end(connection)
    }

    private func received(_ connection: Connection, count: Int) {
        readBuffer.withBytes(count) { input in
            var offset = 0
            if connection.phase == .request { readRequest(connection, input, at: &offset) }
            while offset < input.count, connection.phase == .board {
                readMessages(connection, input, at: &offset)
            }
        }
    }

    private func readMessages(_ connection: Connection, _ input: Span<UInt8>, at offset: inout Int) {
        do {
            guard let incoming = try connection.messageReader!.next(input, at: &offset) else { return }
            counters.add(.messagesReceived)
            receive(incoming, on: connection)
        } catch {
            // RFC 6455, section 7.1.7: what follows cannot be made sense of, so nothing more is read.
            closeBoard(connection, BoardClose(rawValue: error.code.rawValue) ?? .protocolError, detail: error.reason)
            finishWhenWritten(connection)
        }
    }

    private func receive(_ incoming: Incoming, on connection: Connection) {
        var incoming = incoming
        if case .message(var message) = incoming, message.isCompressed {
            switch inflater.inflate(message.payload, maxBytes: limits.maxMessageBytes) {
            case .bytes(let bytes):
                message.payload = bytes
                message.isCompressed = false
                incoming = .message(message)
            case .tooBig:
                closeBoard(connection, .messageTooBig, detail: "more than \(limits.maxMessageBytes) bytes inflated")
                return
            case .corrupt:
                closeBoard(connection, .invalidPayload, detail: "cannot be inflated")
                return
            }
            if message.opcode == .text, !UTF8Validator.isValid(message.payload) {
                closeBoard(connection, .invalidPayload, detail: "text is not UTF-8")
                return
            }
        }
        react(connection, to: connection.session!.receive(incoming, at: now, within: limits))
    }

    /// Does what the session says.
    func react(_ connection: Connection, to reaction: BoardSession.Reaction) {
        switch reaction {
        case .nothing: break
        case .hello(let hello):
            connection.hasSaidHello = true
            events.append(.hello(id(connection), hello, address: connection.peer.hostText))
            arm(connection)
        case .status(let status):
            if connection.hasSaidHello { events.append(.status(id(connection), status)) }
        case .resync:
            if !connection.needsSnapshot { replaceWithSnapshot(connection) }
        case .pong(let payload):
            if connection.queue.frameCount >= limits.maxQueuedFrames + limits.maxQueuedControlFrames {
                closeBoard(connection, .tooSlow, detail: "pings without reading")
            } else {
                enqueue(EncodedFrame(bytes: FrameWriter.pong(payload), kind: .control), to: connection)
            }
        case .beat(let withHeartbeat):
            enqueue(EncodedFrame(bytes: FrameWriter.ping([]), kind: .control), to: connection)
            if withHeartbeat { enqueue(heartbeat().encoded(as: connection.encoding, with: deflaters), to: connection) }
        case .close(let close, let detail): closeBoard(connection, close, detail: detail)
        case .answerClose(let code):
            connection.cause = connection.cause ?? .normal
            dropQueue(connection)
            enqueue(EncodedFrame(bytes: FrameWriter.close(answering: code), kind: .control), to: connection)
            finishWhenWritten(connection)
        case .end: finishWhenWritten(connection)
        }
    }

    func id(_ connection: Connection) -> ConnectionID {
        ConnectionID(loop: index, slot: connection.slot, generation: connection.generation)
    }

    private func heartbeat() -> SharedFrame {
        .control(Heartbeat(serverTime: Timestamp(milliseconds: Clock.wallMilliseconds())).encode())
    }
}
