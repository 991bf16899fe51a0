import BoardProtocol
import EventLoop

/// The connections of one loop, each from the moment it has a slot until the slot is free again: what the poller
/// watches, the one timer of each, how it ends, and what its peer has yet to acknowledge.
final class Connections {
    private let context: LoopContext
    private let topics: TopicTable
    private let quota: ConnectionQuota
    private var poller: Poller
    private var timers: TimerWheel
    private var table = ConnectionTable()
    /// To be freed at the end of the tick.
    private var ended: [Connection] = []
    private var retractions: Retractions<Connection, Settling>

    init(context: LoopContext, topics: TopicTable, quota: ConnectionQuota, poller: consuming Poller) {
        self.context = context
        self.topics = topics
        self.quota = quota
        self.poller = poller
        timers = TimerWheel(now: context.now)
        retractions = Retractions(
            patience: context.limits.acknowledgementMillis,
            checkedEvery: context.limits.acknowledgementCheckMillis)
    }

    var count: Int { table.count }
    /// Every connection, by slot; those that have ended in this tick too.
    var all: [Connection] { table.all }

    func id(_ connection: Connection) -> ConnectionID {
        ConnectionID(loop: context.index, slot: connection.slot, generation: connection.generation)
    }

    /// nil where it has ended.
    subscript(id: ConnectionID) -> Connection? { open(id.slot, id.generation) }

    /// nil where it has ended.
    subscript(token: PollToken) -> Connection? { open(token.slot, token.generation) }

    private func open(_ slot: UInt32, _ generation: UInt32) -> Connection? {
        guard let connection = table[slot, generation], connection.phase != .ended else { return nil }
        return connection
    }

    // MARK: Beginning

    /// The name of a connection to come; `add` or `giveBack` follows.
    func claim() -> ConnectionID {
        let (slot, generation) = table.claim()
        return ConnectionID(loop: context.index, slot: slot, generation: generation)
    }

    /// No connection gets that name.
    func giveBack(_ id: ConnectionID) { table.release(slot: id.slot) }

    /// Takes in a connection with a name that was claimed. Throws where it cannot be polled; the name is given back.
    func add(_ connection: Connection) throws(Errno) {
        do {
            try poller.add(connection.tls.socket, token: connection.pollToken, interest: .read)
        } catch {
            table.release(slot: connection.slot)
            throw error
        }
        context.counters.add(.accepted)
        context.counters.connectionOpened()
        table.insert(connection)
        arm(connection)
    }

    /// The connection is let in as far as quotas are concerned.
    func finish(_ connection: Connection) {
        guard let place = connection.place.take() else { return }
        quota.finish(id(connection), at: place)
    }

    // MARK: The poller

    /// Waits until something is ready; returns how many are.
    func wait(milliseconds: Int32) -> Int { poller.wait(timeoutMilliseconds: milliseconds) }

    /// What the last `wait` found.
    func readiness(_ index: Int) -> Readiness { poller[index] }

    /// Begins to poll something that is no connection.
    func poll(_ handle: borrowing FileHandle, token: PollToken) throws(Errno) {
        try poller.add(handle, token: token, interest: .read)
    }

    /// Stops polling it.
    func stopPolling(_ handle: borrowing FileHandle) { poller.remove(handle) }

    /// Sets what the poller reports about a connection.
    func watch(_ connection: Connection, _ interest: Interest) {
        guard connection.interest != interest else { return }
        connection.interest = interest
        poller.modify(connection.tls.socket, token: connection.pollToken, interest: interest)
    }

    /// A connection that is held is not polled for writing: the poller would report for ever that it can be written.
    /// What TLS could not write is offered again when the hold ends.
    func stopWriting(_ connection: Connection) {
        guard connection.interest.contains(.write) else { return }
        connection.holds.remove(.transport)
        watch(connection, .read)
    }

    // MARK: Time

    /// The earliest moment at which something here is due.
    var nextDeadline: Int64? {
        guard let check = retractions.nextCheck else { return timers.nextDeadline }
        return min(check, timers.nextDeadline ?? check)
    }

    /// Sets the one timer of a connection to what comes next.
    func arm(_ connection: Connection) {
        let deadline =
            connection.phase == .board
            ? connection.session?.deadline(within: context.limits) ?? connection.deadline : connection.deadline
        timers.schedule(connection.slot, at: deadline)
    }

    /// A connection whose timer has run out.
    func nextExpired() -> Connection? {
        while let slot = timers.popExpired(at: context.now) {
            if let connection = table[slot], connection.phase != .ended { return connection }
        }
        return nil
    }

    // MARK: The end

