import Synchronization
import Values

/// How many connections there may be on all loops together. The loops ask at every accept, when a board is let in, and
/// when a connection is gone; never for a frame.
final class ConnectionQuota: Sendable {
    /// What becomes of a connection that was just accepted.
    enum Arrival: Equatable {
        /// It may stay; `displaced` has to go instead, perhaps on another loop.
        case admitted(UnfinishedConnections.Place, displaced: ConnectionID?)
        /// Every place belongs to a board that is let in; or too many are still on their way out, which
        /// `takesArrivals` tells beforehand.
        case full
    }

    private struct State {
        /// With a descriptor, displaced ones included.
        var open = 0
        /// Displaced, and not gone yet.
        var ending = 0
        var unfinished: UnfinishedConnections
    }

    /// Connections that may be open at once.
    let most: Int
    private let maxEnding: Int
    private let state: Mutex<State>

    init(within limits: BoardServerLimits, loopCount: Int) {
        most = limits.maxConnections
        maxEnding = BoardServer.maxEndingPerLoop * loopCount
        let mostUnfinished = max(1, limits.maxConnections / limits.unfinishedShare)
        state = Mutex(
            State(
                unfinished: UnfinishedConnections(
                    most: mostUnfinished,
                    maxPerBlock: min(
                        limits.maxUnfinishedPerBlock, max(1, mostUnfinished / limits.unfinishedBlockShare)))))
    }

    /// Whether a loop may accept. Not while as many as may be are on their way out: a newcomer then waits in the
    /// kernel's queue until the other loops have ended them.
    var takesArrivals: Bool { state.withLock { $0.ending < maxEnding } }

    /// A connection was accepted.
    func arrive(_ id: ConnectionID, from block: AddressBlock) -> Arrival {
        state.withLock { state in
            guard state.ending < maxEnding else { return .full }
            var displaced = state.unfinished.makeRoom(for: block)
            if displaced == nil, state.open - state.ending >= most {
                displaced = state.unfinished.removeOne()
                if displaced == nil { return .full }
            }
            if displaced != nil { state.ending += 1 }
            state.open += 1
            return .admitted(state.unfinished.add(id, of: block), displaced: displaced)
        }
    }

    /// An unfinished connection belongs to another address than its socket says.
    ///
    /// - Returns: the connection that has to go for it, if any.
    func move(_ id: ConnectionID, at place: UnfinishedConnections.Place, to block: AddressBlock) -> ConnectionID? {
        state.withLock { state in
            let displaced = state.unfinished.move(id, at: place, to: block)
            if displaced != nil { state.ending += 1 }
            return displaced
        }
    }

    /// A board was let in, or a conversation that lets in nobody has begun.
    func finish(_ id: ConnectionID, at place: UnfinishedConnections.Place) {
        state.withLock { state in
            // Let in at the last moment: the command that was sent to end it finds that it need not go.
            if !state.unfinished.remove(id, at: place) { state.ending -= 1 }
        }
    }

    /// A connection has given its descriptor back. `place`: unless it was finished.
    func leave(_ id: ConnectionID, at place: UnfinishedConnections.Place?) {
        state.withLock { state in
            state.open -= 1
            if let place, !state.unfinished.remove(id, at: place) { state.ending -= 1 }
        }
    }

    /// Connections with a descriptor, and those of them that are not finished.
    var counts: (open: Int, unfinished: Int) { state.withLock { ($0.open, $0.unfinished.count) } }

    /// Whether newcomers should wait while handshakes are pending: half of the unfinished places are in use, and a
    /// newcomer would cost one that is nearly done.
    var isCrowded: Bool { state.withLock { $0.unfinished.isHalfFull } }
}
