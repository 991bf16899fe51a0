import BoardProtocol
import EventLoop
import Values
import WebSocketWire

/// Who may come in on one loop: the listening socket, the part of strangers in the quota of connections, the headers of
/// trusted proxies, and TLS handshakes, until the request.
final class Acceptor {
    /// What TLS begins with (RFC 8446, section 5.1).
    private static let handshakeRecord: UInt8 = 22

    private let context: LoopContext
    private let connections: Connections
    private let sender: Sender
    private let quota: ConnectionQuota
    private let trustedProxies: [AddressBlock]
    /// Of all loops, this one's among them.
    private let inboxes: [LoopInbox]
    private let readBuffer: ReadBuffer
    private let transport = TLSTransport()
    /// nil where sessions are not parked.
    private let parking: TLSParking?
    /// What the next connection is accepted with.
    private var tls: TLSServerContext
    /// nil once the loop shuts down.
    private var listener: FileHandle?
    private var pace: ArrivalPace

    /// The listener is polled already.
    init(
        context: LoopContext, connections: Connections, sender: Sender, parts: LoopParts,
        configuration: BoardServer.Configuration, readBuffer: ReadBuffer, listener: consuming FileHandle
    ) {
        self.context = context
        self.connections = connections
        self.sender = sender
        quota = parts.quota
        trustedProxies = configuration.trustedProxies
        inboxes = parts.inboxes
        self.readBuffer = readBuffer
        parking = configuration.parksSessions ? TLSParking() : nil
        tls = configuration.tls
        self.listener = .some(listener)
        pace = ArrivalPace(share: context.limits.connectingShare, nowMicros: context.now * 1_000)
    }

    /// Connections that are accepted from now on get other certificates.
    func use(_ tls: TLSServerContext) { self.tls = tls }

    /// Accepts nothing from now on.
    func stop() {
        guard listener != nil else { return }
        if !pace.isPaused { connections.stopPolling(listener!) }
        pace.stop()
        listener = nil
    }

    // MARK: Ticks

    /// A tick begins, at monotonic microseconds.
    func beginTick(at now: Int64) { pace.beginTick(atMicros: now) }

    /// It ends, at monotonic microseconds.
    func endTick(at now: Int64) { pace.endTick(atMicros: now) }

    /// While accepting pauses: when it goes on.
    var resumesAt: Int64? { pace.resumesAt }

    // MARK: Accepting

    /// Accepts up to a bounded number of connections from the listen queue; the poller reports again if more wait.
    func acceptConnections() {
        // Half of the unfinished places are taken and there are handshakes to go on with: newcomers would only push out
        // those that are nearly there, so they wait in the kernel's queue.
        if pace.isHandshakeLeftOver, quota.isCrowded { return }
        pace.beginAccepting()
        while listener != nil, quota.takesArrivals, pace.takesAccept(within: context.limits) {
            switch Socket.accept(listener!) {
            case .accepted(let handle, let peer):
                let began = Clock.monotonicMicroseconds()
                start(handle, from: peer)
                pace.spend(micros: Clock.monotonicMicroseconds() - began)
            case .wouldBlock: return
            case .transient(let failure):
                if pace.fail(within: context.limits) { pause(failure) }
            case .exhausted(let failure): pause(failure)
            }
        }
    }

    private func start(_ handle: consuming FileHandle, from peer: SocketAddress) {
        let id = connections.claim()
        guard
            case .admitted(let place, let displaced) = quota.arrive(
                id, from: AddressBlock(countedFor: peer.ipAddress))
        else {
            connections.giveBack(id)
            context.counters.add(.overloadedAccepts)
            context.note(peer: peer, "refused: \(quota.most) connections are open", by: .gateway, fault: .gateway)
            Socket.resetOnClose(handle)
            return
        }
        if let displaced { displace(displaced) }
        Socket.setNoDelay(handle)
        Socket.setSendBuffer(handle, bytes: context.limits.kernelSendBufferBytes)
        let connection = Connection(
            slot: id.slot, generation: id.generation, peer: peer,
            tls: TLSSession(server: tls, socket: handle, over: transport),
            deadline: context.now + context.limits.handshakeMillis)
        connection.place = place
        awaitProxyHeader(connection)
        do {
            try connections.add(connection)
        } catch {
            context.note(peer: peer, "cannot be polled: \(error)", by: .gateway, fault: .gateway)
            quota.leave(id, at: place)
        }
    }

    private func pause(_ failure: Errno) {
        guard listener != nil, !pace.isPaused else { return }
        context.counters.add(.acceptPauses)
        context.note(peer: nil, "accepting pauses: \(failure)", by: .gateway, fault: .gateway)
        connections.stopPolling(listener!)
        pace.pause(at: context.now, within: context.limits)
    }

