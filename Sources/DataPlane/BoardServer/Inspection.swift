import Synchronization

/// Collects one answer of every loop for one waiting task: the connections that are let in. Used once.
package final class Inspection: Sendable {
    /// One connection and what was measured of it.
    package typealias Entry = (id: ConnectionID, report: ConnectionReport)

    private struct State {
        var missing: Int
        var isGivenUp = false
        /// By loop.
        var entries: [[Entry]]
        var waiter: CheckedContinuation<[Entry], Never>?
    }

    private let state: Mutex<State>

    /// `loopCount` loops, 1 or more, have to answer.
    init(loopCount: Int) {
        precondition(loopCount > 0, "no loop can answer")
        state = Mutex(State(missing: loopCount, entries: Array(repeating: [], count: loopCount)))
    }

    /// The one answer of a loop.
    func answer(_ entries: [Entry], of loop: UInt16) {
        let answered = state.withLock { state -> (CheckedContinuation<[Entry], Never>, [Entry])? in
            precondition(state.missing > 0, "an inspection was answered too often")
            state.missing -= 1
            state.entries[Int(loop)] = entries
            guard state.missing == 0, let waiter = state.waiter.take() else { return nil }
            return (waiter, state.entries.flatMap(\.self))
        }
        if let (waiter, entries) = answered { waiter.resume(returning: entries) }
    }

    /// The answers, by loop and slot, as soon as all loops have answered or the time is over: then those that have
    /// come. For one waiter.
    func answers(upTo time: Duration) async -> [Entry] {
        let timer = Task {
            try? await Task.sleep(for: time)
            giveUp()
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { continuation in
            let entries = state.withLock { state -> [Entry]? in
                precondition(state.waiter == nil, "an inspection has one waiter")
                guard state.missing > 0, !state.isGivenUp else { return state.entries.flatMap(\.self) }
                state.waiter = continuation
                return nil
            }
            if let entries { continuation.resume(returning: entries) }
        }
    }

    /// A loop that stands still must not keep the caller from the answers of the others.
    private func giveUp() {
        let late = state.withLock { state -> (CheckedContinuation<[Entry], Never>, [Entry])? in
            state.isGivenUp = true
            guard let waiter = state.waiter.take() else { return nil }
            return (waiter, state.entries.flatMap(\.self))
        }
        if let (waiter, entries) = late { waiter.resume(returning: entries) }
    }
}

/// What was measured of one connection that is let in: how far away the board is, whether it keeps up, and when it was
/// last sent a message.
package struct ConnectionReport: Hashable, Sendable {
    /// From the last ping that was answered to its pong, including what waited before the ping; nil before the first
    /// pong.
    package let roundTripMillis: Int?
    /// Bytes that wait because the board reads too slowly; 0 or more. Excludes what the kernel holds.
    package let queuedBytes: Int
    /// When the last message went out whole, in milliseconds since 1970-01-01T00:00:00Z; nil before the first. Pings
    /// and HTTP answers do not count as messages.
    package let lastMessageMillis: Int64?

    /// Takes what was measured.
    package init(roundTripMillis: Int?, queuedBytes: Int, lastMessageMillis: Int64?) {
        self.roundTripMillis = roundTripMillis
        self.queuedBytes = queuedBytes
        self.lastMessageMillis = lastMessageMillis
    }
}

extension ConnectionReport {
    /// nil unless the board is let in. `offset` is how far the wall clock is ahead of the clock of deadlines.
    init?(of connection: Connection, toWallClock offset: Int64) {
        guard connection.phase == .board, let session = connection.session, session.phase == .serving else {
            return nil
        }
        self.init(
            roundTripMillis: session.roundTripMillis.map(Int.init), queuedBytes: connection.outbox.queue.byteCount,
            lastMessageMillis: session.lastMessageAt.map { $0 + offset })
    }
}
