import BoardProtocol
import WallboardCore

@testable import AdminAPI

/// The rest of the gateway as the API sees it, in memory. It keeps the rules that the ports promise, and nothing else.
actor GatewayDouble: AdminPorts {
    private var principals: [String: Principal] = [:]
    private var records: [CustomerID: Customer] = [:]
    private var people: [CustomerID: [UserID: User]] = [:]
    private var boards: [CustomerID: [DeviceID: DeviceStatus]] = [:]
    private var keys: [CustomerID: [EnrolmentKey]] = [:]
    private var eventIDs: Set<String> = []
    private var refused: [RefusedAttempt] = []
    private var outage: AdminError?
    private var notReady: String?
    private var duringIntake: (@Sendable () async -> Void)?
    private(set) var lookedUpTokens = 0

    static let start = Instant(milliseconds: 1_795_512_600_000)

    // MARK: What tests set up

    func add(token: String, _ role: Role, customer: CustomerID? = nil) {
        guard let id = CredentialID("id-of-\(token)") else { preconditionFailure(token) }
        principals[token] = Principal(token: id, name: "the \(role.rawValue)", role: role, customer: customer)
    }

    func add(_ status: DeviceStatus) {
        boards[status.device.customer, default: [:]][status.device.id] = status
    }

    func add(_ attempt: RefusedAttempt) {
        refused.insert(attempt, at: 0)
    }

    func fail(with error: AdminError?) {
        outage = error
    }

    /// What happens while call events are being taken in, once.
    func whileTakingEvents(_ action: @escaping @Sendable () async -> Void) {
        duringIntake = action
    }

    func setNotReady(_ reason: String?) {
        notReady = reason
    }

    // MARK: Tokens

    func principal(bearing token: String) async throws(AdminError) -> Principal? {
        lookedUpTokens += 1
        return principals[token]
    }

    // MARK: Customers

    func createCustomer(_ request: NewCustomer) async throws(AdminError) -> Customer {
        try check()
        guard records[request.id] == nil else { throw .alreadyExists(.customer) }
        try check(timeZone: request.timeZone)
        let customer = Customer(
            id: request.id, name: request.name, timeZone: request.timeZone, maximum: request.maximum,
            createdAt: Self.start)
        records[customer.id] = customer
        return customer
    }

    func customers() async throws(AdminError) -> [Customer] {
        records.values.sorted { $0.id < $1.id }
    }

    func customer(_ id: CustomerID) async throws(AdminError) -> Customer {
        guard let customer = records[id] else { throw .notFound(.customer) }
        return customer
    }

    func updateCustomer(_ id: CustomerID, _ change: CustomerChange) async throws(AdminError) -> Customer {
        var customer = try await customer(id)
        if let timeZone = change.timeZone { try check(timeZone: timeZone) }
        customer.name = change.name ?? customer.name
        customer.timeZone = change.timeZone ?? customer.timeZone
        customer.resetMinuteOfDay = change.resetMinuteOfDay ?? customer.resetMinuteOfDay
        customer.serviceLevelSeconds = change.serviceLevelSeconds ?? customer.serviceLevelSeconds
        customer.shortAbandonSeconds = change.shortAbandonSeconds ?? customer.shortAbandonSeconds
        customer.callerNumbers = change.callerNumbers ?? customer.callerNumbers
        customer.agentAddOn = change.agentAddOn ?? customer.agentAddOn
        records[id] = customer
        return customer
    }

    func deleteCustomer(_ id: CustomerID) async throws(AdminError) {
        guard records.removeValue(forKey: id) != nil else { throw .notFound(.customer) }
    }

    // MARK: Users

    func users(of customer: CustomerID) async throws(AdminError) -> [User] {
        _ = try await self.customer(customer)
        return (people[customer] ?? [:]).values.sorted { $0.id < $1.id }
    }

    func user(_ id: UserID, of customer: CustomerID) async throws(AdminError) -> User {
        guard let user = try await users(of: customer).first(where: { $0.id == id }) else { throw .notFound(.user) }
        return user
    }

    func putUser(_ user: User, of customer: CustomerID) async throws(AdminError) -> Bool {
        _ = try await self.customer(customer)
        return people[customer, default: [:]].updateValue(user, forKey: user.id) != nil
    }

    func deleteUser(_ id: UserID, of customer: CustomerID) async throws(AdminError) {
        _ = try await user(id, of: customer)
        people[customer]?[id] = nil
    }

    // MARK: Licences

    func licences(of customer: CustomerID) async throws(AdminError) -> LicenceUsage {
        usage(of: try await self.customer(customer))
    }

    func setMaximum(
        _ maximum: SeatMaximum, of customer: CustomerID, ifVersion version: Int?, dryRun: Bool
    ) async throws(AdminError) -> LicenceUsage {
        var record = try await self.customer(customer)
        if let version, version != record.maximumVersion { throw .versionMismatch(current: record.maximumVersion) }
        let configured = configured(customer)
        let figure = SeatFigure(configured: configured.count, maximum: maximum)
        guard !figure.isOver else { throw .surplus(figure, devices: configured) }
        record.maximum = maximum
        record.maximumVersion += 1
        if !dryRun { records[customer] = record }
        return usage(of: record)
    }

    private func usage(of customer: Customer) -> LicenceUsage {
        let users = Array((people[customer.id] ?? [:]).values)
        let configured = configured(customer.id)
        var usage = LicenceUsage(
            asOf: Self.start, maximumVersion: customer.maximumVersion,
            seats: SeatFigure(configured: configured.count, maximum: customer.maximum))
        usage.essential = users.count { $0.userLicence == .essential }
        usage.professional = users.count { $0.userLicence == .professional }
        usage.agentAddOn = users.count { $0.agentAddOn }
        usage.desktop = users.count { $0.desktopClient }
        usage.crmAddOn = users.count { $0.crmAddOn }
        usage.reports = users.count { $0.supervisor == .reports }
        usage.insights = users.count { $0.supervisor == .insights }
        usage.analytics = users.count { $0.supervisor == .analytics }
        usage.liveAnalytics = users.count { $0.supervisor == .liveAnalytics }
        usage.contactCentre = users.count { $0.supervisor == .contactCentre }
        usage.analyticsBoards = configured.count { $0.boardLicence == .analytics }
        usage.liveAnalyticsBoards = configured.count { $0.boardLicence == .liveAnalytics }
        usage.connectedBoards = (boards[customer.id] ?? [:]).values.count { $0.connection != nil }
        return usage
    }

    private func configured(_ customer: CustomerID) -> [Device] {
        (boards[customer] ?? [:]).values.map(\.device).filter { !$0.suspended }.sorted { $0.id < $1.id }
    }

    // MARK: Enrolment keys

    func createEnrolmentKey(
        for user: UserID, of customer: CustomerID, expiresInSeconds: Int?, maxUses: Int?
    ) async throws(AdminError) -> IssuedEnrolmentKey {
        guard try await self.user(user, of: customer).supervisor.view != .none else { throw .notEntitled }
        let count = keys[customer]?.count ?? 0
        guard let id = CredentialID("key-\(9 - count)"), let hash = SecretHash(bytes: Array(repeating: 0, count: 32))
        else { preconditionFailure("\(count)") }
        let createdAt = Self.start.advanced(byMilliseconds: Int64(count))
        let key = EnrolmentKey(
            id: id, customer: customer, user: user, secretHash: hash, createdAt: createdAt,
            expiresAt: expiresInSeconds.map { createdAt.advanced(byMilliseconds: Int64($0) * 1_000) }, maxUses: maxUses)
        keys[customer, default: []].append(key)
        return IssuedEnrolmentKey(record: key, key: "\(id).the-secret-half")
    }

    func enrolmentKeys(of customer: CustomerID) async throws(AdminError) -> [EnrolmentKey] {
        _ = try await self.customer(customer)
        return keys[customer] ?? []
    }

    func deleteEnrolmentKey(_ id: CredentialID, of customer: CustomerID) async throws(AdminError) {
        guard let index = keys[customer]?.firstIndex(where: { $0.id == id }) else { throw .notFound(.enrolmentKey) }
        keys[customer]?.remove(at: index)
    }

    // MARK: Devices and boards

    func devices(of customer: CustomerID) async throws(AdminError) -> [DeviceStatus] {
        _ = try await self.customer(customer)
        return (boards[customer] ?? [:]).values.sorted { $0.device.id < $1.device.id }
    }

    func device(_ id: DeviceID, of customer: CustomerID) async throws(AdminError) -> DeviceStatus {
        guard let status = boards[customer]?[id] else { throw .notFound(.device) }
        return status
    }

    func updateDevice(
        _ id: DeviceID, of customer: CustomerID, _ change: DeviceEdit
    ) async throws(AdminError) -> DeviceStatus {
        let status = try await device(id, of: customer)
        var device = status.device
        if change.suspended == false, device.suspended {
            let figure = SeatFigure(
                configured: configured(customer).count, maximum: try await self.customer(customer).maximum)
            guard figure.hasRoom else { throw .seatLimit(figure) }
        }
        var view = status.view
        if let user = change.user {
            view = .none
            if let user {
                view = try await self.user(user, of: customer).supervisor.view
                guard view != .none else { throw .notEntitled }
            }
            device.user = user
        }
        device.name = change.name ?? device.name
        device.suspended = change.suspended ?? device.suspended
        let changed = DeviceStatus(
            device: device, view: view, connection: status.connection, lastSeen: status.lastSeen,
            lastAddress: status.lastAddress)
        add(changed)
        return changed
    }

    func deleteDevice(_ id: DeviceID, of customer: CustomerID) async throws(AdminError) {
        guard boards[customer]?.removeValue(forKey: id) != nil else { throw .notFound(.device) }
    }

    func boards(of customer: CustomerID?) async throws(AdminError) -> BoardListing {
        let all = boards.keys.sorted().filter { customer == nil || $0 == customer }
            .flatMap { (boards[$0] ?? [:]).values.sorted { $0.device.id < $1.device.id } }
        return BoardListing(
            connected: all.filter { $0.connection != nil },
            refused: refused.filter { customer == nil || $0.customer == customer })
    }

    // MARK: Call events and health

    func accept(
        _ events: [(line: Int, event: CallEventMessage)], unreadable: [(line: Int, reason: String)],
        of customer: CustomerID
    ) async throws(AdminError) -> IntakeReceipt {
        try check()
        _ = try await self.customer(customer)
        let action = duringIntake
        duringIntake = nil
        await action?()
        var receipt = IntakeReceipt(accepted: 0, duplicates: 0, rejected: unreadable)
        for (line, event) in events {
            if event.id.hasPrefix("future") {
                receipt.rejected.append((line: line, reason: "time is in the future"))
            } else if eventIDs.insert(event.id).inserted {
                receipt.accepted += 1
            } else {
                receipt.duplicates += 1
            }
        }
        return receipt
    }

    func notReadyReason() async -> String? { notReady }

    func metrics() async -> String { "wallboard_boards 2\n" }

    private func check() throws(AdminError) {
        if let outage { throw outage }
    }

    private func check(timeZone: String) throws(AdminError) {
        guard timeZone.contains("/") else { throw .invalid(field: "timeZone", reason: "must be an IANA time zone") }
    }
}
