import BoardProtocol
import EventLoop

extension BoardLoop {
    /// Takes at most so many connections from the listen queue; the poller tells again if more wait.
    func acceptConnections() {
        var count = 0
        while listener != nil, acceptResumesAt == nil, connecting.allows(after: count, least: limits.maxAcceptsPerTick)
        {
            count += 1
            switch Socket.accept(listener!) {
            case .accepted(let handle, let peer):
                let began = Clock.monotonicMicroseconds()
                start(handle, from: peer)
                connecting.spend(Clock.monotonicMicroseconds() - began)
            case .wouldBlock: return
            case .transient: continue
            case .exhausted:
                counters.add(.acceptPauses)
                log.note(now, peer: nil, "no descriptors left: accepting pauses", fault: .gateway)
                pauseAccepting()
                return
            }
        }
    }

    private func start(_ handle: consuming FileHandle, from peer: SocketAddress) {
        guard table.count < limits.maxConnectionsPerLoop else {
            counters.add(.overloadedAccepts)
            log.note(now, peer: peer, "connection limit of \(limits.maxConnectionsPerLoop) reached", fault: .gateway)
            Socket.resetOnClose(handle)
            return
        }
        Socket.setNoDelay(handle)
        Socket.setSendBuffer(handle, bytes: limits.kernelSendBufferBytes)
        let (slot, generation) = table.claim()
        let connection = Connection(
            slot: slot, generation: generation, peer: peer,
            tls: TLSSession(server: tls, socket: handle, over: transport), deadline: now + limits.handshakeMillis)
        do {
            try poller.add(connection.tls.socket, token: connection.pollToken, interest: .read)
        } catch {
            log.note(now, peer: peer, "cannot be polled: \(error)", fault: .gateway)
            table.release(slot: slot)
            return
        }
        awaitProxyHeader(connection)
        counters.add(.accepted)
        counters.connectionOpened()
        table.insert(connection)
        arm(connection)
    }

    private func pauseAccepting() {
        guard listener != nil else { return }
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
