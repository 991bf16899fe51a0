import BoardProtocol
import EventLoop
import Logging
import Values

/// One thread of the boards' port: a listener, a poller, and the connections that the kernel gave to it. Made inside
/// its thread and never seen by another; others hold its mailbox.
///
/// One tick: wait; commands; ready connections, with a bounded number of handshakes; accept a bounded number; timers;
/// write what waits; one batch of events to the control plane; free what has ended.
///
/// The loop only gives the turns. Each part knows those before it, never those behind it: `Connections`, `Flusher`
/// (writes), `Sender` (says), `Publications`, `Acceptor`, `Requests`, `Receiver`.
final class BoardLoop {
    static let listenerToken = PollToken(slot: .max, generation: .max)
    static let mailboxToken = PollToken(slot: .max, generation: .max - 1)

    let context: LoopContext
    let connections: Connections
    let flusher: Flusher
    let sender: Sender
    let publications: Publications
    let acceptor: Acceptor
    private let receiver: Receiver
    private let sink: any BoardEventSink
    /// Of all loops, this one's among them.
    let inboxes: [LoopInbox]
    var commands: [BoardCommand] = []
    /// From the beginning of the end.
    var drain: Drain?

    /// The poller of `descriptors` polls the listener and the mailbox already.
    init(
        index: UInt16, configuration: BoardServer.Configuration, descriptors: consuming LoopDescriptors,
        parts: LoopParts
    ) {
        inboxes = parts.inboxes
        sink = parts.sink
        context = LoopContext(
            index: index, limits: configuration.limits, counters: parts.counters, inbox: parts.inboxes[Int(index)],
            logger: configuration.logger)
        let topics = TopicTable()
        let deflaters = Deflaters()
        let readBuffer = ReadBuffer(capacity: configuration.limits.maxReadBytesPerTick)
        connections = Connections(context: context, topics: topics, quota: parts.quota, poller: descriptors.poller)
        flusher = Flusher(context: context, connections: connections)
        sender = Sender(
            context: context, connections: connections, topics: topics, flusher: flusher, deflaters: deflaters,
            attempts: parts.attempts)
        publications = Publications(
            context: context, topics: topics, flusher: flusher, sender: sender, deflaters: deflaters)
        acceptor = Acceptor(
            context: context, connections: connections, sender: sender, parts: parts, configuration: configuration,
            readBuffer: readBuffer, listener: descriptors.listener)
        let requests = Requests(
            context: context, connections: connections, sender: sender, files: parts.files,
            configuration: configuration)
        receiver = Receiver(
            context: context, connections: connections, flusher: flusher, sender: sender, requests: requests,
            readBuffer: readBuffer)
    }

    /// Runs until `shutDown` has been carried out and the last connection is gone. Takes no commands from then on.
    func run() {
        while !(drain != nil && connections.count == 0) {
            tick()
        }
        context.inbox.ended()
        context.inbox.mailbox.close()
        context.inbox.mailbox.drain(into: &commands)
        for command in commands {
            switch command {
            case .barrier(let barrier): barrier.acknowledge()
            case .release(let id): release(id)
            case .inspect(let inspection): inspection.answer([], of: context.index)
            default: break
            }
        }
    }

    private func tick() {
        let readyCount = connections.wait(milliseconds: waitMilliseconds())
        let began = Clock.monotonicMicroseconds()
        context.beginTick(at: began)
        acceptor.beginTick(at: began)

        carryOutCommands()
        var canAccept = false
        for index in 0..<readyCount {
            let event = connections.readiness(index)
            switch event.token {
            case Self.mailboxToken: break
            case Self.listenerToken: canAccept = true
            default: handle(event)
            }
        }
        if canAccept { acceptor.acceptConnections() }
        acceptor.resume()
        while let connection = connections.nextExpired() { deadlineReached(connection) }
        connections.settleRetractions { flusher.markDirty($0) }
        sendGoaways()
        publications.write()
        flusher.flushDirty()
        report()
        connections.freeEnded()
        while let waiter = connections.nextSettled() { answer(waiter) }
        acceptor.endTick(at: Clock.monotonicMicroseconds())
    }

