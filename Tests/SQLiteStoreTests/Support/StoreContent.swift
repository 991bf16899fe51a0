import Store
import Values
import WallboardCore

/// Everything that can be read from a store, to compare two stores or one before and after.
struct StoreContent: Hashable, Sendable {
    let customers: [Customer]
    let users: [[User]]
    let keys: [[EnrolmentKey]]
    let devices: [[Device]]
    let waiting: [[WaitingBoard]]
    let dashboards: [[Dashboard]]
    let events: [[CallEvent]]
    let agents: [PBXAgents?]
    let tokens: [AdminToken]
    let audit: [AuditRecord]
    /// Of every customer that a test may have made, also of those that are gone.
    let ledgers: [[LedgerRecord]]

    /// The names of the parts that differ.
    func parts(unlike other: StoreContent) -> [String] {
        let (mine, others) = (Mirror(reflecting: self).children, Mirror(reflecting: other).children)
        return zip(mine, others).filter { String(describing: $0.value) != String(describing: $1.value) }
            .map { $0.0.label ?? "" }
    }

    init(of store: any Store) async throws(StoreError) {
        customers = try await store.customers()
        var users: [[User]] = []
        var keys: [[EnrolmentKey]] = []
        var devices: [[Device]] = []
        var waiting: [[WaitingBoard]] = []
        var dashboards: [[Dashboard]] = []
        var events: [[CallEvent]] = []
        var agents: [PBXAgents?] = []
        var ledgers: [[LedgerRecord]] = []
        for customer in customers {
            users.append(try await store.users(of: customer.id))
            keys.append(try await store.enrolmentKeys(of: customer.id))
            devices.append(try await store.devices(of: customer.id))
            waiting.append(try await store.waitingBoards(of: customer.id))
            dashboards.append(try await store.dashboards(of: customer.id))
            events.append(try await store.events(of: customer.id, since: Instant(milliseconds: .min)))
            agents.append(try await store.pbxAgents(of: customer.id))
        }
        for customer in ["a", "acme", "b", "c", "other"] as [CustomerID] {
            ledgers.append(try await store.ledger(of: customer))
        }
        tokens = try await store.tokens(of: nil)
        audit = try await store.audit(of: nil, before: nil, limit: .max)
        self.users = users
        self.waiting = waiting
        self.keys = keys
        self.devices = devices
        self.dashboards = dashboards
        self.events = events
        self.agents = agents
        self.ledgers = ledgers
    }
}
