import BoardProtocol
import EventLoop
import WebSocketWire

extension BoardLoop {
    // MARK: What waits

    /// Adds a message that must be sent.
    ///
    /// - Returns: false if the board has left too much waiting: it is being closed.
    @discardableResult
    func say(_ message: SharedFrame, to connection: Connection) -> Bool {
        say(message.encoded(as: connection.encoding, with: deflaters), to: connection)
    }

    /// Adds messages that must be sent, in order.
    ///
    /// - Returns: false if the board has left too much waiting: it is being closed.
    func say(_ messages: [SharedFrame], to connection: Connection) -> Bool {
        messages.allSatisfy { say($0, to: connection) }
    }

    /// Adds a frame that must be sent; it leaves at the end of the tick with all else that waits.
    ///
    /// - Returns: false if the board has left too much waiting: it is being closed.
    @discardableResult
    func say(_ frame: EncodedFrame, to connection: Connection) -> Bool {
        guard connection.outbox.say(frame, within: limits) else {
            closeBoard(connection, .tooSlow, detail: "\(connection.outbox.queue.frameCount) frames wait")
            return false
        }
        markDirty(connection)
        return true
    }

    /// Gives a subscriber a snapshot in place of the state that waits.
    func replaceState(of connection: Connection, with snapshot: SharedFrame) {
        connection.outbox.replace(with: snapshot.encoded(as: connection.encoding, with: deflaters))
        markDirty(connection)
    }

    func unsubscribe(_ connection: Connection) {
        guard let topic = connection.topic else { return }
        topic.remove(connection)
        // Once the last subscriber is gone, the request to the control plane is forgotten too.
        if topic.subscribers.isEmpty { topics[topic.id] = nil }
    }

    func markDirty(_ connection: Connection) {
        guard !connection.isDirty, !connection.isBlocked else { return }
        connection.isDirty = true
        dirty.append(connection)
    }

    // MARK: Writing

    /// Writes what waits. A connection that becomes dirty meanwhile is written too.
    func flushDirty() {
        var index = 0
        while index < dirty.count {
            let connection = dirty[index]
            index += 1
            connection.isDirty = false
            if connection.phase != .ended, !connection.isBlocked { flush(connection) }
        }
        dirty.removeAll(keepingCapacity: true)
        guard bytesSentThisTick > 0 else { return }
        counters.add(.bytesSent, bytesSentThisTick)
        bytesSentThisTick = 0
    }

    /// Whatever was published in this tick is written now, or waits for boards that do not read.
    func observePushDelays() {
        guard !publishedThisTick.isEmpty else { return }
        let micros = Clock.monotonicMicroseconds()
        for madeAt in publishedThisTick { counters.pushDelays.observe(micros: micros - madeAt) }
        publishedThisTick.removeAll(keepingCapacity: true)
    }

    /// Writes what waits for a connection, up to the bound of a tick.
    func flush(_ connection: Connection) {
        guard !inbox.holdsBack else {
            heldBack.append(connection)
            return
        }
        var budget = limits.maxWriteBytesPerTick
        while budget > 0, let chunk = connection.outbox.queue.nextChunk(&writeScratch) {
            let offered: Int
            let result: TLSSession.WriteResult
            switch chunk {
            case .frame(let frame, let start, let count):
                offered = count
                result = write(frame, start..<start + count, to: connection)
            case .scratch:
                offered = writeScratch.count
                result = connection.tls.write(writeScratch.span)
            }
            switch result {
            case .wrote(let count):
                budget -= count
                bytesSentThisTick += count
                let isMessage = connection.outbox.wrote(count)
                connection.session?.wrote(at: now, isMessage: isMessage)
            case .wantsWrite:
                connection.outbox.blocked(offering: offered)
                block(connection, until: .write)
                return
            case .wantsRead:
                block(connection, until: .read)
                return
            case .failed(let failure):
                peerEnded(connection, failure)
                return
            }
        }
        guard connection.outbox.queue.isEmpty else {
            // The budget is used up, not the kernel's room: the poller reports at once that it can go on.
            watchWritable(connection)
            return
        }
        if connection.endsWhenWritten {
            endGracefully(connection)
            return
        }
        if connection.interest.contains(.write) {
            watch(connection, .read)
            arm(connection)
        }
        if connection.outbox.wantsSnapshot { requestSnapshot(for: connection) }
    }

    private func write(
        _ frame: EncodedFrame, _ range: Range<Int>, to connection: Connection
    ) -> TLSSession.WriteResult {
        let bytes = frame.bytes
        return connection.tls.write(bytes.span.extracting(range))
    }

    /// Stops offering until the poller says that the socket can be written or, where TLS first needs the rest of a
    /// record, read.
    private func block(_ connection: Connection, until interest: Interest) {
        connection.holds.insert(.transport)
        connection.session?.blocked(at: now)
        if interest == .write { watchWritable(connection) } else { watch(connection, .read) }
        arm(connection)
    }

    private func watchWritable(_ connection: Connection) {
        watch(connection, connection.readsAfterWriting ? .write : connection.interest.union(.write))
    }

    private func requestSnapshot(for connection: Connection) {
        guard let topic = connection.topic, !topic.isSnapshotRequested else { return }
        topic.isSnapshotRequested = true
        events.append(.snapshotWanted(topic.id, loop: index))
    }

    /// Sets what the poller reports about a connection.
    func watch(_ connection: Connection, _ interest: Interest) {
        guard connection.interest != interest else { return }
        connection.interest = interest
        poller.modify(connection.tls.socket, token: connection.pollToken, interest: interest)
    }
}
