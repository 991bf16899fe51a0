import BoardProtocol
import EventLoop
import Logging
import Values
import WebSocketWire

/// One thread of the boards' port: a listener, a poller, and the connections that the kernel gave to it. Made inside
/// its thread and never seen by another; others hold its mailbox.
///
/// One tick: wait; commands; ready connections, with a bounded number of handshakes; accept a bounded number; timers;
/// write what waits; one batch of events to the control plane; free what has ended.
final class BoardLoop {
    static let listenerToken = PollToken(slot: .max, generation: .max)
    static let mailboxToken = PollToken(slot: .max, generation: .max - 1)

    let index: UInt16
    let limits: BoardServerLimits
    /// What the next connection is accepted with.
    var tls: TLSServerContext
    let transport = TLSTransport()
    /// nil where sessions are not parked.
    let parking: TLSParking?
    let policy: UpgradePolicy
    let conversations: [String: Conversation]
    let files: StaticFiles
    let attempts: FailedAttempts
    let trustedProxies: [AddressBlock]
    /// Of all loops, this one's among them.
    let inboxes: [LoopInbox]
    let inbox: LoopInbox
    let quota: ConnectionQuota
    let sink: any BoardEventSink
    let counters: ServerCounters
    var log: LoopLog

    var poller: Poller
    var timers: TimerWheel
    var table = ConnectionTable()
    var topics: [TopicID: Topic] = [:]
    let deflaters = Deflaters()
    let inflater = Inflater()
    let readBuffer: ReadBuffer
    var writeScratch: [UInt8] = []

    /// nil once the loop shuts down.
    var listener: FileHandle?
    /// While accepting pauses: when it goes on.
    var acceptResumesAt: Int64?
    var isShuttingDown = false
    /// While shutting down, boards that have yet to be sent away, and when each is: the next one last.
    var goaways: [(at: Int64, slot: UInt32, generation: UInt32)] = []
    var shutDownClose = BoardClose.shuttingDown
    /// Boards are also asked to come back spread over this time, so that they do not all shake hands at once.
    var goawaySpreadMillis: Int64 = 0

    /// Monotonic milliseconds at the beginning of the tick.
    var now: Int64
    var handshakesThisTick = 0
    /// Whether a handshake has to wait for the next tick.
    var isHandshakeLeftOver = false
    var displacedThisTick = 0
    var connecting: ConnectingBudget
    /// Topics with publications that are not queued yet.
    var publishedTopics: [Topic] = []
    /// Counted once a tick: loops that count every write would wait for each other.
    var bytesSentThisTick = 0
    /// Connections with something to write this tick.
    var dirty: [Connection] = []
    /// Connections with something to write that a fence holds back until the next tick.
    var heldBack: [Connection] = []
    /// Connections to be freed at the end of the tick.
    var ended: [Connection] = []
    var events: [BoardEvent] = []
    var commands: [BoardCommand] = []
    /// Connections whose peers have not acknowledged what was revoked, or what they were sent before they ended.
    var retractions = Retractions<Connection>()
    /// When to check those next; meaningless while there are none.
    var retractionsCheckAt: Int64 = 0
    /// Who waits for the retractions that had begun at a moment, in that order.
    var settling: [(moment: UInt64, waiter: Settling)] = []
    /// To be answered at the end of the tick.
    var inspections: [Inspection] = []
    /// When the updates of this tick that have subscribers here were made, in monotonic microseconds. At most one a
    /// command.
    var publishedThisTick: [Int64] = []

    /// The poller of `descriptors` polls the listener and the mailbox already.
    init(
        index: UInt16, configuration: BoardServer.Configuration, descriptors: consuming LoopDescriptors,
        parts: LoopParts
    ) {
        self.index = index
        limits = configuration.limits
        tls = configuration.tls
        parking = configuration.parksSessions ? TLSParking() : nil
        policy = configuration.policy
        conversations = configuration.conversations
        inboxes = parts.inboxes
        inbox = parts.inboxes[Int(index)]
        quota = parts.quota
        files = parts.files
        attempts = parts.attempts
        trustedProxies = configuration.trustedProxies
        sink = parts.sink
        counters = parts.counters
        log = LoopLog(logger: configuration.logger, within: configuration.limits)
        readBuffer = ReadBuffer(capacity: configuration.limits.maxReadBytesPerTick)
        now = Clock.monotonicMilliseconds()
        timers = TimerWheel(now: now)
        connecting = ConnectingBudget(share: configuration.limits.connectingShare, now: now * 1_000)
        poller = descriptors.poller
        listener = .some(descriptors.listener)
    }