    /// Goes on where a pause is over.
    func resume() {
        guard pace.resume(at: context.now), listener != nil else { return }
        do {
            try connections.poll(listener!, token: BoardLoop.listenerToken)
        } catch {
            pace.pause(at: context.now, within: context.limits)
        }
    }

    // MARK: Unfinished connections

    /// Has the loop that owns an unfinished connection end it.
    private func displace(_ id: ConnectionID) {
        pace.displace()
        context.counters.add(.displaced)
        if id.loop == context.index {
            goNow(id)
        } else {
            _ = inboxes[Int(id.loop)].post(.displace(id))
        }
    }

    /// Ends an unfinished connection in favour of a newer one. A board that was let in meanwhile stays.
    func goNow(_ id: ConnectionID) {
        guard let connection = connections[id], connection.place != nil else { return }
        context.note(
            peer: connection.peer, "ended: newer connections want its place", by: .stranger, fault: .board)
        connection.cause = connection.cause ?? .overloaded
        connections.end(connection, resets: true)
    }

    /// A trusted proxy has said who is on the other end: the place counts for that address.
    private func moveToBlock(of connection: Connection) {
        guard let place = connection.place else { return }
        let block = AddressBlock(countedFor: connection.peer.ipAddress)
        if let displaced = quota.move(connections.id(connection), at: place, to: block) { displace(displaced) }
    }

    // MARK: Proxies

    /// A new connection of a trusted proxy begins with a header about the board.
    private func awaitProxyHeader(_ connection: Connection) {
        let peer = connection.peer.ipAddress
        guard trustedProxies.contains(where: { $0.contains(peer) }) else { return }
        connection.phase = .proxyHeader
        connection.input = .proxyHeader(ProxyHeaderReader())
    }

    /// Reads the header that a trusted proxy sends before TLS. The kernel keeps what follows the header for TLS to
    /// read; the poller reports it in the next turn.
    func readProxyHeader(_ connection: Connection) {
        switch Socket.peek(connection.tls.socket, into: readBuffer) {
        case .bytes(let count): readProxyHeader(connection, count: count)
        case .wouldBlock: return
        // A check whether the port is open.
        case .end, .failed: connections.end(connection)
        }
    }

    private func readProxyHeader(_ connection: Connection, count: Int) {
        guard case .proxyHeader(var reader) = connection.takeInput() else { preconditionFailure("no header is read") }
        var offset = 0
        do {
            let header = try readBuffer.withBytes(count) { input throws(ProxyHeaderViolation) in
                try reader.next(input, at: &offset)
            }
            guard Socket.take(offset, peekedInto: readBuffer, from: connection.tls.socket) else {
                connections.end(connection)
                return
            }
            switch header {
            case .client(let address, let port):
                connection.peer = SocketAddress(address, port: port)
                connection.phase = .handshake
                moveToBlock(of: connection)
            case .peer: connection.phase = .handshake
            case nil: connection.input = .proxyHeader(reader)
            }
        } catch .missing where readBuffer.withBytes(count, { $0[0] == Self.handshakeRecord }) {
            connection.lacksProxyHeader = true
            connection.phase = .handshake
        } catch {
            context.noteProxyFault(of: connection, error.reason)
            connections.end(connection)
        }
    }

    // MARK: TLS

    /// Works on a handshake, unless it has to wait for the next tick; `whenDone` goes on with the request, on the time
    /// of those that come in.
    func handshake(_ connection: Connection, whenDone: (Connection) -> Void) {
        guard pace.takesHandshake(within: context.limits) else { return }
        let began = Clock.monotonicMicroseconds()
        if shakesHands(connection) { whenDone(connection) }
        pace.spend(micros: Clock.monotonicMicroseconds() - began)
    }

    private func shakesHands(_ connection: Connection) -> Bool {
        guard connection.handshakeTurns < context.limits.maxHandshakeTurns else {
            sender.flooded(connection, "a handshake in more than \(context.limits.maxHandshakeTurns) turns")
            return false
        }
        connection.handshakeTurns += 1
        switch connection.tls.handshake() {
        case .done:
            context.counters.add(.handshakes)
            if connection.tls.isResumed { context.counters.add(.handshakesResumed) }
            if let parking { connection.tls.park(in: parking) }
            connection.phase = .request
            connection.input = .request(
                RequestReader(limits: RequestReader.Limits(maxHeadBytes: context.limits.maxRequestHeadBytes)))
            connections.watch(connection, .read)
            return true
        case .wantsRead: connections.watch(connection, .read)
        case .wantsWrite: connections.watch(connection, .write)
        case .failed(let failure):
            context.counters.add(.handshakeFailures)
            context.note(
                peer: connection.peer, "TLS handshake failed: \(failure)", by: .stranger,
                fault: BoardClose.Fault(of: failure))
            connections.end(connection)
        }
        return false
    }
}
