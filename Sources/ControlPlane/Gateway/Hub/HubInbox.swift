import BoardProtocol
import BoardServer
import Synchronization

/// What the loops report to one hub, in order. The router only puts events in, so a busy hub does not delay the
/// boards of other customers.
///
/// Its size is bounded by what the loops may have outstanding: one `hello`, one `status`, one `answered` and one
/// `closed` a connection, and one requested snapshot a topic and loop. A board that sends `status` again and again
/// replaces the one that waits.
final class HubInbox: Sendable {
    /// What a hub hears of its boards.
    enum Event: Sendable {
        case hello(ConnectionID, Hello, address: String)
        case status(ConnectionID, BoardStatus)
        case answered(ConnectionID)
        case closed(ConnectionID, BoardClose)
        case snapshotWanted(TopicID, loop: UInt16)
    }

    private struct State {
        var waiting: [Event] = []
        /// The position of a connection's status in `waiting`.
        var statuses: [ConnectionID: Int] = [:]
        var isDraining = false
    }

    private let state = Mutex(State())

    /// Adds an event. Returns true if the caller has to make sure that `next` is called until it returns nil; false
    /// if somebody already does so.
    func add(_ event: Event) -> Bool {
        state.withLock { state in
            if case .status(let connection, let later) = event {
                if let index = state.statuses[connection], case .status(_, let earlier) = state.waiting[index] {
                    state.waiting[index] = .status(connection, earlier.followed(by: later))
                    return false
                }
                state.statuses[connection] = state.waiting.count
            }
            state.waiting.append(event)
            defer { state.isDraining = true }
            return !state.isDraining
        }
    }

    /// The events of the next turn, 1 to `maxEventsPerTurn`; nil when there are none, and the caller that adds the
    /// next one has to begin again.
    func next() -> ArraySlice<Event>? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isDraining = false
                return nil
            }
            state.statuses = [:]
            defer { state.waiting.removeFirst(min(state.waiting.count, GatewayLimits.Boards.maxReportsPerTurn)) }
            return state.waiting.prefix(GatewayLimits.Boards.maxReportsPerTurn)
        }
    }
}

extension BoardStatus {
    /// What holds after both: what the later one leaves out stays.
    func followed(by later: BoardStatus) -> BoardStatus {
        BoardStatus(asleep: later.asleep ?? asleep, note: later.note ?? note)
    }
}
