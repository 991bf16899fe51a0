import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import Store
import WallboardCore

/// The ports of the admin API: finds the hub of a customer and passes on what is asked.
struct Administration: Sendable {
    let surroundings: CustomerHub.Surroundings
    let router: BoardEventRouter
    /// Creating and deleting customers, one at a time.
    let roster: CustomerRoster

    func hub(of customer: CustomerID) throws(AdminError) -> CustomerHub {
        guard let hub = surroundings.registry.hub(of: customer) else { throw .notFound(.customer) }
        return hub
    }
}

/// Adds and removes hubs, so that two requests for one customer do not meet.
actor CustomerRoster {
    private let surroundings: CustomerHub.Surroundings
    private var isBeingCreated: Set<CustomerID> = []

    init(surroundings: CustomerHub.Surroundings) {
        self.surroundings = surroundings
    }

    /// Makes hubs for all that the store holds. Call before boards are let in.
    func load() async throws(StoreError) {
        for customer in try await surroundings.store.customers() {
            let hub = CustomerHub(
                customer: customer, users: try await surroundings.store.users(of: customer.id),
                devices: try await surroundings.store.devices(of: customer.id),
                keys: try await surroundings.store.enrolmentKeys(of: customer.id), surroundings: surroundings)
            do throws(AdminError) {
                try await hub.changing { () throws(AdminError) in try await hub.rebuildFigures() }
            } catch {
                throw .unavailable(reason: "\(error)")
            }
            await hub.open()
        }
    }

    func create(_ request: NewCustomer) async throws(AdminError) -> Customer {
        guard isBeingCreated.insert(request.id).inserted else { throw .alreadyExists(.customer) }
        defer { isBeingCreated.remove(request.id) }
        let customer = Customer(
            id: request.id, name: request.name, timeZone: try TimeZoneName(checking: request.timeZone).text,
            maximum: request.maximum, createdAt: surroundings.clock())
        try await surroundings.store.calling(missing: .customer) { store throws(StoreError) in
            try await store.createCustomer(customer)
        }
        let hub = CustomerHub(customer: customer, users: [], devices: [], keys: [], surroundings: surroundings)
        await hub.open()
        return customer
    }
}

extension Administration: CustomerAdministration {
    func createCustomer(_ request: NewCustomer) async throws(AdminError) -> Customer {
        try await roster.create(request)
    }

    func customers() async throws(AdminError) -> [Customer] {
        var customers: [Customer] = []
        for hub in surroundings.registry.hubs { customers.append(await hub.customer) }
        return customers
    }

    func customer(_ id: CustomerID) async throws(AdminError) -> Customer {
        await (try hub(of: id)).customer
    }

    func updateCustomer(_ id: CustomerID, _ change: CustomerChange) async throws(AdminError) -> Customer {
        try await hub(of: id).update(change)
    }

    func deleteCustomer(_ id: CustomerID) async throws(AdminError) {
        try await hub(of: id).close()
    }
}

extension Administration: UserAdministration {
    func users(of customer: CustomerID) async throws(AdminError) -> [User] {
        await (try hub(of: customer)).allUsers()
    }

    func user(_ id: UserID, of customer: CustomerID) async throws(AdminError) -> User {
        try await hub(of: customer).user(id)
    }

    func putUser(_ user: User, of customer: CustomerID) async throws(AdminError) -> Bool {
        try await hub(of: customer).put(user)
    }

    func deleteUser(_ id: UserID, of customer: CustomerID) async throws(AdminError) {
        try await hub(of: customer).deleteUser(id)
    }
}

extension Administration: LicenceAdministration {
    func licences(of customer: CustomerID) async throws(AdminError) -> LicenceUsage {
        await (try hub(of: customer)).licences()
    }

    func setMaximum(
        _ maximum: SeatMaximum, of customer: CustomerID, ifVersion version: Int?, dryRun: Bool
    ) async throws(AdminError) -> LicenceUsage {
        try await hub(of: customer).setMaximum(maximum, ifVersion: version, dryRun: dryRun)
    }
}

extension Administration: EnrolmentKeyAdministration {
    func createEnrolmentKey(
        for user: UserID, of customer: CustomerID, expiresInSeconds: Int?, maxUses: Int?
    ) async throws(AdminError) -> IssuedEnrolmentKey {
        try await hub(of: customer).createKey(for: user, expiresInSeconds: expiresInSeconds, maxUses: maxUses)
    }

    func enrolmentKeys(of customer: CustomerID) async throws(AdminError) -> [EnrolmentKey] {
        await (try hub(of: customer)).allKeys()
    }

    func deleteEnrolmentKey(_ id: CredentialID, of customer: CustomerID) async throws(AdminError) {
        try await hub(of: customer).deleteKey(id)
    }
}

extension Administration: DeviceAdministration {
    func devices(of customer: CustomerID) async throws(AdminError) -> [DeviceStatus] {
        await (try hub(of: customer)).allDevices()
    }

    func device(_ id: DeviceID, of customer: CustomerID) async throws(AdminError) -> DeviceStatus {
        try await hub(of: customer).device(id)
    }

    func updateDevice(
        _ id: DeviceID, of customer: CustomerID, _ change: DeviceEdit
    ) async throws(AdminError) -> DeviceStatus {
        try await hub(of: customer).update(id, change)
    }

    func deleteDevice(_ id: DeviceID, of customer: CustomerID) async throws(AdminError) {
        try await hub(of: customer).deleteDevice(id)
    }
}

extension Administration: BoardDirectory {
    func boards(of customer: CustomerID?) async throws(AdminError) -> BoardListing {
        let hubs = if let customer { [try hub(of: customer)] } else { surroundings.registry.hubs }
        var connected: [DeviceStatus] = []
        var refused = customer == nil ? router.refusedStrangers : []
        for hub in hubs {
            connected += await hub.connectedDevices()
            refused += await hub.recentRefusals()
        }
        return BoardListing(connected: connected, refused: refused.sorted { $0.at > $1.at })
    }
}

extension Administration: CallEventIntake {
    func accept(
        _ events: [(line: Int, event: CallEventMessage)], unreadable: [(line: Int, reason: String)],
        of customer: CustomerID
    ) async throws(AdminError) -> IntakeReceipt {
        try await hub(of: customer).accept(events, unreadable: unreadable)
    }
}

extension Administration: TokenAuthority {
    func principal(bearing token: String) async throws(AdminError) -> Principal? {
        guard let presented = Credential(token, kind: .adminToken) else { return nil }
        let stored = try await surroundings.store.calling(missing: .customer) { store throws(StoreError) in
            try await store.token(presented.id)
        }
        guard let stored, stored.secretHash.matches(presented.hash) else { return nil }
        return Principal(token: stored.id, name: stored.name, role: stored.role, customer: stored.customer)
    }
}

extension Administration: GatewayHealth {
    func notReadyReason() async -> String? { nil }

    func metrics() async -> String {
        var configured = 0
        var connected = 0
        for hub in surroundings.registry.hubs {
            configured += await hub.seats.configured
            connected += await hub.boards.count
        }
        return MetricsText.render(
            server: surroundings.server, hubs: surroundings.counters, configured: configured, connected: connected)
    }
}