    /// The peer ended the connection with close_notify (nil), or it broke.
    func peerEnded(_ connection: Connection, _ failure: TLSFailure?) {
        let reason = failure?.description ?? "closed TLS"
        let fault = BoardClose.Fault(of: failure)
        if connection.phase == .board, connection.session?.phase != .closing {
            context.note(
                peer: connection.peer, "board gone without Close: \(reason)", by: connection.sayer, fault: fault)
        } else if let failure, failure.fault != .network {
            context.note(peer: connection.peer, "TLS failed: \(reason)", by: connection.sayer, fault: fault)
        }
        if let failure, failure.fault != .network { context.counters.add(.tlsFailures) }
        end(connection, saysSo: failure == nil)
    }

    /// Takes a connection off the poller; it is freed at the end of the tick. Where its peer has not acknowledged
    /// everything that may be state, it is freed once it has, or reset: the kernel would go on sending it, and nobody
    /// could take it back any more. `saysSo` where the peer ended first and is owed its close_notify (RFC 8446, section
    /// 6.1); one that the kernel has no room for is skipped. With `resets` it is reset at once.
    func end(_ connection: Connection, saysSo: Bool = false, resets: Bool = false) {
        guard connection.phase != .ended else { return }
        topics.unsubscribe(connection)
        poller.remove(connection.tls.socket)
        timers.cancel(connection.slot)
        let close = connection.cause ?? .connectionLost
        if connection.session != nil { context.counters.closed(close) }
        if connection.isAnnounced { context.outcome.report(.closed(id(connection), close)) }
        connection.phase = .ended
        context.counters.connectionEnded()
        free(connection, saysSo: saysSo, resets: resets)
    }

    private func free(_ connection: Connection, saysSo: Bool, resets: Bool) {
        if resets || connection.session != nil && !connection.hasHadState && hasUnsent(connection) {
            Socket.resetOnClose(connection.tls.socket)
        } else if connection.hasHadState, Socket.unacknowledgedBytes(connection.tls.socket) > 0 {
            retract(connection)
        } else if saysSo {
            _ = connection.tls.sendCloseNotify()
        }
        // One that is being retracted is freed when that is settled.
        if !connection.holds.contains(.acknowledgement) { ended.append(connection) }
    }

    private func hasUnsent(_ connection: Connection) -> Bool {
        Socket.unsentBytes(connection.tls.socket) > 0
    }

    /// The end of the tick: closes what has ended.
    func freeEnded() {
        for connection in ended {
            table.remove(connection)
            quota.leave(id(connection), at: connection.place)
        }
        ended.removeAll(keepingCapacity: true)
    }

    // MARK: What is taken back

    // What was sent under an entitlement that is gone and is not acknowledged, the kernel would send again (protocol,
    // section 3).

    /// Takes back the state that waits under the old entitlement and ends the subscription, also of a connection that
    /// is closing. Where `revokes` is true and the peer has not acknowledged everything it was sent, nothing more is
    /// sent until it has; after `acknowledgementMillis` the connection is reset.
    ///
    /// - Returns: whether the connection had to be reset at once, because revoked state is partly written or held by
    ///   TLS: it can only be dropped together with the connection. The board comes back.
    func takeBack(_ connection: Connection, revokes: Bool) -> Bool {
        topics.unsubscribe(connection)
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
    private func retract(_ connection: Connection) {
        guard !connection.holds.contains(.acknowledgement) else { return }
        connection.holds.insert(.acknowledgement)
        retractions.begin(connection, at: context.now)
    }

    /// Checks which peers have acknowledged: connections that are still open go on, the others are freed.
    func settleRetractions(goOn: (Connection) -> Void) {
        let settled = retractions.settle(at: context.now) { Socket.unacknowledgedBytes($0.tls.socket) == 0 }
        for (connection, outcome) in settled {
            connection.holds.remove(.acknowledgement)
            switch (outcome, connection.phase) {
            case (.acknowledged, .ended): ended.append(connection)
            case (.acknowledged, _): goOn(connection)
            case (.overdue, .ended):
                Socket.resetOnClose(connection.tls.socket)
                context.counters.add(.resets)
                ended.append(connection)
            case (.overdue, _): reset(connection)
            }
        }
    }

    private func reset(_ connection: Connection) {
        context.counters.add(.resets)
        connection.cause = connection.cause ?? .connectionLost
        context.note(
            peer: connection.peer, "reset: revoked state was on its way to a slow board", by: .board, fault: .gateway)
        end(connection, resets: true)
    }

    /// Lets one wait until nothing that was taken back before can be sent any more.
    func wait(_ waiter: Settling) { retractions.wait(waiter) }

    /// The first of those who wait, where its wait is over. Not before connections that were reset have been freed:
    /// until then the kernel goes on with what it holds.
    func nextSettled() -> Settling? { retractions.nextSettled() }
}

/// Who waits until nothing that was taken back before can be sent any more.
enum Settling {
    case barrier(Barrier)
    /// The connection that takes the place of one that was closed.
    case successor(ConnectionID)
}

extension BoardClose.Fault {
    /// Whose fault a TLS failure is, as the log names it.
    init(of failure: TLSFailure?) {
        switch failure?.fault {
        case .peer, nil: self = .board
        case .network: self = .network
        case .local: self = .gateway
        }
    }
}
