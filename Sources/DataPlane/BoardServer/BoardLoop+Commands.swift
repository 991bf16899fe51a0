import BoardProtocol
import EventLoop
import WebSocketWire

extension BoardLoop {
    /// Carries out what the control plane posted, in order.
    func carryOutCommands() {
        // Before what was posted is taken: what is posted after that holds back this turn in vain, which is no harm.
        inbox.lowerFence()
        let isSomethingLost = inbox.takeOverflow()
        inbox.mailbox.drain(into: &commands)
        for command in commands { carryOut(command) }
        commands.removeAll(keepingCapacity: true)
        if isSomethingLost { dropEverybody() }
        for connection in heldBack where connection.phase != .ended { markDirty(connection) }
        heldBack.removeAll(keepingCapacity: true)
    }

    /// A command about some connection never reached the loop: none is trusted any more.
    private func dropEverybody() {
        let connections = table.all.filter { $0.phase != .ended }
        log.note(
            now, peer: nil, "\(connections.count) connections reset: the loop stood still and missed commands",
            by: .gateway, fault: .gateway)
        counters.add(.resets, connections.count)
        for connection in connections {
            connection.cause = connection.cause ?? .overloaded
            end(connection, resets: true)
        }
    }

    private func carryOut(_ command: BoardCommand) {
        switch command {
        case .admit(let id, let greeting, let subscription, let isGuest):
            admit(id, greeting, subscription, isGuest: isGuest)
        case .entitle(let id, let messages, let subscription, let revokes):
            guard let connection = connection(id), !takeBack(connection, revokes: revokes),
                connection.session?.phase == .serving, say(messages, to: connection)
            else { return }
            welcome(connection)
            subscribe(connection, to: subscription)
        case .say(let id, let message):
            guard let connection = connection(id), connection.session?.phase == .serving else { return }
            // It goes behind what was published before it.
            if let topic = connection.topic { queuePublications(of: topic) }
            _ = say(message, to: connection)
        case .probe(let id):
            guard let connection = connection(id), connection.session?.probe(at: now) == true else { return }
            _ = ping(connection)
        case .close(let id, let message, let close, let revokes):
            guard let connection = connection(id), !takeBack(connection, revokes: revokes) else { return }
            closeBoard(connection, close, detail: "by the control plane", message: message, logs: false)
        case .update(let topic, let frame): publish(frame, to: topic)
        case .snapshot(let topic, let frame, let toAll): deliver(frame, to: topic, toAll: toAll)
        case .useTLS(let context): tls = context
        case .displace(let id): goNow(id)
        case .inspect(let inspection): inspections.append(inspection)
        case .hold(let id):
            guard let connection = connection(id) else { return }
            connection.holds.insert(.predecessor)
            stopWriting(connection)
        case .release(let id): settling.append((retractions.begun, .successor(id)))
        case .released(let id): released(id)
        case .barrier(let barrier): settling.append((retractions.begun, .barrier(barrier)))
        case .shutDown(let close, let spread): shutDown(close, spreadMillis: spread)
        case .hurry: hurry()
        }
    }

    func connection(_ id: ConnectionID) -> Connection? {
        guard let connection = table[id.slot, id.generation], connection.phase != .ended else { return nil }
        return connection
    }

    private func admit(
        _ id: ConnectionID, _ greeting: [SharedFrame], _ subscription: Subscription?, isGuest: Bool
    ) {
        guard let connection = connection(id), connection.session?.admit() == true else { return }
        finish(connection)
        if !isGuest { welcome(connection) }
        arm(connection)
        guard say(greeting, to: connection) else { return }
        subscribe(connection, to: subscription)
    }

    /// From here on a board's limits apply.
    private func welcome(_ connection: Connection) {
        guard connection.session?.welcome() == true, case .messages(var reader) = connection.takeInput() else { return }
        reader.limits = MessageReader.Limits(maxMessageBytes: limits.maxMessageBytes)
        connection.input = .messages(reader)
    }

    private func subscribe(_ connection: Connection, to subscription: Subscription?) {
        guard let subscription else { return }
        let topic = topics[subscription.topic] ?? Topic(id: subscription.topic)
        topics[subscription.topic] = topic
        // What was published before is in the snapshot.
        queuePublications(of: topic)
        topic.add(connection)
        connection.hasHadState = true
        if let snapshot = subscription.snapshot { replaceState(of: connection, with: snapshot) }
    }

    // MARK: Shutting down

    /// Stops accepting and gives every board its moment to go.
    private func shutDown(_ close: BoardClose, spreadMillis: Int64) {
        precondition(spreadMillis >= 0, "spread over \(spreadMillis) ms")
        isShuttingDown = true
        shutDownClose = close
        goawaySpreadMillis = spreadMillis
        if listener != nil {
            if acceptResumesAt == nil { poller.remove(listener!) }
            acceptResumesAt = nil
            listener = nil
        }
        var boards: [Connection] = []
        for connection in table.all {
            switch connection.phase {
            case .proxyHeader, .handshake, .request: end(connection)
            case .board: boards.append(connection)
            case .draining, .ended: break
            }
        }
        goaways = boards.enumerated().reversed().map { position, connection in
            let delay = spreadMillis * Int64(position) / Int64(boards.count)
            return (at: now + delay, slot: connection.slot, generation: connection.generation)
        }
    }

    /// Sends `goaway` to the boards whose moment has come.
    func sendGoaways() {
        while let next = goaways.last, next.at <= now {
            goaways.removeLast()
            if let connection = table[next.slot, next.generation] { sendAway(connection) }
        }
    }

    private func sendAway(_ connection: Connection) {
        let hint = Int64.random(in: 0...goawaySpreadMillis)
        closeBoard(
            connection, shutDownClose, detail: "shutting down",
            message: .control(Goaway(retryAfterMillis: Int(hint)).encode()))
    }

    private func hurry() {
        guard isShuttingDown else { return }
        goaways = []
        for connection in table.all {
            switch connection.phase {
            case .proxyHeader, .handshake, .request: end(connection)
            case .board:
                sendAway(connection)
                drain(connection, within: limits.hurriedCloseMillis)
            case .draining:
                connection.deadline = min(connection.deadline, now + limits.hurriedCloseMillis)
                arm(connection)
            case .ended: break
            }
        }
    }
}
