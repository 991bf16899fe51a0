import Store
import WallboardCore

/// All that a store lets one read, to compare two stores or one before and after.
struct StoreContent: Hashable, Sendable {
    let customers: [Customer]
    let users: [[User]]
    let keys: [[EnrolmentKey]]
    let devices: [[Device]]
    let events: [[CallEvent]]

    init(of store: any Store) async throws(StoreError) {
        customers = try await store.customers()
        var users: [[User]] = []
        var keys: [[EnrolmentKey]] = []
        var devices: [[Device]] = []
        var events: [[CallEvent]] = []
        for customer in customers {
            users.append(try await store.users(of: customer.id))
            keys.append(try await store.enrolmentKeys(of: customer.id))
            devices.append(try await store.devices(of: customer.id))
            events.append(try await store.events(of: customer.id, since: Instant(milliseconds: .min)))
        }
        self.users = users
        self.keys = keys
        self.devices = devices
        self.events = events
    }
}
