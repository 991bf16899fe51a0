import AdminAPI
import Synchronization
import WallboardCore

/// Sends board events to all watchers. The hubs never wait for a watcher: one that reads too slowly loses events, and
/// has to list everything again.
final class BoardEventBus: Sendable {
    private struct Watcher {
        let customer: CustomerID?
        let continuation: AsyncStream<BoardFeedEvent>.Continuation
        /// Events were lost since the last `.resync`.
        var hasLost = false
    }

    private struct State {
        var watchers: [Int: Watcher] = [:]
        var next = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    /// Whether anybody watches, so that it is worth making events.
    var isWatched: Bool { state.withLock { !$0.watchers.isEmpty } }

    /// Streams that are open.
    var watchers: Int { state.withLock { $0.watchers.count } }

    /// A stream of one customer's events or of all (nil), from now on. Throws `.unavailable` beyond the bound, and
    /// when the gateway ends.
    func subscribe(to customer: CustomerID?) throws(AdminError) -> AsyncStream<BoardFeedEvent> {
        typealias Stream = AsyncStream<BoardFeedEvent>
        let (stream, continuation) = Stream.makeStream(
            bufferingPolicy: .bufferingOldest(GatewayLimits.Fleet.maxWaitingEvents))
        let number: Int? = state.withLock { state in
            guard !state.isFinished, state.watchers.count < GatewayLimits.Fleet.maxWatchers else { return nil }
            state.next += 1
            state.watchers[state.next] = Watcher(customer: customer, continuation: continuation)
            return state.next
        }
        guard let number else {
            throw .unavailable(reason: "too many streams of events are open", retryAfterSeconds: 10)
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.watchers.removeValue(forKey: number) }
        }
        return stream
    }

    /// Sends an event of a customer (nil: of none, which only those who watch all see) to its watchers.
    func publish(_ event: BoardFeedEvent, of customer: CustomerID?) {
        state.withLock { state in
            for (number, watcher) in state.watchers where watcher.customer == nil || watcher.customer == customer {
                state.watchers[number]?.hasLost = !Self.hand(event, to: watcher)
            }
        }
    }

    /// Ends every stream.
    func finish() {
        let watchers = state.withLock { state in
            state.isFinished = true
            defer { state.watchers = [:] }
            return state.watchers.values.map(\.continuation)
        }
        for continuation in watchers { continuation.finish() }
    }

    /// Whether the watcher has missed nothing, or knows that it has.
    private static func hand(_ event: BoardFeedEvent, to watcher: Watcher) -> Bool {
        if watcher.hasLost {
            // What comes after the notice is complete again; what this event says is in the new listing.
            if case .enqueued = watcher.continuation.yield(.resync) { return true }
            return false
        }
        if case .dropped = watcher.continuation.yield(event) { return false }
        return true
    }
}
