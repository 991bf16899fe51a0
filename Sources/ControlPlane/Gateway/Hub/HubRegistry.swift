import Synchronization
import WallboardCore

/// Which hub serves which customer and which credential: what a `hello` is routed by. Shared by all hubs; holds no state
/// of its own that is not in the store.
final class HubRegistry: Sendable {
    private struct State {
        var hubs: [CustomerID: CustomerHub] = [:]
        var owners: [CredentialID: CustomerID] = [:]
    }

    private let state = Mutex(State())

    /// All hubs, by customer.
    var hubs: [CustomerHub] {
        state.withLock { $0.hubs.values.sorted { $0.id < $1.id } }
    }

    func hub(of customer: CustomerID) -> CustomerHub? {
        state.withLock { $0.hubs[customer] }
    }

    func hub(holding credential: CredentialID) -> CustomerHub? {
        state.withLock { state in state.owners[credential].flatMap { state.hubs[$0] } }
    }

    func add(_ hub: CustomerHub) {
        state.withLock { $0.hubs[hub.id] = hub }
    }

    func remove(_ customer: CustomerID) {
        state.withLock { state in
            state.hubs[customer] = nil
            state.owners = state.owners.filter { $0.value != customer }
        }
    }

    func addCredential(_ credential: CredentialID, of customer: CustomerID) {
        state.withLock { $0.owners[credential] = customer }
    }

    func removeCredential(_ credential: CredentialID) {
        state.withLock { _ = $0.owners.removeValue(forKey: credential) }
    }
}