    private func report() {
        context.outcome.observeDelays(in: context.counters.pushDelays, clock: Clock.monotonicMicroseconds)
        context.outcome.answerInspections(of: context.index, with: measure)
        context.outcome.deliver(to: sink)
    }

    private func waitMilliseconds() -> Int32 {
        guard flusher.isIdle else { return 0 }
        let next = [connections.nextDeadline, acceptor.resumesAt, drain?.nextMoment].compactMap(\.self).min()
        let most = context.limits.maxWaitMillis
        let wait = next.map { $0 - Clock.monotonicMilliseconds() } ?? most
        return Int32(clamping: max(0, min(wait, most)))
    }

    /// The poller has something to say about a connection.
    private func handle(_ event: Readiness) {
        guard let connection = connections[event.token] else { return }
        switch connection.phase {
        case .proxyHeader: acceptor.readProxyHeader(connection)
        case .handshake: acceptor.handshake(connection, whenDone: receiver.read)
        case .request, .board, .draining, .ended: go(on: connection, event)
        }
    }

    private func go(on connection: Connection, _ event: Readiness) {
        if connection.readsAfterWriting {
            flusher.unblock(connection)
            return
        }
        if connection.phase == .draining {
            if event.isReadable || event.isHangUp { receiver.discard(connection) }
            if connection.phase != .ended, event.isWritable { flusher.unblock(connection) }
            return
        }
        let readWaitedForWrite = !connection.interest.contains(.read)
        if readWaitedForWrite, event.isWritable || event.isHangUp { connections.watch(connection, .read) }
        if event.isReadable || event.isHangUp || readWaitedForWrite { receiver.read(connection) }
        // Blocked without `.write` asked for: writing waited for what was just read.
        if connection.phase != .ended, event.isWritable || !connection.interest.contains(.write) {
            flusher.unblock(connection)
        }
    }

    private func deadlineReached(_ connection: Connection) {
        if connection.phase == .board,
            let reaction = connection.session?.elapsed(at: context.now, within: context.limits)
        {
            receiver.react(connection, to: reaction)
            if connection.phase == .board { connections.arm(connection) }
            return
        }
        guard context.now >= connection.deadline else {
            connections.arm(connection)
            return
        }
        if connection.phase != .draining {
            context.counters.add(.timeouts)
            context.note(peer: connection.peer, "no request in time", by: .stranger, fault: .board)
        }
        connections.end(connection)
    }

    private func answer(_ waiter: Settling) {
        switch waiter {
        case .barrier(let barrier): barrier.acknowledge()
        case .successor(let id): release(id)
        }
    }

    /// At the end of the tick, so that what counts as queued is what really waits.
    private func measure() -> [Inspection.Entry] {
        // A session records times on the clock of deadlines; they are reported on the wall clock.
        let toWallClock = Clock.wallMilliseconds() - Clock.monotonicMilliseconds()
        return connections.all.compactMap { connection in
            ConnectionReport(of: connection, toWallClock: toWallClock).map {
                (id: connections.id(connection), report: $0)
            }
        }
    }
}

/// The descriptors that a loop begins with.
struct LoopDescriptors: ~Copyable {
    let listener: FileHandle
    let poller: Poller

    /// Throws if the address cannot be bound or the system has no descriptors left.
    init(on address: SocketAddress, backlog: Int32, mailbox: Mailbox<BoardCommand>, maxEvents: Int) throws(Errno) {
        let listener = try Socket.listen(on: address, backlog: backlog, sharesPort: true)
        let poller = try Poller(maxEvents: maxEvents)
        try poller.add(listener, token: BoardLoop.listenerToken, interest: .read)
        try poller.add(mailbox.wakeUp, token: BoardLoop.mailboxToken, interest: .read)
        self.listener = listener
        self.poller = poller
    }
}

/// What a loop shares with the rest of the process.
struct LoopParts: Sendable {
    let inboxes: [LoopInbox]
    let quota: ConnectionQuota
    let files: StaticFiles
    let attempts: FailedAttempts
    let sink: any BoardEventSink
    let counters: ServerCounters
}
