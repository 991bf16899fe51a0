import BoardServer
import Store

/// A board that presented a key and waits for its seat to be durable.
struct PendingEnrolment {
    let arrival: Arrival
    let request: EnrolmentRequest
    /// The token that it gets; the store has only its hash.
    let token: Credential
    /// Whether the board that it takes over from still answered: let in, and an alarm (rule 6).
    let displacesAnswering: Bool
}

/// Boards that presented an enrolment key and wait for the commit, in the order in which they came; bounded by the
/// loops' connections. A board may leave at any time, even while it is being decided.
struct EnrolmentQueue {
    private var pending: [ConnectionID: PendingEnrolment] = [:]
    private var line: [ConnectionID] = []
    private var isDraining = false

    /// How many are undecided.
    var count: Int { pending.count }

    /// Adds a board. Returns true if the caller has to make sure that `takeNext` is called until `hasNext` is false;
    /// false if somebody already does so.
    mutating func add(_ enrolment: PendingEnrolment) -> Bool {
        pending[enrolment.arrival.connection] = enrolment
        line.append(enrolment.arrival.connection)
        defer { isDraining = true }
        return !isDraining
    }

    /// Whether some are left to take; if not, the next `add` begins again.
    mutating func hasNext() -> Bool {
        if line.isEmpty { isDraining = false }
        return isDraining
    }

    /// The next ones in line that are still there; they count as undecided until `decide`.
    mutating func takeNext() -> [PendingEnrolment] {
        let connections = line.prefix(GatewayLimits.Boards.maxEnrolmentsPerCommit)
        line.removeFirst(connections.count)
        return connections.compactMap { pending[$0] }
    }

    /// A board is decided. Returns whether it is still there.
    mutating func decide(_ enrolment: PendingEnrolment) -> Bool {
        pending.removeValue(forKey: enrolment.arrival.connection) != nil
    }

    /// The board has gone.
    mutating func leave(_ connection: ConnectionID) {
        pending[connection] = nil
    }
}
