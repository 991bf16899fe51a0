import WallboardCore

@testable import AdminAPI

/// Customers, users and licences of the double.
extension GatewayDouble {
    // MARK: Customers

    func createCustomer(_ request: NewCustomer, by author: Author) async throws(AdminError) -> CustomerSummary {
        try check()
        guard records[request.id] == nil else { throw .alreadyExists(.customer) }
        try check(timeZone: request.timeZone)
        authors.append(author)
        let customer = Customer(
            id: request.id, name: request.name, timeZone: request.timeZone, maximum: request.maximum,
            createdAt: Self.start)
        records[customer.id] = customer
        return summary(customer)
    }

    func customers(_ page: PageSelection) async throws(AdminError) -> [CustomerSummary] {
        page.part(of: records.values.sorted { $0.id < $1.id }.map(summary))
    }

    func customer(_ id: CustomerID) async throws(AdminError) -> any CustomerPort {
        _ = try record(id)
        return CustomerDouble(id: id, gateway: self)
    }

    func summary(of id: CustomerID) async throws(AdminError) -> CustomerSummary {
        summary(try record(id))
    }

    func updateCustomer(
        _ id: CustomerID, _ change: CustomerChange, if precondition: Precondition<Customer>, by author: Author
    ) async throws(AdminError) -> CustomerSummary {
        var customer = try record(id)
        guard precondition(customer) else { throw .changedMeanwhile }
        if let timeZone = change.timeZone { try check(timeZone: timeZone) }
        authors.append(author)
        customer.name = change.name ?? customer.name
        customer.timeZone = change.timeZone ?? customer.timeZone
        customer.resetMinuteOfDay = change.resetMinuteOfDay ?? customer.resetMinuteOfDay
        customer.serviceLevelSeconds = change.serviceLevelSeconds ?? customer.serviceLevelSeconds
        customer.shortAbandonSeconds = change.shortAbandonSeconds ?? customer.shortAbandonSeconds
        customer.serviceLevelVariant = change.serviceLevelVariant ?? customer.serviceLevelVariant
        if let seconds = change.feedLostSeconds { customer.feedLostSeconds = seconds }
        if let patch = change.goals {
            do throws(GoalMistakes) {
                customer.goals = try customer.goals.applying(patch)
            } catch {
                throw .conflictingGoals(error)
            }
        }
        customer.callerNumbers = change.callerNumbers ?? customer.callerNumbers
        customer.agentAddOn = change.agentAddOn ?? customer.agentAddOn
        if let hours = change.sleepHours { customer.sleepHours = hours }
        records[id] = customer
        return summary(customer)
    }

    func deleteCustomer(_ id: CustomerID, by author: Author) async throws(AdminError) {
        guard records.removeValue(forKey: id) != nil else { throw .notFound(.customer) }
        authors.append(author)
    }

    func record(_ id: CustomerID) throws(AdminError) -> Customer {
        guard let customer = records[id] else { throw .notFound(.customer) }
        return customer
    }

    private func summary(_ customer: Customer) -> CustomerSummary {
        CustomerSummary(
            customer: customer,
            seats: SeatFigure(configured: configured(customer.id).count, maximum: customer.maximum),
            connected: (boards[customer.id] ?? [:]).values.count { $0.connection != nil },
            feed: FeedReport(
                state: .none, lastHeardAt: nil, lastEventAt: nil, counts: FeedReport.Counts(since: customer.createdAt)))
    }

    // MARK: Users

