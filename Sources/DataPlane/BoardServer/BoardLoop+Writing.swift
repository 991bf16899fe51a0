import BoardProtocol
import EventLoop
import WebSocketWire

extension BoardLoop {
    /// Puts a frame into the queue of a connection; it leaves at the end of the tick with all else that waits.
    func enqueue(_ frame: EncodedFrame, to connection: Connection) {
        connection.queue.append(frame)
        markDirty(connection)
    }

    func markDirty(_ connection: Connection) {
        guard !connection.isDirty, !connection.isBlocked else { return }
        connection.isDirty = true
        dirty.append(connection)
    }

    /// Writes what waits. A connection that becomes dirty meanwhile is written too.
    func flushDirty() {
        var index = 0
        while index < dirty.count {
            let connection = dirty[index]
            index += 1
            connection.isDirty = false
            if connection.phase != .ended { flush(connection) }
        }
        dirty.removeAll(keepingCapacity: true)
    }

    private func flush(_ connection: Connection) {
        var budget = limits.maxWriteBytesPerTick
        while budget > 0, let chunk = connection.queue.nextChunk(&writeScratch) {
            let offered: Int
            let result: TLSSession.WriteResult
            switch chunk {
            case .frame(let frame, let start):
                offered = frame.bytes.count - start
                result = write(frame, from: start, to: connection)
            case .scratch:
                offered = writeScratch.count
                result = connection.tls.write(writeScratch.span)
            }
            switch result {
            case .wrote(let count):
                budget -= count
                counters.add(.bytesSent, count)
                connection.queue.wrote(count)
                connection.session?.wrote(at: now, isEmpty: connection.queue.isEmpty)
            case .wantsWrite, .wantsRead:
                connection.queue.blocked(offering: offered)
                connection.isBlocked = true
                connection.session?.blocked(at: now)
                watch(connection, writes: true)
                arm(connection)
                return
            case .failed:
                connection.cause = connection.cause ?? .connectionLost
                end(connection)
                return
            }
        }
        if connection.queue.isEmpty {
            watch(connection, writes: false)
            if connection.endsWhenWritten {
                endGracefully(connection)
            } else if connection.needsSnapshot {
                requestSnapshot(for: connection)
            }
        } else {
            // The budget is used up, not the kernel's room: the poller says at once that it can go on.
            watch(connection, writes: true)
        }
    }

    private func write(_ frame: EncodedFrame, from start: Int, to connection: Connection) -> TLSSession.WriteResult {
        let bytes = frame.bytes
        return connection.tls.write(bytes.span.extracting(start..<bytes.count))
    }

    /// Sets what the poller tells about a connection.
    func watch(_ connection: Connection, writes: Bool) {
        guard connection.watchesWrites != writes, connection.phase != .ended else { return }
        connection.watchesWrites = writes
        poller.modify(
            connection.tls.socket, token: connection.pollToken, interest: writes ? [.read, .write] : .read)
    }

    // MARK: Ending

    /// Closes a board with a code of the table, after what is queued that must still be said.
    func closeBoard(_ connection: Connection, _ close: BoardClose, detail: String, message: SharedFrame? = nil) {
        guard connection.phase == .board, connection.session?.phase != .closing else { return }
        connection.cause = connection.cause ?? close
        log.note(now, peer: connection.peer, "closed with \(close.rawValue) \(close.reason): \(detail)", fault: close.fault)
        dropQueue(connection)
        if let message { enqueue(message.encoded(as: connection.encoding, with: deflaters), to: connection) }
        let frame = FrameWriter.close(CloseCode(rawValue: close.rawValue), reason: close.reason)
        enqueue(EncodedFrame(bytes: frame, kind: .control), to: connection)
        connection.session!.startedClosing(at: now, within: limits)
        arm(connection)
    }

    /// Takes back what can be taken back, and ends the subscription.
    func dropQueue(_ connection: Connection) {
        connection.topic?.remove(connection)
        connection.needsSnapshot = false
        _ = connection.queue.dropState()
    }

    /// Ends the connection when its queue is empty, or when `closeMillis` are over.
    func finishWhenWritten(_ connection: Connection) {
        connection.phase = .draining
        connection.deadline = now + limits.closeMillis
        connection.endsWhenWritten = true
        arm(connection)
        markDirty(connection)
    }

    /// Says close_notify, and waits for the peer's end: closing at once could reset the connection and lose the last
    /// bytes on the way.
    private func endGracefully(_ connection: Connection) {
        connection.endsWhenWritten = false
        _ = connection.tls.sendCloseNotify()
        Socket.shutdownWrite(connection.tls.socket)
    }

    /// Takes a connection off the poller; it is freed at the end of the tick.
    func end(_ connection: Connection) {
        guard connection.phase != .ended else { return }
        connection.topic?.remove(connection)
        poller.remove(connection.tls.socket)
        timers.cancel(connection.slot)
        let close = connection.cause ?? .connectionLost
        if connection.session != nil { counters.closed(close) }
        if connection.hasSaidHello { events.append(.closed(id(connection), close)) }
        connection.phase = .ended
        counters.connectionEnded()
        ended.append(connection)
    }
}
