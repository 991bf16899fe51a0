import AdminAPI
import Logging
import Store
import WallboardCore

/// Adds and removes customers with their hubs: one request at a time for each id, so that a customer that is created
/// while another with its id is deleted is neither lost nor mistaken for it.
actor CustomerRoster {
    private let context: HubContext
    /// The ids with a request in progress.
    private var gates: [CustomerID: SerialGate] = [:]

    init(context: HubContext) {
        self.context = context
    }

    /// Creates hubs for all customers in the store. Call before boards are let in.
    func load() async throws(StoreError) {
        let customers = try await context.store.customers()
        let context = context
        // The group throws nothing: a failure is a result, so that its type is kept.
        let failure = await withTaskGroup(of: StoreError?.self) { group -> StoreError? in
            var waiting = customers[...]
            for customer in waiting.prefix(GatewayLimits.Changes.maxHubsLoadedAtOnce) {
                group.addTask { await Self.load(customer, context) }
            }
            waiting = waiting.dropFirst(GatewayLimits.Changes.maxHubsLoadedAtOnce)
            var failure: StoreError?
            while let result = await group.next() {
                failure = failure ?? result
                guard failure == nil, let customer = waiting.popFirst() else { continue }
                group.addTask { await Self.load(customer, context) }
            }
            return failure
        }
        if let failure { throw failure }
    }

    @concurrent private static func load(
        _ customer: Customer, _ context: HubContext
    ) async -> StoreError? {
        do throws(StoreError) {
            let users = try await context.store.users(of: customer.id)
            let registrations = Registrations(
                customer: customer, users: users,
                devices: try await devicesCountedUnder(users, of: customer.id, context),
                keys: try await context.store.enrolmentKeys(of: customer.id),
                dashboards: try await context.store.dashboards(of: customer.id))
            let hub = CustomerHub(
                registrations, waiting: try await context.store.waitingBoards(of: customer.id),
                context: context)
            await hub.recallSightings(try await context.store.sightings(of: customer.id))
            do throws(AdminError) {
                try await hub.changingEvents { () throws(AdminError) in
                    try await FigureRebuild.run(in: hub)
                    try await FigureRebuild.recallFeed(in: hub)
                }
            } catch {
                throw .unavailable(reason: "\(error)")
            }
            await hub.open()
            return nil
        } catch {
            return error
        }
    }

    /// The devices of a customer. Where a change of a user was killed between its parts some are counted under a class
    /// that the user has not: these are counted under the user's again.
    private static func devicesCountedUnder(
        _ users: [User], of customer: CustomerID, _ context: HubContext
    ) async throws(StoreError) -> [Device] {
        let devices = try await context.store.devices(of: customer)
        let licences = Dictionary(uniqueKeysWithValues: users.map { ($0.id, $0.supervisor) })
        let misled = Set(
            devices.compactMap { device -> UserID? in
                guard let user = device.user, let licence = licences[user] else { return nil }
                return device.counted(under: licence) == device ? nil : user
            })
        var rest = users.filter { misled.contains($0.id) }
        if rest.isEmpty { return devices }
        context.logger.notice(
            "seats are counted under the licences of their users again",
            metadata: ["customer": "\(customer)", "users": "\(rest.count)"])
        let stamp = Stamp(.gateway, at: context.clock())
        while !rest.isEmpty {
            rest.removeFirst(try await context.store.putUsers(rest, of: customer, by: stamp).users.count)
        }
        return try await context.store.devices(of: customer)
    }

    func create(_ request: NewCustomer, by author: Author) async throws(AdminError) -> CustomerSummary {
        try await enter(request.id)
        defer { leave(request.id) }
        let customer = Customer(
            id: request.id, name: request.name, timeZone: try TimeZoneName(checking: request.timeZone).text,
            maximum: request.maximum, createdAt: context.clock())
        try await context.calling(missing: .customer) { store throws(StoreError) in
            try await store.createCustomer(customer, by: author)
        }
        let hub = CustomerHub(
            Registrations(customer: customer, users: [], devices: [], keys: [], dashboards: []),
            context: context)
        await hub.open()
        return await hub.summary
    }

    func delete(_ id: CustomerID, by author: Author) async throws(AdminError) {
        try await enter(id)
        defer { leave(id) }
        guard let hub = context.registry.hub(of: id) else { throw .notFound(.customer) }
        try await CustomerChanges(author: author).close(in: hub)
    }

    /// Waits for its turn with an id. Throws `.unavailable` when too many already wait.
    private func enter(_ id: CustomerID) async throws(AdminError) {
        if gates[id, default: SerialGate()].tryEnter() { return }
        guard gates[id]?.isFull == false else {
            throw .unavailable(reason: "too many requests are waiting for this customer", retryAfterSeconds: 1)
        }
        await withCheckedContinuation { gates[id]?.wait($0) }
    }

    private func leave(_ id: CustomerID) {
        gates[id]?.leave()
        if gates[id]?.isFree == true { gates[id] = nil }
    }
}
