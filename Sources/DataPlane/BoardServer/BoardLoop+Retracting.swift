import BoardProtocol
import EventLoop

/// What was sent under an entitlement that is gone and is not acknowledged: the kernel would send it again (protocol,
/// section 3).
extension BoardLoop {
    /// Takes back the state that waits under the old entitlement and ends the subscription, also of a connection that
    /// is closing. Where `revokes` is true and the peer has not acknowledged everything it was sent, nothing more is
    /// sent until it has; after `acknowledgementMillis` the connection is reset.
    ///
    /// - Returns: whether the connection had to be reset at once, because revoked state is partly written or held by
    ///   TLS: it can only be dropped together with the connection. The board comes back.
    func takeBack(_ connection: Connection, revokes: Bool) -> Bool {
        unsubscribe(connection)
        let isStateCommitted = connection.outbox.takeBack()
        guard revokes, connection.hasHadState else { return false }
        guard !isStateCommitted else {
            reset(connection)
            return true
        }
        if Socket.unacknowledgedBytes(connection.tls.socket) > 0 {
            retract(connection)
            stopWriting(connection)
        }
        return false
    }

    /// Waits until the peer has acknowledged everything it was sent.
    func retract(_ connection: Connection) {
        guard !connection.holds.contains(.acknowledgement) else { return }
        connection.holds.insert(.acknowledgement)
        if retractions.isEmpty { retractionsCheckAt = now + limits.acknowledgementCheckMillis }
        retractions.begin(connection, until: now + limits.acknowledgementMillis)
    }

    /// Checks which peers have acknowledged: connections that are still open go on, the others are freed.
    func settleRetractions() {
        guard !retractions.isEmpty, now >= retractionsCheckAt else { return }
        retractionsCheckAt = now + limits.acknowledgementCheckMillis
        let settled = retractions.settle(at: now) { Socket.unacknowledgedBytes($0.tls.socket) == 0 }
        for (connection, outcome) in settled {
            connection.holds.remove(.acknowledgement)
            switch (outcome, connection.phase) {
            case (.acknowledged, .ended): ended.append(connection)
            case (.acknowledged, _): markDirty(connection)
            case (.overdue, .ended):
                Socket.resetOnClose(connection.tls.socket)
                counters.add(.resets)
                ended.append(connection)
            case (.overdue, _): reset(connection)
            }
        }
    }

    private func reset(_ connection: Connection) {
        counters.add(.resets)
        connection.cause = connection.cause ?? .connectionLost
        log.note(
            now, peer: connection.peer, "reset: revoked state was on its way to a slow board", by: .board,
            fault: .gateway)
        end(connection, resets: true)
    }

    /// A connection that is held is not polled for writing: the poller would report for ever that it can be written.
    /// What TLS could not write is offered again when the hold ends.
    func stopWriting(_ connection: Connection) {
        guard connection.interest.contains(.write) else { return }
        connection.holds.remove(.transport)
        watch(connection, .read)
    }

    // MARK: Those who wait for that

    /// Answers the waiters whose retractions are all over. Not before connections that were reset have been freed:
    /// until then the kernel goes on with what it holds.
    func answerSettled() {
        while let next = settling.first, retractions.areSettled(upTo: next.moment) {
            settling.removeFirst()
            switch next.waiter {
            case .barrier(let barrier): barrier.acknowledge()
            case .successor(let id): release(id)
            }
        }
    }

    func release(_ id: ConnectionID) {
        guard id.loop != index else { return released(id) }
        // One that has ended has no connections left.
        _ = inboxes[Int(id.loop)].post(.released(id))
    }

    /// Nothing of the connection whose place it takes can be sent any more.
    func released(_ id: ConnectionID) {
        guard let connection = connection(id) else { return }
        connection.holds.remove(.predecessor)
        markDirty(connection)
    }
}
