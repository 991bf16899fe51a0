import BoardProtocol
import EventLoop
import WebSocketWire

extension BoardLoop {
    /// Carries out what the control plane posted, in order.
    func carryOutCommands() {
        mailbox.drain(into: &commands)
        for command in commands { carryOut(command) }
        commands.removeAll(keepingCapacity: true)
    }

    private func carryOut(_ command: BoardCommand) {
        switch command {
        case .admit(let id, let greeting, let subscription): admit(id, greeting, subscription)
        case .entitle(let id, let welcome, let subscription, let revokes):
            guard let connection = serving(id), !takeBack(connection, revokes: revokes) else { return }
            send(welcome, to: connection)
            subscribe(connection, to: subscription)
        case .close(let id, let message, let close, let revokes):
            guard let connection = board(id), !takeBack(connection, revokes: revokes) else { return }
            closeBoard(connection, close, detail: "by the control plane", message: message)
        case .update(let topic, let frame): publish(frame, to: topic)
        case .snapshot(let topic, let frame, let toAll): deliver(frame, to: topic, toAll: toAll)
        case .barrier(let barrier): barrier.acknowledge()
        case .shutDown(let close, let spread): shutDown(close, spreadMillis: spread)
        }
    }

    private func board(_ id: ConnectionID) -> Connection? {
        guard let connection = table[id.slot, id.generation], connection.phase == .board else { return nil }
        return connection
    }

    private func serving(_ id: ConnectionID) -> Connection? {
        guard let connection = board(id), connection.session?.phase == .serving else { return nil }
        return connection
    }

    private func admit(_ id: ConnectionID, _ greeting: [SharedFrame], _ subscription: Subscription?) {
        guard let connection = board(id), connection.session!.admit() else { return }
        for frame in greeting { send(frame, to: connection) }
        subscribe(connection, to: subscription)
        arm(connection)
    }

    private func send(_ frame: SharedFrame, to connection: Connection) {
        enqueue(frame.encoded(as: connection.encoding, with: deflaters), to: connection)
    }

    private func subscribe(_ connection: Connection, to subscription: Subscription?) {
        guard let subscription else { return }
        let topic = topics[subscription.topic] ?? Topic(id: subscription.topic)
        topics[subscription.topic] = topic
        topic.add(connection)
        send(subscription.snapshot, to: connection)
    }

    /// Takes back what waits under the old entitlement and ends the subscription.
    ///
    /// - Returns: whether the connection had to be reset, because state that was revoked is partly written, held by TLS
    ///   or still in the kernel: there it can only be dropped together with the connection. The board comes back.
    private func takeBack(_ connection: Connection, revokes: Bool) -> Bool {
        connection.topic?.remove(connection)
        connection.needsSnapshot = false
        let isStateCommitted = connection.queue.dropState().isStateCommitted
        guard revokes, isStateCommitted || Socket.unsentBytes(connection.tls.socket) > 0 else { return false }
        counters.add(.resets)
        connection.cause = .connectionLost
        log.note(now, peer: connection.peer, "reset: revoked state was on its way to a slow board", fault: .gateway)
        Socket.resetOnClose(connection.tls.socket)
        end(connection)
        return true
    }

    // MARK: Fan-out

    private func publish(_ frame: SharedFrame, to id: TopicID) {
        guard let topic = topics[id] else { return }
        // Encoded once for each encoding in use, looked up once for each change of encoding along the array.
        var encoding = FrameEncoding.plain
        var encoded = frame.plain
        for connection in topic.subscribers where !connection.needsSnapshot {
            if connection.encoding != encoding {
                encoding = connection.encoding
                encoded = frame.encoded(as: encoding, with: deflaters)
            }
            connection.queue.append(encoded)
            if connection.queue.frameCount > limits.maxQueuedFrames
                || connection.queue.byteCount > limits.maxQueuedBytes
            {
                replaceWithSnapshot(connection)
            } else {
                markDirty(connection)
            }
        }
        counters.add(.framesSent, topic.subscribers.count)
    }

    /// Drops the queued state of a board that is too slow or has seen a gap; it gets a snapshot when it can take one.
    func replaceWithSnapshot(_ connection: Connection) {
        guard connection.topic != nil else { return }
        counters.add(.conflations)
        connection.needsSnapshot = true
        _ = connection.queue.dropState()
        markDirty(connection)
    }

    func requestSnapshot(for connection: Connection) {
        guard let topic = connection.topic, !topic.isSnapshotRequested else { return }
        topic.isSnapshotRequested = true
        events.append(.snapshotWanted(topic.id, loop: index))
    }

    private func deliver(_ frame: SharedFrame, to id: TopicID, toAll: Bool) {
        guard let topic = topics[id] else { return }
        topic.isSnapshotRequested = false
        for connection in topic.subscribers where toAll || connection.needsSnapshot {
            if toAll { _ = connection.queue.dropState() }
            // Not before its queue is empty: else the snapshot would age in the queue.
            guard connection.queue.isEmpty || toAll else { continue }
            connection.needsSnapshot = false
            send(frame, to: connection)
        }
    }

    // MARK: Shutting down

    /// Stops accepting and gives every board its moment to go.
    private func shutDown(_ close: BoardClose, spreadMillis: Int64) {
        isShuttingDown = true
        shutDownClose = close
        goawaySpreadMillis = spreadMillis
        if listener != nil {
            if acceptResumesAt == nil { poller.remove(listener!) }
            acceptResumesAt = nil
            listener = nil
        }
        let connections = table.all.filter { $0.phase != .ended }
        for (position, connection) in connections.enumerated() {
            guard connection.phase == .board else {
                end(connection)
                continue
            }
            let delay = spreadMillis * Int64(position) / Int64(max(connections.count, 1))
            goaways.append((at: now + delay, slot: connection.slot, generation: connection.generation))
        }
    }

    /// Tells the boards whose moment has come.
    func sendGoaways() {
        let due = goaways.prefix { $0.at <= now }
        guard !due.isEmpty else { return }
        for entry in due {
            guard let connection = table[entry.slot, entry.generation] else { continue }
            let hint = Int64.random(in: 0...goawaySpreadMillis)
            closeBoard(
                connection, shutDownClose, detail: "shutting down",
                message: .control(Goaway(retryAfterMillis: Int(hint)).encode()))
        }
        goaways.removeFirst(due.count)
    }
}
