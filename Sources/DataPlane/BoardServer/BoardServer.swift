import BoardProtocol
import EventLoop
import Logging
import Synchronization
import WebSocketWire

/// The boards' port: one loop a core, each with a listener of its own on the same port (`SO_REUSEPORT`). The control plane
/// posts commands and receives events; it never touches a connection.
package final class BoardServer: Sendable {
    /// What the port is made of.
    package struct Configuration: Sendable {
        package var listen: SocketAddress
        /// At least 1.
        package var loopCount: Int
        package var tls: TLSServerContext
        /// Origins of browsers that may connect beside the gateway's own.
        package var allowedOrigins: [String]
        package var limits: BoardServerLimits
        package var logger: Logger
        let policy: UpgradePolicy

        package init(
            listen: SocketAddress, loopCount: Int, tls: TLSServerContext, allowedOrigins: [String] = [],
            limits: BoardServerLimits = BoardServerLimits(), logger: Logger
        ) {
            precondition((1...64).contains(loopCount), "\(loopCount) loops")
            self.listen = listen
            self.loopCount = loopCount
            self.tls = tls
            self.allowedOrigins = allowedOrigins
            self.limits = limits
            self.logger = logger
            policy = UpgradePolicy(
                paths: [BoardServer.path], subprotocol: BoardServer.subprotocol, offersDeflate: true,
                allowedOrigins: allowedOrigins)
        }
    }

    /// Protocol, section 1.
    package static let path = "/v1/board"
    package static let subprotocol = "wallboard.v1.json"

    /// The address in use, with the port that the system chose where 0 was asked for.
    package let address: SocketAddress
    package let counters = ServerCounters()
    private let configuration: Configuration
    private let mailboxes: [Mailbox<BoardCommand>]
    private let listeners: Mutex<[HandedOver]>
    private let threads = Mutex<[LoopThread]>([])
    private let running: Barrier

    /// Binds the port. Connections wait in the kernel's queue, and commands in the mailboxes, until `start`.
    ///
    /// Throws if the address cannot be bound.
    package init(_ configuration: Configuration) throws(Errno) {
        self.configuration = configuration
        var address = configuration.listen
        var mailboxes: [Mailbox<BoardCommand>] = []
        var listeners: [HandedOver] = []
        // The loops share the port, and so would another gateway of the same user: a listener that does not share it
        // finds out. With port 0 nobody else has it.
        if address.port != 0 { try Socket.listen(on: address, backlog: 1, sharesPort: false).close() }
        for _ in 0..<configuration.loopCount {
            let listener = try Socket.listen(on: address, backlog: Self.backlog, sharesPort: true)
            address = Socket.localAddress(listener)
            listeners.append(HandedOver(listener))
            mailboxes.append(try Mailbox(capacity: configuration.limits.maxWaitingCommands))
        }
        self.address = address
        self.mailboxes = mailboxes
        self.listeners = Mutex(listeners)
        running = Barrier(count: configuration.loopCount)
    }

    /// Connections that the kernel keeps for one loop while it is busy; capped by `net.core.somaxconn`.
    private static let backlog: Int32 = 4_096

    /// Starts the loops. Once.
    ///
    /// Throws if the system gives no thread or no descriptor.
    package func start(sink: any BoardEventSink) throws(Errno) {
        let handed = listeners.withLock { listeners in
            defer { listeners = [] }
            return listeners
        }
        precondition(handed.count == mailboxes.count, "started twice")
        for (index, listener) in handed.enumerated() {
            let parts = LoopParts(mailbox: mailboxes[index], sink: sink, counters: counters)
            let thread = try LoopThread.start(name: "board-loop-\(index)", cpu: nil) { [configuration, running] in
                do {
                    let loop = try BoardLoop(
                        index: UInt16(index), configuration: configuration, listener: listener.take(), parts: parts)
                    loop.run()
                } catch {
                    configuration.logger.critical("a loop could not start: \(error)")
                }
                running.acknowledge()
            }
            threads.withLock { $0.append(thread) }
        }
    }

    package var loopCount: Int { mailboxes.count }

    /// Posts a command that must be carried out. There is room for one a connection beside all publications: a loop that
    /// has taken nothing for so long is dead, and a restart is the cure.
    package func post(_ command: BoardCommand, to loop: UInt16) {
        let isPosted = mailboxes[Int(loop)].post(command)
        precondition(isPosted, "loop \(loop) takes no commands: \(configuration.limits.maxWaitingCommands) wait")
    }

    /// Posts an update or snapshot. Returns false if the loop has too many: its boards need a snapshot later on.
    package func publish(_ command: BoardCommand, to loop: UInt16) -> Bool {
        mailboxes[Int(loop)].post(command, keepingFree: configuration.limits.maxWaitingCommands / 2)
    }

    /// Returns when every loop has carried out what was posted before.
    package func settle() async {
        let barrier = Barrier(count: mailboxes.count)
        for loop in mailboxes.indices { post(.barrier(barrier), to: UInt16(loop)) }
        await barrier.wait()
    }

    /// Sends `goaway` to every board, spread over a time, closes them, and returns when the loops have ended.
    ///
    /// - Parameter close: `.shuttingDown` or `.restarting`.
    package func shutDown(_ close: BoardClose, spreadMillis: Int64) async {
        for loop in mailboxes.indices { post(.shutDown(close, spreadMillis: spreadMillis), to: UInt16(loop)) }
        await running.wait()
        for thread in threads.withLock({ $0 }) { thread.join() }
    }
}

/// Carries the one listener of a loop into its thread.
private final class HandedOver: Sendable {
    private let handle: Mutex<FileHandle?>

    init(_ handle: consuming FileHandle) {
        self.handle = Mutex(handle)
    }

    func take() -> FileHandle {
        handle.withLock { handle in
            guard let taken = handle.take() else { preconditionFailure("a listener was taken twice") }
            return taken
        }
    }
}
