import BoardProtocol
import EventLoop
import WebSocketWire

extension BoardLoop {
    /// Carries out what the control plane posted, in order.
    func carryOutCommands() {
        // Before what was posted is taken: what is posted after that holds back this turn in vain, which is no harm.
        context.inbox.lowerFence()
        let isSomethingLost = context.inbox.takeOverflow()
        context.inbox.mailbox.drain(into: &commands)
        for command in commands { carryOut(command) }
        commands.removeAll(keepingCapacity: true)
        if isSomethingLost { dropEverybody() }
        flusher.takeUpHeldBack()
    }

    /// A command about some connection never reached the loop: none is trusted any more.
    private func dropEverybody() {
        let open = connections.all.filter { $0.phase != .ended }
        context.note(
            peer: nil, "\(open.count) connections reset: the loop stood still and missed commands", by: .gateway,
            fault: .gateway)
        context.counters.add(.resets, open.count)
        for connection in open {
            connection.cause = connection.cause ?? .overloaded
            connections.end(connection, resets: true)
        }
    }

    private func carryOut(_ command: BoardCommand) {
        switch command {
        case .admit(let id, let greeting, let subscription, let isGuest):
            admit(id, greeting, subscription, isGuest: isGuest)
        case .entitle(let id, let messages, let subscription, let revokes):
            guard let connection = connections[id], !connections.takeBack(connection, revokes: revokes),
                connection.session?.phase == .serving, sender.say(messages, to: connection)
            else { return }
            welcome(connection)
            if let subscription { publications.subscribe(connection, to: subscription) }
        case .say(let id, let message):
            guard let connection = connections[id], connection.session?.phase == .serving else { return }
            // It goes behind what was published before it.
            if let topic = connection.topic { publications.queue(of: topic) }
            sender.say(message, to: connection)
        case .probe(let id):
            guard let connection = connections[id], connection.session?.probe(at: context.now) == true else { return }
            _ = sender.ping(connection)
        case .close(let id, let message, let close, let revokes):
            guard let connection = connections[id], !connections.takeBack(connection, revokes: revokes) else { return }
            sender.closeBoard(connection, close, detail: "by the control plane", message: message, logs: false)
        case .update(let topic, let frame): publications.publish(frame, to: topic)
        case .snapshot(let topic, let frame, let toAll): publications.deliver(frame, to: topic, toAll: toAll)
        case .useTLS(let tls): acceptor.use(tls)
        case .displace(let id): acceptor.goNow(id)
        case .inspect(let inspection): context.outcome.asked(inspection)
        case .hold(let id):
            guard let connection = connections[id] else { return }
            connection.holds.insert(.predecessor)
            connections.stopWriting(connection)
        case .release(let id): connections.wait(.successor(id))
        case .released(let id): released(id)
        case .barrier(let barrier): connections.wait(.barrier(barrier))
        case .shutDown(let close, let spread): shutDown(close, spreadMillis: spread)
        case .hurry: hurry()
        }
    }

    private func admit(
        _ id: ConnectionID, _ greeting: [SharedFrame], _ subscription: Subscription?, isGuest: Bool
    ) {
        guard let connection = connections[id], connection.session?.admit() == true else { return }
        connections.finish(connection)
        if !isGuest { welcome(connection) }
        connections.arm(connection)
        guard sender.say(greeting, to: connection) else { return }
        if let subscription { publications.subscribe(connection, to: subscription) }
    }

    /// From here on a board's limits apply.
    private func welcome(_ connection: Connection) {
        guard connection.session?.welcome() == true, case .messages(var reader) = connection.takeInput() else { return }
        reader.limits = MessageReader.Limits(maxMessageBytes: context.limits.maxMessageBytes)
        connection.input = .messages(reader)
    }

    // MARK: Taking another's place

    /// Reports to the loop of a connection that nothing of the one whose place it takes can be sent any more.
    func release(_ id: ConnectionID) {
        guard id.loop != context.index else { return released(id) }
        // One that has ended has no connections left.
        _ = inboxes[Int(id.loop)].post(.released(id))
    }

    private func released(_ id: ConnectionID) {
        guard let connection = connections[id] else { return }
        connection.holds.remove(.predecessor)
        flusher.markDirty(connection)
    }

    // MARK: Shutting down

    /// Stops accepting and gives every board its moment to go.
    private func shutDown(_ close: BoardClose, spreadMillis: Int64) {
        acceptor.stop()
        var boards: [PollToken] = []
        for connection in connections.all {
            switch connection.phase {
            case .proxyHeader, .handshake, .request: connections.end(connection)
            case .board: boards.append(connection.pollToken)
            case .draining, .ended: break
            }
        }
        drain = Drain(of: boards, close, spreadMillis: spreadMillis, at: context.now)
    }

    /// Sends `goaway` to the boards whose moment has come.
    func sendGoaways() {
        while let board = drain?.nextToGo(at: context.now) {
            if let connection = connections[board] { sendAway(connection) }
        }
    }

    private func sendAway(_ connection: Connection) {
        guard let drain else { return }
        var random = SystemRandomNumberGenerator()
        let hint = drain.comeBackMillis(using: &random)
        sender.closeBoard(
            connection, drain.close, detail: "shutting down",
            message: .control(Goaway(retryAfterMillis: Int(hint)).encode()))
    }

    private func hurry() {
        guard drain != nil else { return }
        drain?.hurry()
        for connection in connections.all {
            switch connection.phase {
            case .proxyHeader, .handshake, .request: connections.end(connection)
            case .board:
                sendAway(connection)
                sender.drain(connection, within: context.limits.hurriedCloseMillis)
            case .draining:
                connection.deadline = min(connection.deadline, context.now + context.limits.hurriedCloseMillis)
                connections.arm(connection)
            case .ended: break
            }
        }
    }
}
