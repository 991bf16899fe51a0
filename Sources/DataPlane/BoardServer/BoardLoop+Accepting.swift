import BoardProtocol
import EventLoop
import Values

extension BoardLoop {
    /// Accepts up to a bounded number of connections from the listen queue; the poller reports again if more wait.
    func acceptConnections() {
        // Half of the unfinished places are taken and there are handshakes to go on with: newcomers would only push out
        // those that are nearly there, so they wait in the kernel's queue.
        if isHandshakeLeftOver, quota.isCrowded { return }
        var count = 0
        var failures = 0
        displacedThisTick = 0
        while listener != nil, acceptResumesAt == nil, displacedThisTick < BoardServer.maxEndingPerLoop,
            connecting.allows(after: count, least: limits.maxAcceptsPerTick)
        {
            count += 1
            switch Socket.accept(listener!) {
            case .accepted(let handle, let peer):
                let began = Clock.monotonicMicroseconds()
                start(handle, from: peer)
                connecting.spend(Clock.monotonicMicroseconds() - began)
            case .wouldBlock: return
            case .transient(let failure):
                failures += 1
                // A persistent error would keep the loop turning for nothing else.
                if failures == limits.maxAcceptsPerTick { pauseAccepting(failure) }
            case .exhausted(let failure): pauseAccepting(failure)
            }
        }
    }

    private func start(_ handle: consuming FileHandle, from peer: SocketAddress) {
        let (slot, generation) = table.claim()
        let id = ConnectionID(loop: index, slot: slot, generation: generation)
        guard
            case .admitted(let place, let displaced) = quota.arrive(
                id, from: AddressBlock(countedFor: peer.ipAddress))
        else {
            table.release(slot: slot)
            counters.add(.overloadedAccepts)
            log.note(
                now, peer: peer, "refused: \(quota.most) connections are open", by: .gateway, fault: .gateway)
            Socket.resetOnClose(handle)
            return
        }
        if let displaced { displace(displaced) }
        Socket.setNoDelay(handle)
        Socket.setSendBuffer(handle, bytes: limits.kernelSendBufferBytes)
        let connection = Connection(
            slot: slot, generation: generation, peer: peer,
            tls: TLSSession(server: tls, socket: handle, over: transport), deadline: now + limits.handshakeMillis)
        do {
            try poller.add(connection.tls.socket, token: connection.pollToken, interest: .read)
        } catch {
            log.note(now, peer: peer, "cannot be polled: \(error)", by: .gateway, fault: .gateway)
            table.release(slot: slot)
            quota.leave(id, at: place)
            return
        }
        connection.place = place
        awaitProxyHeader(connection)
        counters.add(.accepted)
        counters.connectionOpened()
        table.insert(connection)
        arm(connection)
    }

    // MARK: Unfinished connections

    /// Has the loop that owns the oldest unfinished connection end it.
    private func displace(_ id: ConnectionID) {
        displacedThisTick += 1
        counters.add(.displaced)
        if id.loop == index {
            goNow(id)
        } else {
            _ = inboxes[Int(id.loop)].post(.displace(id))
        }
    }

    /// Ends an unfinished connection in favour of a newer one. A board that was let in meanwhile stays.
    func goNow(_ id: ConnectionID) {
        guard let connection = table[id.slot, id.generation], connection.phase != .ended, connection.place != nil
        else { return }
        log.note(
            now, peer: connection.peer, "ended: newer connections want its place", by: .stranger, fault: .board)
        connection.cause = connection.cause ?? .overloaded
        end(connection, resets: true)
    }

    /// A trusted proxy has said who is on the other end: the place counts for that address.
    func moveToBlock(of connection: Connection) {
        guard let place = connection.place else { return }
        let block = AddressBlock(countedFor: connection.peer.ipAddress)
        if let displaced = quota.move(id(connection), at: place, to: block) { displace(displaced) }
    }

    /// The connection is let in as far as quotas are concerned.
    func finish(_ connection: Connection) {
        guard let place = connection.place.take() else { return }
        quota.finish(id(connection), at: place)
    }

    // MARK: Pauses

    private func pauseAccepting(_ failure: Errno) {
        guard listener != nil, acceptResumesAt == nil else { return }
        counters.add(.acceptPauses)
        log.note(now, peer: nil, "accepting pauses: \(failure)", by: .gateway, fault: .gateway)
        poller.remove(listener!)
        acceptResumesAt = now + limits.acceptPauseMillis
    }

    /// The pause is over.
    func resumeAccepting() {
        acceptResumesAt = nil
        guard listener != nil else { return }
        do {
            try poller.add(listener!, token: Self.listenerToken, interest: .read)
        } catch {
            acceptResumesAt = now + limits.acceptPauseMillis
        }
    }
}
