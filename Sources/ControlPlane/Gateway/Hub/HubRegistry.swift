import BoardServer
import Synchronization
import WallboardCore

/// Which hub serves which customer and which credential: routes each `hello`. Shared by all hubs; holds no state of
/// its own that is not in the store.
final class HubRegistry: Sendable {
    private struct State {
        var hubs = SortedMap<CustomerID, CustomerHub>()
        var owners: [CredentialID: CustomerID] = [:]
        /// The same by customer: removing one costs what that customer has, not what all have.
        var credentials: [CustomerID: Set<CredentialID>] = [:]
    }

    private let state = Mutex(State())

    /// All hubs, by customer.
    var hubs: [CustomerHub] {
        state.withLock { $0.hubs.values }
    }

    /// The hubs by customer, beginning with `customer`, whether it exists or not; nil: with the first.
    func hubs(from customer: CustomerID?) -> ArraySlice<CustomerHub> {
        state.withLock { state in
            state.hubs.values[(customer.map { state.hubs.index(from: $0) } ?? 0)...]
        }
    }

    /// The first hubs by customer whose ids follow `text`, at most `limit`; nil: from the first.
    func hubs(after text: String?, limit: Int) -> [CustomerHub] {
        state.withLock { state in
            Array(state.hubs.values { customer in text.map { $0 < customer.text } ?? true }.prefix(limit))
        }
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
            for credential in state.credentials.removeValue(forKey: customer) ?? [] {
                state.owners[credential] = nil
            }
        }
    }

    func addCredential(_ credential: CredentialID, of customer: CustomerID) {
        state.withLock { state in
            state.owners[credential] = customer
            state.credentials[customer, default: []].insert(credential)
        }
    }

    func removeCredential(_ credential: CredentialID) {
        state.withLock { state in
            guard let owner = state.owners.removeValue(forKey: credential) else { return }
            state.credentials[owner]?.remove(credential)
        }
    }
}

/// Which hub publishes which topic.
final class TopicOwners: TopicNames {
    private struct State {
        var next: UInt64 = 1
        var owners: [TopicID: CustomerHub] = [:]
    }

    private let state = Mutex(State())

    func make() -> TopicID {
        state.withLock { state in
            defer { state.next += 1 }
            return TopicID(number: state.next)
        }
    }

    func set(_ hub: CustomerHub, for topics: [TopicID]) {
        state.withLock { state in
            for topic in topics { state.owners[topic] = hub }
        }
    }

    func owner(of topic: TopicID) -> CustomerHub? {
        state.withLock { $0.owners[topic] }
    }

    func remove(_ topics: [TopicID]) {
        state.withLock { state in
            for topic in topics { state.owners[topic] = nil }
        }
    }
}
