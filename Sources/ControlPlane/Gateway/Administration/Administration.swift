import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import PrometheusText
import Store
import Values
import WallboardCore

/// The ports of the admin API: finds the hub of a customer and forwards the request. What concerns no single customer
/// (tokens, the audit, the fleet) is done here.
struct Administration: Sendable {
    let context: HubContext
    /// Creating and deleting customers, one at a time.
    let roster: CustomerRoster
    let inspection: FleetInspection
    let tokens: TokenUse
    /// What `/metrics` reports.
    let metricRegistry: MetricRegistry
    /// Where the database is.
    let dataDirectory: String

    func hub(of customer: CustomerID) throws(AdminError) -> CustomerHub {
        guard let hub = context.registry.hub(of: customer) else { throw .notFound(.customer) }
        return hub
    }
}

extension Administration: CustomerAdministration {
    func createCustomer(_ request: NewCustomer, by author: Author) async throws(AdminError) -> CustomerSummary {
        try await roster.create(request, by: author)
    }

    func customers(_ page: PageSelection) async throws(AdminError) -> [CustomerSummary] {
        var customers: [CustomerSummary] = []
        for hub in context.registry.hubs(after: page.after, limit: page.limit) {
            customers.append(await hub.summary)
        }
        return customers
    }

    func customer(_ id: CustomerID) async throws(AdminError) -> CustomerSummary {
        await (try hub(of: id)).summary
    }

    func updateCustomer(
        _ id: CustomerID, _ change: CustomerChange, if precondition: Precondition<Customer>, by author: Author
    ) async throws(AdminError) -> CustomerSummary {
        try await CustomerChanges(author: author).update(change, if: precondition, in: hub(of: id))
    }

    func deleteCustomer(_ id: CustomerID, by author: Author) async throws(AdminError) {
        try await roster.delete(id, by: author)
    }
}

extension Administration: UserAdministration {
    func users(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [User] {
        Array(await (try hub(of: customer)).registrations.users.values(after: page.after).prefix(page.limit))
    }

    func user(_ id: UserID, of customer: CustomerID) async throws(AdminError) -> User {
        try await hub(of: customer).registrations.user(id)
    }

    func putUser(
        _ user: User, of customer: CustomerID, if precondition: Precondition<User>, by author: Author
    ) async throws(AdminError) -> StoredUser {
        try await UserChanges(author: author).put(user, if: precondition, in: hub(of: customer))
    }

    func deleteUser(
        _ id: UserID, of customer: CustomerID, if precondition: Precondition<User>, by author: Author
    ) async throws(AdminError) {
        try await UserChanges(author: author).delete(id, if: precondition, in: hub(of: customer))
    }

    func importUsers(
        _ users: [User], of customer: CustomerID, dryRun: Bool, by author: Author
    ) async throws(AdminError) -> UserImport {
        try await UserChanges(author: author).importAll(users, dryRun: dryRun, in: hub(of: customer))
    }

    func setPBXAgents(
        _ extensions: Set<String>, of customer: CustomerID, by author: Author
    ) async throws(AdminError) -> PBXReport {
        try await UserChanges(author: author).setPBXAgents(extensions, in: hub(of: customer))
    }

    func pbxAgents(of customer: CustomerID) async throws(AdminError) -> PBXReport {
        let id = try hub(of: customer).id
        let stored = try await context.calling(missing: .customer) { store throws(StoreError) in
            try await store.pbxAgents(of: id)
        }
        return PBXReport(extensions: stored?.extensions.sorted() ?? [], at: stored?.at, changed: [])
    }
}

extension Administration: LicenceAdministration {
    func licences(of customer: CustomerID) async throws(AdminError) -> LicenceUsage {
        await (try hub(of: customer)).licences()
    }

    func setMaximum(
        _ change: MaximumChange, of customer: CustomerID, ifVersion version: Int?, dryRun: Bool, by author: Author
    ) async throws(AdminError) -> MaximumResult {
        try await MaximumChanges(author: author).set(
            change, ifVersion: version, dryRun: dryRun, in: hub(of: customer))
    }
}

extension Administration: EnrolmentKeyAdministration {
    func createEnrolmentKey(
        for user: UserID, of customer: CustomerID, expiresInSeconds: Int?, maxUses: Int?
    ) async throws(AdminError) -> IssuedEnrolmentKey {
        try await KeyChanges.create(
            for: user, expiresInSeconds: expiresInSeconds, maxUses: maxUses, in: hub(of: customer))
    }

    func enrolmentKeys(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [EnrolmentKey] {
        await (try hub(of: customer)).registrations.keys.keys(page)
    }

    func deleteEnrolmentKey(_ id: CredentialID, of customer: CustomerID) async throws(AdminError) {
        try await KeyChanges.delete(id, in: hub(of: customer))
    }
}

extension Administration: CallEventIntake, CallCorrection {
    func accept(
        _ events: [CallEventBatch.Event], unreadable: [(line: Int, reason: String)],
        of customer: CustomerID
    ) async throws(AdminError) -> IntakeReceipt {
        try await CallEventChanges.accept(events, unreadable: unreadable, in: hub(of: customer))
    }

    func stateActiveCalls(_ calls: [ActiveCall], of customer: CustomerID) async throws(AdminError) -> ActiveCallsReceipt
    {
        try await CallEventChanges.state(calls, in: hub(of: customer))
    }

    func callEvents(
        of customer: CustomerID, from start: Instant, to end: Instant, after position: EventPosition?, limit: Int
    ) async throws(AdminError) -> ToldEvents {
        let id = try hub(of: customer).id
        let page = try await context.calling(missing: .customer) { store throws(StoreError) in
            try await store.events(of: id, EventSelection(from: start, to: end), after: position, limit: limit)
        }
        return ToldEvents(events: page.events.compactMap(CallEventMessage.init(telling:)), next: page.next)
    }

    func deleteCallEvents(
        of customer: CustomerID, from start: Instant, to end: Instant
    ) async throws(AdminError) -> Int {
        try await CallEventChanges.delete(from: start, to: end, in: hub(of: customer))
    }
}

extension Administration: GatewayHealth {
    func notReadyReason() async -> String? {
        let oldest = context.server.turnAges.max { $0.millis < $1.millis }
        guard let oldest, oldest.millis > GatewayLimits.Admins.maxTurnAgeMillis else {
            return DiskSpace.shortage(in: dataDirectory)
        }
        return "Thread \(oldest.loop) of the boards' port has not turned for \(oldest.millis / 1_000) s."
    }

    func metrics() async -> String { await metricRegistry.text() }
}

extension Administration: DashboardAdministration {
    func dashboards(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [DashboardStatus] {
        let registrations = await (try hub(of: customer)).registrations
        return registrations.dashboards.values(after: page.after).prefix(page.limit).map(registrations.status(of:))
    }

    func dashboard(_ id: DashboardID, of customer: CustomerID) async throws(AdminError) -> DashboardStatus {
        let registrations = try await hub(of: customer).registrations
        return registrations.status(of: try registrations.dashboard(id))
    }

    func putDashboard(
        _ dashboard: Dashboard, of customer: CustomerID, if precondition: Precondition<Dashboard>, dryRun: Bool
    ) async throws(AdminError) -> StoredDashboard {
        try await DashboardChanges.put(
            dashboard, if: precondition, dryRun: dryRun, in: hub(of: customer))
    }

    func deleteDashboard(
        _ id: DashboardID, of customer: CustomerID, if precondition: Precondition<Dashboard>
    ) async throws(AdminError) {
        try await DashboardChanges.delete(id, if: precondition, in: hub(of: customer))
    }
}