    /// Runs until `shutDown` has been carried out and the last connection is gone. Takes no commands from then on.
    func run() {
        while !(isShuttingDown && table.count == 0) {
            tick()
        }
        inbox.ended()
        inbox.mailbox.close()
        inbox.mailbox.drain(into: &commands)
        for command in commands {
            switch command {
            case .barrier(let barrier): barrier.acknowledge()
            case .release(let id): release(id)
            case .inspect(let inspection): inspection.answer([], of: index)
            default: break
            }
        }
    }

    private func tick() {
        let readyCount = poller.wait(timeoutMilliseconds: waitMilliseconds())
        let began = Clock.monotonicMicroseconds()
        now = began / 1_000
        inbox.turned(at: now)
        counters.add(.ticks)
        handshakesThisTick = 0
        isHandshakeLeftOver = false
        connecting.beginTick(at: began)

        carryOutCommands()
        var canAccept = false
        for index in 0..<readyCount {
            let event = poller[index]
            switch event.token {
            case Self.mailboxToken: break
            case Self.listenerToken: canAccept = true
            default: handle(event)
            }
        }
        if canAccept { acceptConnections() }
        fireTimers()
        settleRetractions()
        sendGoaways()
        writePublications()
        flushDirty()
        observePushDelays()
        answerInspections()
        if !events.isEmpty {
            sink.receive(events)
            events.removeAll(keepingCapacity: true)
        }
        freeEnded()
        answerSettled()
        connecting.endTick(at: Clock.monotonicMicroseconds())
    }

    private func freeEnded() {
        for connection in ended {
            table.remove(connection)
            quota.leave(id(connection), at: connection.place)
        }
        ended.removeAll(keepingCapacity: true)
    }

    private func waitMilliseconds() -> Int32 {
        // One that takes another's place may have been released at the end of the tick.
        guard heldBack.isEmpty, dirty.isEmpty else { return 0 }
        let nextCheck = retractions.isEmpty ? nil : retractionsCheckAt
        let next = [timers.nextDeadline, acceptResumesAt, goaways.last?.at, nextCheck].compactMap(\.self).min()
        let wait = next.map { $0 - Clock.monotonicMilliseconds() } ?? limits.maxWaitMillis
        return Int32(clamping: max(0, min(wait, limits.maxWaitMillis)))
    }

    // MARK: Time

    private func fireTimers() {
        if let resume = acceptResumesAt, resume <= now { resumeAccepting() }
        while let slot = timers.popExpired(at: now) {
            if let connection = table[slot], connection.phase != .ended { deadlineReached(connection) }
        }
    }

    private func deadlineReached(_ connection: Connection) {
        if connection.phase == .board, let reaction = connection.session?.elapsed(at: now, within: limits) {
            react(connection, to: reaction)
            if connection.phase == .board { arm(connection) }
            return
        }
        guard now >= connection.deadline else {
            arm(connection)
            return
        }
        if connection.phase != .draining {
            counters.add(.timeouts)
            log.note(now, peer: connection.peer, "no request in time", by: .stranger, fault: .board)
        }
        end(connection)
    }

    /// Sets the one timer of a connection to what comes next.
    func arm(_ connection: Connection) {
        let deadline =
            connection.phase == .board
            ? connection.session?.deadline(within: limits) ?? connection.deadline : connection.deadline
        timers.schedule(connection.slot, at: deadline)
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

/// Who waits until nothing that was taken back before can be sent any more.
enum Settling {
    case barrier(Barrier)
    /// The connection that takes the place of one that was closed.
    case successor(ConnectionID)
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
