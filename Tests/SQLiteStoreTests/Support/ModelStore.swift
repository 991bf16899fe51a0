import Store
import Values
import WallboardCore

/// The contract of `Store` in memory, written to be read: arrays in the order of arrival, and no clever step.
actor ModelStore: Store {
    var state = State()

    /// Everything that is stored: a function that throws, or a dry run, goes back to a copy of it.
    struct State {
        var customers: [Customer] = []
        var users: [CustomerID: [User]] = [:]
        var keys: [EnrolmentKey] = []
        var devices: [Device] = []
        /// In the order of their places.
        var waiting: [WaitingBoard] = []
        var dashboards: [CustomerID: [Dashboard]] = [:]
        var tokens: [AdminToken] = []
        var events: [CustomerID: [CallEvent]] = [:]
        /// How many events were accepted, of all customers.
        var accepted: Int64 = 0
        var agents: [CustomerID: PBXAgents] = [:]
        var ledgers: [CustomerID: [LedgerRecord]] = [:]
        var audit: [AuditRecord] = []
        var lastAuditNumber = 0
        /// How many customers had each id.
        var incarnations: [CustomerID: Int] = [:]
        /// The newest record when the customer was added.
        var auditAfter: [CustomerID: Int] = [:]
        var sightings: [DeviceID: DeviceSighting] = [:]
        var retentionTime: RetentionTime?
    }

    // MARK: Customers

    func createCustomer(_ customer: Customer, by author: Author) throws(StoreError) {
        guard !state.customers.contains(where: { $0.id == customer.id }) else { throw .alreadyExists }
        state.customers.append(customer)
        state.incarnations[customer.id, default: 0] += 1
        state.ledgers[customer.id] = nil
        state.auditAfter[customer.id] = state.audit.last?.number ?? 0
        record(.opened(timeZone: customer.timeZone), of: customer.id, by: Stamp(author, at: customer.createdAt))
    }

    func customers() -> [Customer] {
        state.customers.sorted { $0.id < $1.id }
    }

    func updateCustomer(_ customer: Customer, by stamp: Stamp) throws(StoreError) -> Customer {
        let index = try index(of: customer.id)
        let stored = state.customers[index]
        var changed = Customer(
            id: stored.id, name: customer.name, timeZone: customer.timeZone, maximum: stored.maximum,
            createdAt: stored.createdAt)
        changed.resetMinuteOfDay = customer.resetMinuteOfDay
        changed.serviceLevelSeconds = customer.serviceLevelSeconds
        changed.shortAbandonSeconds = customer.shortAbandonSeconds
        changed.serviceLevelVariant = customer.serviceLevelVariant
        changed.feedLostSeconds = customer.feedLostSeconds
        changed.goals = customer.goals
        changed.callerNumbers = customer.callerNumbers
        changed.agentAddOn = customer.agentAddOn
        changed.sleepHours = customer.sleepHours
        changed.isFed = stored.isFed
        changed.maximumVersion = stored.maximumVersion
        state.customers[index] = changed
        if changed.timeZone != stored.timeZone { record(.timeZone(changed.timeZone), of: changed.id, by: stamp) }
        return changed
    }

    func noteFeed(of id: CustomerID) throws(StoreError) {
        state.customers[try index(of: id)].isFed = true
    }

    func deleteCustomer(_ id: CustomerID, by stamp: Stamp) throws(StoreError) {
        let index = try index(of: id)
        for device in configured(of: id).reversed() {
            state.devices.removeAll { $0.id == device.id }
            record(.seatFreed(LedgerDevice(device), .customerClosed), of: id, by: stamp)
        }
        record(.closed, of: id, by: stamp)
        state.customers.remove(at: index)
        state.auditAfter[id] = nil
        state.users[id] = nil
        state.events[id] = nil
        state.agents[id] = nil
        state.dashboards[id] = nil
        state.keys.removeAll { $0.customer == id }
        state.waiting.removeAll { $0.customer == id }
        state.devices.removeAll { $0.customer == id }
        state.tokens.removeAll { $0.customer == id }
    }

    func removeFormer() -> FormerRemoval { FormerRemoval(events: 0, hasMore: false) }

    func incarnations() -> [CustomerID: Int] {
        state.incarnations.filter { id, _ in state.customers.contains { $0.id == id } }
    }

    func setMaximum(
        _ change: MaximumChange, of id: CustomerID, ifVersion version: Int?, dryRun: Bool, by stamp: Stamp
    ) throws(StoreError) -> MaximumOutcome {
        let index = try index(of: id)
        let customer = state.customers[index]
        if let version, version != customer.maximumVersion {
            return .versionMismatch(current: customer.maximumVersion, lastChange: lastChangeOfMaximum(of: id))
        }
        let devices = configured(of: id)
        var named: [DeviceID] = []
        if case .suspend(let ids) = change.surplus {
            for id in ids where !named.contains(id) { named.append(id) }
        }
        for id in named where !devices.contains(where: { $0.id == id }) { return .notConfigured(id) }
        let after = SeatFigure(configured: devices.count - named.count, maximum: change.maximum)
        if after.isOver && change.surplus != .keep { return .surplus(after, devices: devices) }

        let before = state
        for id in named {
            let place = try self.index(of: id, of: customer.id)
            state.devices[place].suspended = true
            record(.seatFreed(LedgerDevice(state.devices[place]), .surplus), of: customer.id, by: stamp)
        }
        state.customers[index].maximum = change.maximum
        state.customers[index].maximumVersion += 1
        if change.maximum != customer.maximum {
            record(.maximum(from: customer.maximum, reason: change.reason), of: id, by: stamp)
        }
        let effect = MaximumEffect(
            customer: state.customers[index],
            before: SeatFigure(configured: devices.count, maximum: customer.maximum), after: after,
            suspended: named.compactMap { id in state.devices.first { $0.id == id } })
        if dryRun { state = before }
        return .changed(effect)
    }

    // MARK: Users

    func users(of customer: CustomerID) -> [User] {
        (state.users[customer] ?? []).sorted { $0.id < $1.id }
    }

    /// All in one part.
    func putUsers(_ users: [User], of customer: CustomerID, by stamp: Stamp) throws(StoreError) -> UsersOutcome {
        let isSynced = state.customers[try index(of: customer)].agentAddOn == .synced
        var changes: [UsersOutcome.Change] = []
        var reclassified: [Device] = []
        for var user in users {
            if isSynced, let isAgent = isAgent(user, of: customer) { user.agentAddOn = isAgent }
            for device in devices(of: customer) where device.user == user.id {
                let licence = user.supervisor.boardLicence ?? device.boardLicence
                guard device.boardLicence != licence else { continue }
                reclassified.append(change(device, by: stamp) { $0.boardLicence = licence })
            }
            changes.append(UsersOutcome.Change(before: self.user(user.id, of: customer), after: user))
            put(user, of: customer)
        }
        return UsersOutcome(users: changes, devices: reclassified.sorted { $0.id < $1.id })
    }

    func deleteUser(_ id: UserID, of customer: CustomerID, by stamp: Stamp) throws(StoreError) -> RemovalOutcome {
        _ = try index(of: customer)
        guard user(id, of: customer) != nil else { throw .notFound }
        state.users[customer]?.removeAll { $0.id == id }
        state.keys.removeAll { $0.customer == customer && $0.user == id }
        state.waiting.removeAll { $0.customer == customer && $0.choice.user == id }
        let affected = devices(of: customer).filter { $0.user == id }
        let freed = affected.map { device in change(device, by: stamp) { $0.user = nil } }
        return RemovalOutcome(devices: freed, isDone: true)
    }

    func setPBXAgents(_ extensions: Set<String>, of customer: CustomerID, by stamp: Stamp) throws(StoreError) {
        _ = try index(of: customer)
        state.agents[customer] = PBXAgents(extensions: extensions, at: stamp.at)
    }

    func pbxAgents(of customer: CustomerID) throws(StoreError) -> PBXAgents? {
        _ = try index(of: customer)
        return state.agents[customer]
    }

    func followPBX(of customer: CustomerID, after user: UserID?) throws(StoreError) -> FollowingOutcome {
        _ = try index(of: customer)
        var changed: [User] = []
        for var other in users(of: customer) where user.map({ $0 < other.id }) ?? true {
            guard let isAgent = isAgent(other, of: customer), isAgent != other.agentAddOn else { continue }
            other.agentAddOn = isAgent
            put(other, of: customer)
            changed.append(other)
        }
        return FollowingOutcome(users: changed, next: nil)
    }

    private func isAgent(_ user: User, of customer: CustomerID) -> Bool? {
        state.agents[customer].map { !user.extension.isEmpty && $0.extensions.contains(user.extension) }
    }

    private func put(_ user: User, of customer: CustomerID) {
        state.users[customer, default: []].removeAll { $0.id == user.id }
        state.users[customer, default: []].append(user)
    }

    func close() {}
}