    func users(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [User] {
        _ = try record(customer)
        return page.part(of: (people[customer] ?? [:]).values.sorted { $0.id < $1.id })
    }

    func user(_ id: UserID, of customer: CustomerID) async throws(AdminError) -> User {
        _ = try record(customer)
        guard let user = people[customer]?[id] else { throw .notFound(.user) }
        return user
    }

    func putUser(
        _ user: User, of customer: CustomerID, if precondition: Precondition<User>, by author: Author
    ) async throws(AdminError) -> StoredUser {
        let record = try record(customer)
        guard precondition(people[customer]?[user.id]) else { throw .changedMeanwhile }
        authors.append(author)
        var stored = user
        if record.agentAddOn == .synced {
            stored.agentAddOn = pbx[customer]?.extensions.contains(user.extension) ?? false
        }
        let existed = people[customer, default: [:]].updateValue(stored, forKey: user.id) != nil
        return StoredUser(user: stored, existed: existed)
    }

    func deleteUser(
        _ id: UserID, of customer: CustomerID, if precondition: Precondition<User>, by author: Author
    ) async throws(AdminError) {
        let user = try await user(id, of: customer)
        guard precondition(user) else { throw .changedMeanwhile }
        authors.append(author)
        people[customer]?[id] = nil
    }

    /// The first device that is assigned to a user is reported as its screen.
    func importUsers(
        _ users: [User], of customer: CustomerID, dryRun: Bool, by author: Author
    ) async throws(AdminError) -> UserImport {
        let record = try record(customer)
        let before = usage(of: record)
        let earlier = people[customer] ?? [:]
        let changes = users.sorted { $0.id < $1.id }.filter { earlier[$0.id] != $0 }.map { user in
            let devices = (boards[customer] ?? [:]).values.map(\.device).filter { $0.user == user.id }
            return UserImport.Change(
                before: earlier[user.id], after: user,
                screens: devices.sorted { $0.id < $1.id }.map {
                    ScreenChange(device: $0, view: user.supervisor.view, screen: "Shows \(user.supervisor.view).")
                })
        }
        for user in users { people[customer, default: [:]][user.id] = user }
        let after = usage(of: record)
        if dryRun { people[customer] = earlier } else { authors.append(author) }
        return UserImport(changes: changes, unchanged: users.count - changes.count, before: before, after: after)
    }

    func setPBXAgents(
        _ extensions: Set<String>, of customer: CustomerID, by author: Author
    ) async throws(AdminError) -> PBXReport {
        let record = try record(customer)
        authors.append(author)
        var changed: [UserID] = []
        if record.agentAddOn == .synced {
            for (id, var user) in (people[customer] ?? [:]).sorted(by: { $0.key < $1.key }) {
                let isAgent = extensions.contains(user.extension)
                guard user.agentAddOn != isAgent else { continue }
                user.agentAddOn = isAgent
                people[customer]?[id] = user
                changed.append(id)
            }
        }
        let report = PBXReport(extensions: extensions.sorted(), at: Self.start, changed: changed)
        pbx[customer] = report
        return report
    }

    func pbxAgents(of customer: CustomerID) async throws(AdminError) -> PBXReport {
        _ = try record(customer)
        let report = pbx[customer]
        return PBXReport(extensions: report?.extensions ?? [], at: report?.at, changed: [])
    }

    // MARK: Licences

    func licences(of customer: CustomerID) async throws(AdminError) -> LicenceUsage {
        usage(of: try record(customer))
    }

    func setMaximum(
        _ change: MaximumChange, of customer: CustomerID, ifVersion version: Int?, dryRun: Bool, by author: Author
    ) async throws(AdminError) -> MaximumResult {
        var record = try record(customer)
        if let version, version != record.maximumVersion {
            throw .versionMismatch(current: record.maximumVersion, lastChange: entries[customer]?.last)
        }
        let devices = configured(customer)
        let before = SeatFigure(configured: devices.count, maximum: record.maximum)
        let suspending: [DeviceID]
        switch MaximumDecision.decide(change, configured: Set(devices.map(\.id))) {
        case .change(let named): suspending = named
        case .surplus(let figure): throw .surplus(figure, devices: devices)
        case .notConfigured(let device):
            throw .noSeat(device)
        }
        let earlier = boards[customer]
        var suspended: [ScreenChange] = []
        for id in suspending {
            guard let status = boards[customer]?[id] else { continue }
            var device = status.device
            device.suspended = true
            add(status.with(device, view: .none))
            suspended.append(ScreenChange(device: device, view: .none, screen: "Goes dark: this board is suspended."))
        }
        record.maximum = change.maximum
        record.maximumVersion += 1
        let result = MaximumResult(
            usage: usage(of: record), before: before, suspended: suspended,
            letsIn: refused.filter { $0.customer == customer }.map(BoardToLetIn.init))
        if dryRun {
            boards[customer] = earlier
        } else {
            authors.append(author)
            records[customer] = record
        }
        return result
    }

    func usage(of customer: Customer) -> LicenceUsage {
        let devices = (boards[customer.id] ?? [:]).values
        var usage = LicenceUsage(
            asOf: Self.start, maximumVersion: customer.maximumVersion,
            seats: SeatFigure(configured: configured(customer.id).count, maximum: customer.maximum))
        for user in (people[customer.id] ?? [:]).values { usage.count(user) }
        for status in devices { usage.count(status.device) }
        usage.connectedBoards = devices.count { $0.connection != nil }
        usage.asleepBoards = devices.count { $0.presence == .asleep && !$0.device.suspended }
        usage.offlineBoards = devices.count { $0.presence == .offline && !$0.device.suspended }
        return usage
    }

    func configured(_ customer: CustomerID) -> [Device] {
        (boards[customer] ?? [:]).values.map(\.device).filter { !$0.suspended }.sorted { $0.id < $1.id }
    }
}

extension DeviceStatus {
    /// The same board with another record.
    func with(_ device: Device, view: BoardView) -> DeviceStatus {
        DeviceStatus(
            device: device, view: view, connection: connection, lastSeen: lastSeen, lastAddress: lastAddress,
            alarm: alarm)
    }
}
