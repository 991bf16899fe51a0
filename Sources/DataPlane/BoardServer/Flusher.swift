import BoardProtocol
import EventLoop
import WebSocketWire

/// Writes what waits for the connections of one loop: once a tick, each up to a bound, and none while a fence is up.
final class Flusher {
    private let context: LoopContext
    private let connections: Connections
    /// Connections with something to write this tick.
    private var dirty: [Connection] = []
    /// Connections with something to write that a fence holds back until the next tick.
    private var heldBack: [Connection] = []
    /// Where several frames that go into one record are put together: one for all connections.
    private var scratch: [UInt8] = []

    init(context: LoopContext, connections: Connections) {
        self.context = context
        self.connections = connections
    }

    /// Whether the next tick has nothing to write. One that takes another's place may have been released at the end of
    /// the tick.
    var isIdle: Bool { heldBack.isEmpty && dirty.isEmpty }

    /// Something waits for the connection: it is written at the end of the tick.
    func markDirty(_ connection: Connection) {
        guard !connection.isDirty, !connection.isBlocked else { return }
        connection.isDirty = true
        dirty.append(connection)
    }

    /// The fence is down: what it held back is written in this tick.
    func takeUpHeldBack() {
        for connection in heldBack where connection.phase != .ended { markDirty(connection) }
        heldBack.removeAll(keepingCapacity: true)
    }

    /// Writes what waits. A connection that becomes dirty meanwhile is written too.
    func flushDirty() {
        var index = 0
        while index < dirty.count {
            let connection = dirty[index]
            index += 1
            connection.isDirty = false
            if connection.phase != .ended, !connection.isBlocked { flush(connection) }
        }
        dirty.removeAll(keepingCapacity: true)
        context.outcome.countBytes(in: context.counters)
    }

    /// Writes what waits for a connection, up to the bound of a tick.
    func flush(_ connection: Connection) {
        guard !context.inbox.holdsBack else {
            heldBack.append(connection)
            return
        }
        var budget = context.limits.maxWriteBytesPerTick
        while budget > 0, let chunk = connection.outbox.queue.nextChunk(&scratch) {
            let offered: Int
            let result: TLSSession.WriteResult
            switch chunk {
            case .frame(let frame, let start, let count):
                offered = count
                result = write(frame, start..<start + count, to: connection)
            case .scratch:
                offered = scratch.count
                result = connection.tls.write(scratch.span)
            }
            switch result {
            case .wrote(let count):
                budget -= count
                context.outcome.sent(count)
                let isMessage = connection.outbox.wrote(count)
                connection.session?.wrote(at: context.now, isMessage: isMessage)
            case .wantsWrite:
                connection.outbox.blocked(offering: offered)
                block(connection, until: .write)
                return
            case .wantsRead:
                block(connection, until: .read)
                return
            case .failed(let failure):
                connections.peerEnded(connection, failure)
                return
            }
        }
        guard connection.outbox.queue.isEmpty else {
            // The budget is used up, not the kernel's room: the poller reports at once that it can go on.
            watchWritable(connection)
            return
        }
        if connection.endsWhenWritten {
            endGracefully(connection)
            return
        }
        if connection.interest.contains(.write) {
            connections.watch(connection, .read)
            connections.arm(connection)
        }
        if connection.outbox.wantsSnapshot { requestSnapshot(for: connection) }
    }

    private func write(
        _ frame: EncodedFrame, _ range: Range<Int>, to connection: Connection
    ) -> TLSSession.WriteResult {
        let bytes = frame.bytes
        return connection.tls.write(bytes.span.extracting(range))
    }

    /// The poller says that a connection can go on.
    func unblock(_ connection: Connection) {
        guard connection.holds.contains(.transport) || connection.interest.contains(.write) else { return }
        connection.holds.remove(.transport)
        if connection.isBlocked { connections.stopWriting(connection) } else { markDirty(connection) }
    }

    /// Stops offering until the poller says that the socket can be written or, where TLS first needs the rest of a
    /// record, read.
    private func block(_ connection: Connection, until interest: Interest) {
        connection.holds.insert(.transport)
        connection.session?.blocked(at: context.now)
        if interest == .write { watchWritable(connection) } else { connections.watch(connection, .read) }
        connections.arm(connection)
    }

    private func watchWritable(_ connection: Connection) {
        connections.watch(
            connection, connection.readsAfterWriting ? .write : connection.interest.union(.write))
    }

    /// Says close_notify, and waits for the peer's end: closing at once could reset the connection and lose the last
    /// bytes on the way.
    private func endGracefully(_ connection: Connection) {
        if connection.tls.sendCloseNotify() == .wantsWrite {
            connection.holds.insert(.transport)
            connections.watch(connection, [.read, .write])
            return
        }
        connection.endsWhenWritten = false
        Socket.shutdownWrite(connection.tls.socket)
        connections.watch(connection, .read)
    }

    private func requestSnapshot(for connection: Connection) {
        guard let topic = connection.topic, !topic.isSnapshotRequested else { return }
        topic.isSnapshotRequested = true
        context.outcome.report(.snapshotWanted(topic.id, loop: context.index))
    }
}
