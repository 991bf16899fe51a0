import BoardProtocol
import EventLoop
import Logging
import WebSocketWire

extension BoardLoop {
    /// Closes a board with a code of the table: takes back the state that waits, and sends `message` where there is
    /// one. Does nothing to a connection that is closing already.
    ///
    /// `reason` goes into the Close frame where the table's is too general. `logs`: false where the caller has logged
    /// it itself.
    func closeBoard(
        _ connection: Connection, _ close: BoardClose, detail: String, reason: String? = nil,
        message: SharedFrame? = nil, logs: Bool = true
    ) {
        guard connection.phase == .board, connection.session?.phase != .closing else { return }
        var close = close
        var detail = detail
        var message = message
        if let session = connection.session, session.isFailedAttempt(close),
            !attempts.take(from: connection.peer.ipAddress, at: now), close == .badCredentials
        {
            close = .tooManyAttempts
            detail = "bad credentials, too often from its address"
            message = nil
        }
        connection.cause = close
        log.note(
            now, peer: connection.peer, "closed with \(close.rawValue) \(close.reason): \(detail)",
            by: connection.sayer,
            fault: close.fault, level: logs ? nil : .debug)
        var frames: [EncodedFrame] = []
        if let message { frames.append(message.encoded(as: connection.encoding, with: deflaters)) }
        let frame = FrameWriter.close(CloseCode(rawValue: close.rawValue), reason: reason ?? close.reason)
        frames.append(EncodedFrame(bytes: frame, kind: .transport))
        finish(connection, with: frames)
        connection.session?.startedClosing(at: now, within: limits)
        arm(connection)
    }

    /// The board closes: answers, and ends the connection.
    func answerClose(_ connection: Connection, code: CloseCode?) {
        connection.cause = .normal
        finish(connection, with: [EncodedFrame(bytes: FrameWriter.close(answering: code), kind: .transport)])
        drain(connection)
    }

    /// Sends the one answer of HTTP, and ends the connection.
    func answer(_ connection: Connection, bytes: [UInt8]) {
        answer(connection, EncodedFrame(bytes: bytes, kind: .transport), within: limits.closeMillis)
    }

    /// Sends the one answer of HTTP, gives the peer this many milliseconds to take it, and ends the connection.
    func answer(_ connection: Connection, _ frame: EncodedFrame, within milliseconds: Int64) {
        finish(connection, with: [frame])
        drain(connection, within: milliseconds)
    }

    private func finish(_ connection: Connection, with frames: [EncodedFrame]) {
        unsubscribe(connection)
        connection.outbox.finish(with: frames)
        markDirty(connection)
    }

    /// Ends the connection when all is written, or when the time is over (nil: `closeMillis`). Nothing more is read.
    func drain(_ connection: Connection, within milliseconds: Int64? = nil) {
        connection.phase = .draining
        connection.input = .ignored
        connection.deadline = now + (milliseconds ?? limits.closeMillis)
        connection.endsWhenWritten = true
        arm(connection)
        markDirty(connection)
    }

    /// Says close_notify, and waits for the peer's end: closing at once could reset the connection and lose the last
    /// bytes on the way.
    func endGracefully(_ connection: Connection) {
        if connection.tls.sendCloseNotify() == .wantsWrite {
            connection.holds.insert(.transport)
            watch(connection, [.read, .write])
            return
        }
        connection.endsWhenWritten = false
        Socket.shutdownWrite(connection.tls.socket)
        watch(connection, .read)
    }

    /// The peer ended the connection with close_notify (nil), or it broke.
    func peerEnded(_ connection: Connection, _ failure: TLSFailure?) {
        let reason = failure?.description ?? "closed TLS"
        if connection.phase == .board, connection.session?.phase != .closing {
            log.note(
                now, peer: connection.peer, "board gone without Close: \(reason)", by: connection.sayer,
                fault: fault(of: failure))
        } else if let failure, failure.fault != .network {
            log.note(
                now, peer: connection.peer, "TLS failed: \(reason)", by: connection.sayer, fault: fault(of: failure))
        }
        if let failure, failure.fault != .network { counters.add(.tlsFailures) }
        end(connection, saysSo: failure == nil)
    }

    /// Whose fault a TLS failure is, as the log names it.
    func fault(of failure: TLSFailure?) -> BoardClose.Fault {
        switch failure?.fault {
        case .peer, nil: .board
        case .network: .network
        case .local: .gateway
        }
    }

    /// Takes a connection off the poller; it is freed at the end of the tick. Where its peer has not acknowledged
    /// everything that may be state, it is freed once it has, or reset: the kernel would go on sending it, and nobody
    /// could take it back any more. `saysSo` where the peer ended first and is owed its close_notify (RFC 8446, section
    /// 6.1); one that the kernel has no room for is skipped. With `resets` it is reset at once.
    func end(_ connection: Connection, saysSo: Bool = false, resets: Bool = false) {
        guard connection.phase != .ended else { return }
        unsubscribe(connection)
        poller.remove(connection.tls.socket)
        timers.cancel(connection.slot)
        let close = connection.cause ?? .connectionLost
        if connection.session != nil { counters.closed(close) }
        if connection.isAnnounced { events.append(.closed(id(connection), close)) }
        connection.phase = .ended
        counters.connectionEnded()
        free(connection, saysSo: saysSo, resets: resets)
    }

    private func free(_ connection: Connection, saysSo: Bool, resets: Bool) {
        if resets || connection.session != nil && !connection.hasHadState && hasUnsent(connection) {
            Socket.resetOnClose(connection.tls.socket)
        } else if connection.hasHadState, Socket.unacknowledgedBytes(connection.tls.socket) > 0 {
            retract(connection)
        } else if saysSo {
            _ = connection.tls.sendCloseNotify()
        }
        // One that is being retracted is freed when that is settled.
        if !connection.holds.contains(.acknowledgement) { ended.append(connection) }
    }

    private func hasUnsent(_ connection: Connection) -> Bool {
        Socket.unsentBytes(connection.tls.socket) > 0
    }
}
