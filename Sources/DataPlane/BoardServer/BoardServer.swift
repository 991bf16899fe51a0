import BoardProtocol
import EventLoop
import Logging
import Synchronization
import Values
import WebSocketWire

/// The boards' port: one loop per core, each with a listener of its own on the same port (`SO_REUSEPORT`). The control
/// plane posts commands and receives events; it never touches a connection.
package final class BoardServer: Sendable {
    /// The configuration of the port.
    package struct Configuration: Sendable {
        /// Where boards connect; port 0 takes a free one.
        package var listen: SocketAddress
        /// One of `BoardServer.loopCounts`.
        package var loopCount: Int
        /// Certificates, keys and what is accepted, until `use(_:)`.
        package var tls: TLSServerContext
        /// Whether sessions are parked after the handshake: only where `ParkingTrial` succeeded.
        package var parksSessions: Bool
        /// What is served to browsers beside the WebSocket.
        package var files: [StaticFile]
        /// Origins of browsers that may connect beside the gateway's own; nil: any.
        package var allowedOrigins: [String]?
        /// Peers that are proxies: their connections begin with a header of the PROXY protocol, which says who the
        /// board is.
        package var trustedProxies: [AddressBlock]
        /// The bounds of each loop.
        package var limits: BoardServerLimits
        /// Gets a line for each thing that goes wrong, with the peer, the reason and whose fault it is.
        package var logger: Logger
        let conversations: [String: Conversation]
        let policy: UpgradePolicy

        /// The given values and the defaults: boards at `BoardServer.path`, with their subprotocol. A test of the wire
        /// serves other conversations by path, and needs no subprotocol.
        package init(
            listen: SocketAddress, loopCount: Int, tls: TLSServerContext, parksSessions: Bool = true,
            files: [StaticFile] = [], allowedOrigins: [String]? = [], trustedProxies: [AddressBlock] = [],
            limits: BoardServerLimits = BoardServerLimits(), logger: Logger,
            conversations: [String: Conversation] = [BoardServer.path: .board],
            subprotocol: String? = BoardServer.subprotocol
        ) {
            precondition(BoardServer.loopCounts.contains(loopCount), "\(loopCount) loops")
            self.listen = listen
            self.loopCount = loopCount
            self.tls = tls
            self.parksSessions = parksSessions
            self.files = files
            self.allowedOrigins = allowedOrigins
            self.trustedProxies = trustedProxies
            self.limits = limits
            self.logger = logger
            self.conversations = conversations
            policy = UpgradePolicy(
                paths: conversations.keys.sorted(), subprotocol: subprotocol, offersDeflate: true,
                allowedOrigins: allowedOrigins)
        }
    }

    /// Protocol, section 1.
    package static let path = "/v1/board"
    /// The one subprotocol, which a board has to offer (protocol, section 1).
    package static let subprotocol = "wallboard.v1.json"

    /// How many loops there may be: one for each core of the largest machines. A caller that takes the number from
    /// outside checks it against this.
    package static let loopCounts = 1...256
    /// The descriptors that each loop uses besides its connections: the listener, the poller, the mailbox.
    package static let descriptorsPerLoop = 3
    /// Connections that a loop displaces in one tick: as many more than `maxConnections` may briefly have a descriptor.
    package static let maxEndingPerLoop = 8

    /// The address in use, with the port that the system chose where 0 was asked for.
    package let address: SocketAddress
    /// Counted over all loops.
    package let counters = ServerCounters()
    private let configuration: Configuration
    private let files: StaticFiles
    private let attempts: FailedAttempts
    private let inboxes: [LoopInbox]
    private let quota: ConnectionQuota
    /// For the loops, until they are started.
    private let descriptors: Mutex<[HandedOver]>
    private let threads = Mutex<[LoopThread]>([])
    private let running: Barrier

    /// Binds the port. Connections wait in the kernel's queue, and commands in the mailboxes, until `start`.
    ///
    /// Throws if the address cannot be bound or the system has no descriptors left.
    package init(_ configuration: Configuration) throws(Errno) {
        self.configuration = configuration
        files = StaticFiles(configuration.files)
        attempts = FailedAttempts(within: configuration.limits)
        var address = configuration.listen
        var inboxes: [LoopInbox] = []
        var descriptors: [HandedOver] = []
        // The loops share the port, and so would another gateway of the same user: a listener that does not share it
        // finds out. With port 0 nobody else has it.
        if address.port != 0 { try Socket.listen(on: address, backlog: 1, sharesPort: false).close() }
        for _ in 0..<configuration.loopCount {
            let inbox = try LoopInbox(within: configuration.limits)
            let ofLoop = try LoopDescriptors(
                on: address, backlog: Self.backlog, mailbox: inbox.mailbox,
                maxEvents: configuration.limits.maxEventsPerTick)
            address = Socket.localAddress(ofLoop.listener)
            inboxes.append(inbox)
            descriptors.append(HandedOver(ofLoop))
        }
        self.address = address
        self.inboxes = inboxes
        quota = ConnectionQuota(within: configuration.limits, loopCount: configuration.loopCount)
        self.descriptors = Mutex(descriptors)
        running = Barrier(count: configuration.loopCount)
    }

    /// Connections that the kernel keeps for one loop while it is busy; capped by `net.core.somaxconn`.
    private static let backlog: Int32 = 4_096

    /// Starts the loops. Once.
    ///
    /// Throws if the system cannot create a thread.
    package func start(sink: any BoardEventSink) throws(Errno) {
        let handed = descriptors.withLock { descriptors in
            defer { descriptors = [] }
            return descriptors
        }
        precondition(handed.count == inboxes.count, "started twice")
        for (index, descriptors) in handed.enumerated() {
            let parts = LoopParts(
                inboxes: inboxes, quota: quota, files: files, attempts: attempts, sink: sink, counters: counters)
            let thread = try LoopThread.start(name: "board-loop-\(index)", cpu: nil) { [configuration, running] in
                BoardLoop(
                    index: UInt16(index), configuration: configuration, descriptors: descriptors.take(), parts: parts
                ).run()
                running.acknowledge()
            }
            threads.withLock { $0.append(thread) }
        }
    }

    /// How many loops there are; they are numbered from 0.
    package var loopCount: Int { inboxes.count }

    /// Posts a command that must be carried out. A loop that has ended has no connections left, so there is nothing to
    /// do.
    ///
    /// There is room for one per connection besides all publications. A loop that has stood still for so long that
    /// there is none left drops all its connections as soon as it goes on, since some commands about them never reached
    /// it.
    package func post(_ command: BoardCommand, to loop: UInt16) {
        _ = inboxes[Int(loop)].post(command)
    }

    /// Posts an update, a snapshot or a question, which leaves half of the mailbox to other commands.
    ///
    /// - Returns: false if there is no room, or the loop has ended: its boards need a snapshot later.
    package func publish(_ command: BoardCommand, to loop: UInt16) -> Bool {
        let inbox = inboxes[Int(loop)]
        return inbox.mailbox.post(command, keepingFree: inbox.roomBesidePublications)
    }

    /// Posts several as `publish` does one, all or none: the loop takes them in one tick.
    package func publish(_ commands: [BoardCommand], to loop: UInt16) -> Bool {
        let inbox = inboxes[Int(loop)]
        return inbox.mailbox.post(contentsOf: commands, keepingFree: inbox.roomBesidePublications)
    }

    /// A newer connection takes the place of an older one of the same board, which is closed. The newer one is sent
    /// nothing until nothing that the older one got can be sent again. Post this before anything else for the newer
    /// one.
    package func replace(_ older: ConnectionID, by newer: ConnectionID, _ close: BoardClose) {
        post(.hold(newer), to: newer.loop)
        post(.close(older, message: nil, close, revokes: true), to: older.loop)
        // A loop that has ended, or stands still, can confirm nothing: the board of the newer one comes back.
        guard !inboxes[Int(older.loop)].post(.release(newer)) else { return }
        post(.released(newer), to: newer.loop)
        post(.close(newer, message: nil, .overloaded, revokes: false), to: newer.loop)
    }

    /// Returns when every loop has carried out what was posted before: from then on nothing that was taken back leaves,
    /// neither for the first time nor again. That may take `acknowledgementMillis`. Loops have to be started; those
    /// that have ended hold nothing any more.
    ///
    /// Throws if a loop has not done so within `settleMillis`. What was posted stays posted: a loop that was only late
    /// carries it out before it offers anything more to any board, whatever it was about to send. Nobody can vouch for
    /// what the kernel took before: the caller has to report that the change is in force but not confirmed on every
    /// screen.
    package func settle() async throws(Unsettled) {
        let barrier = Barrier(count: inboxes.count)
        var isFull = false
        for inbox in inboxes where !inbox.post(.barrier(barrier)) {
            if inbox.mailbox.isClosed { barrier.acknowledge() } else { isFull = true }
        }
        let isSettled = isFull ? false : await barrier.wait(upTo: .milliseconds(configuration.limits.settleMillis))
        guard !isSettled else { return }
        for inbox in inboxes { inbox.raiseFence() }
        throw Unsettled(millis: configuration.limits.settleMillis)
    }

    /// A loop has not confirmed its commands in time.
    package struct Unsettled: Error, CustomStringConvertible {
        /// How long the caller waited.
        package let millis: Int64

        /// A sentence for the operator.
        package var description: String {
            "Not every thread of the boards' port has confirmed it within \(millis / 1_000) s."
        }
    }

    /// How long ago each running loop began its last turn, in milliseconds, 0…, by loop. A healthy one turns at least
    /// once a second.
    package var turnAges: [(loop: Int, millis: Int64)] {
        let now = Clock.monotonicMilliseconds()
        return inboxes.enumerated().compactMap { loop, inbox in
            inbox.lastTurn.map { (loop: loop, millis: max(0, now - $0)) }
        }
    }

    /// Connections that are open now, and how many of them are not let in yet.
    package var connectionCounts: (open: Int, unfinished: Int) { quota.counts }

    /// Has each loop use other certificates for the connections it accepts from its next tick on. Boards that are
    /// connected stay so.
    package func use(_ tls: TLSServerContext) {
        for loop in inboxes.indices { post(.useTLS(tls), to: UInt16(loop)) }
    }

    /// What was measured of every connection that is let in, by loop; O(connections). Every loop answers within a tick;
    /// one that has ended, has no room for the question, or stands still for `settleMillis` reports nothing. Loops have
    /// to be started.
    package func inspect() async -> [(ConnectionID, ConnectionReport)] {
        let inspection = Inspection(loopCount: inboxes.count)
        for loop in 0..<UInt16(inboxes.count) where !publish(.inspect(inspection), to: loop) {
            inspection.answer([], of: loop)
        }
        return await inspection.answers(upTo: .milliseconds(configuration.limits.settleMillis)).map {
            ($0.id, $0.report)
        }
    }

    /// Cuts `shutDown` short: the remaining boards are sent away now, and those that have not taken that after half a
    /// second are dropped. Does nothing before `shutDown`.
    package func hurry() {
        for loop in inboxes.indices { post(.hurry, to: UInt16(loop)) }
    }

    /// Sends `goaway` to every board, spread over a time, closes them, and returns when the loops have ended.
    ///
    /// After `start`; where the loops have ended already, it returns at once.
    ///
    /// - Parameters:
    ///   - close: `.shuttingDown` or `.restarting`.
    ///   - spreadMillis: the time, 0…, over which boards are sent away; and again over which they are asked to come back.
    /// - Throws: where all loops that have not ended stand still for `standstillMillis`, or `endMillis` are over after
    ///   `spreadMillis`. Their threads run on, or will, and hold their connections until the process ends.
    package func shutDown(_ close: BoardClose, spreadMillis: Int64) async throws(LeftRunning) {
        for loop in inboxes.indices { post(.shutDown(close, spreadMillis: spreadMillis), to: UInt16(loop)) }
        let limits = configuration.limits
        let interval = max(1, limits.standstillMillis / Int64(LoopsEnding.looksWithoutTurn))
        var ending = LoopsEnding(
            loops: inboxes.count, looks: Int(clamping: 1 + (spreadMillis + limits.endMillis) / interval))
        while !(await running.wait(upTo: .milliseconds(interval))) {
            if let left = ending.look(at: inboxes.map(\.lastTurn)) { throw LeftRunning(loops: left) }
        }
        let ended = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in ended { thread.join() }
    }

    /// The port has ended but for loops that do not.
    package struct LeftRunning: Error, CustomStringConvertible {
        /// Their numbers.
        package let loops: [Int]

        /// A sentence for the operator.
        package var description: String {
            let names = loops.map { "board-loop-\($0)" }.joined(separator: ", ")
            return "Threads of the boards' port stand still and cannot be ended: \(names)."
        }
    }
}

/// Carries the descriptors of a loop into its thread.
private final class HandedOver: Sendable {
    private let descriptors: Mutex<LoopDescriptors?>

    init(_ descriptors: consuming sending LoopDescriptors) {
        self.descriptors = Mutex(descriptors)
    }

    func take() -> LoopDescriptors {
        descriptors.withLock { descriptors in
            guard let taken = descriptors.take() else { preconditionFailure("descriptors were taken twice") }
            return taken
        }
    }
}
