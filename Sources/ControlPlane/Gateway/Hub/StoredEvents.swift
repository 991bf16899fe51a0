import AdminAPI
import Store
import Synchronization
import Values
import WallboardCore

/// How many call events are stored for each customer, updated by everything that adds or removes some, so that nobody
/// has to count them; and whose turn it is when there are too many.
///
/// All customers share `most`. A customer's share is nine tenths of it, divided by the customers that have events:
/// nobody loses anything while there is room, and when the whole is nearly full, at 95 %, at least one has more than
/// its share. It loses its own oldest days until the whole is at 90 %; if none of them can go, only its feed has to
/// wait. A customer within its share is always accepted: by that much the whole may exceed its bound for a while.
final class StoredEvents: Sendable {
    /// How many may be stored.
    let most: Int

    private struct State {
        var byCustomer: [CustomerID: Int] = [:]
        /// Of deleted customers whose events are not yet removed.
        var ofFormer = 0
        var total = 0
    }

    private let state = Mutex(State())

    init(most: Int = .max) {
        self.most = most
    }

    /// Of all customers.
    var count: Int { state.withLock { $0.total } }
    /// Whether days have to go.
    var isNearlyFull: Bool { count >= most - most / 20 }
    /// Whether enough days have gone.
    var isRoomyAgain: Bool { count <= most - most / 10 }

    func count(of customer: CustomerID) -> Int { state.withLock { $0.byCustomer[customer] ?? 0 } }

    /// What the store has counted.
    func set(_ counts: StoredEventCounts) {
        state.withLock { state in
            state.byCustomer = counts.byCustomer
            state.ofFormer = counts.ofFormer
            state.total = counts.byCustomer.values.reduce(counts.ofFormer) { $0.adding(saturating: $1) }
        }
    }

    func add(_ count: Int, of customer: CustomerID) {
        guard count > 0 else { return }
        state.withLock { state in
            state.byCustomer[customer] = (state.byCustomer[customer] ?? 0).adding(saturating: count)
            state.total = state.total.adding(saturating: count)
        }
    }

    func remove(_ count: Int, of customer: CustomerID) {
        state.withLock { state in
            let left = max(0, (state.byCustomer[customer] ?? 0) - count)
            state.byCustomer[customer] = left == 0 ? nil : left
            state.total = max(0, state.total - count)
        }
    }

    /// The customer is deleted: its events belong to nobody until they are removed.
    func leave(_ customer: CustomerID) {
        state.withLock { state in
            state.ofFormer = state.ofFormer.adding(saturating: state.byCustomer.removeValue(forKey: customer) ?? 0)
        }
    }

    /// Events of deleted customers are removed.
    func removeFormer(_ count: Int) {
        state.withLock { state in
            state.ofFormer = max(0, state.ofFormer - count)
            state.total = max(0, state.total - count)
        }
    }

    /// The customer that is furthest beyond its share, except for some; nil if none of the others exceeds its share.
    func furthestOverShare(except passedOver: Set<CustomerID>) -> CustomerID? {
        state.withLock { state in
            let share = Self.share(of: most, in: state)
            return state.byCustomer.filter { $0.value > share && !passedOver.contains($0.key) }
                .max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        }
    }

    /// Throws `.unavailable` if the whole is nearly full and the customer has more than its share.
    func checkRoom(for customer: CustomerID) throws(AdminError) {
        guard isNearlyFull else { return }
        let (stored, share): (Int, Int) = state.withLock { state in
            (state.byCustomer[customer] ?? 0, Self.share(of: most, in: state))
        }
        guard stored > share else { return }
        throw .unavailable(
            reason:
                "The gateway may store \(most) call events (maxStoredEvents) and has nearly as many, \(stored) of them "
                + "this customer's, whose share is \(share): it takes no more of them before older days are removed.",
            retryAfterSeconds: 60)
    }

    private static func share(of most: Int, in state: State) -> Int {
        (most - most / 10) / max(1, state.byCustomer.count)
    }
}
