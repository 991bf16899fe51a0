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
    let surroundings: CustomerHub.Surroundings
    let router: BoardEventRouter
    /// Creating and deleting customers, one at a time.
    let roster: CustomerRoster
    let inspection: FleetInspection
    let tokens: TokenUse
    /// What `/metrics` reports.
    let metricRegistry: MetricRegistry
    /// Where the database is.
    let dataDirectory: String

    func hub(of customer: CustomerID) throws(AdminError) -> CustomerHub {
        guard let hub = surroundings.registry.hub(of: customer) else { throw .notFound(.customer) }
        return hub
    }
}

extension Administration: CustomerAdministration {
    func createCustomer(_ request: NewCustomer, by author: Author) async throws(AdminError) -> CustomerSummary {
        try await roster.create(request, by: author)
    }

    func customers(_ page: PageSelection) async throws(AdminError) -> [CustomerSummary] {
        var customers: [CustomerSummary] = []
        for hub in surroundings.registry.hubs(after: page.after, limit: page.limit) {
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
        try await hub(of: id).update(change, if: precondition, by: author)
    }

    func deleteCustomer(_ id: CustomerID, by author: Author) async throws(AdminError) {
        try await roster.delete(id, by: author)
    }
}

extension Administration: UserAdministration {
    func users(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [User] {
        await (try hub(of: customer)).users(page)
    }

    func user(_ id: UserID, of customer: CustomerID) async throws(AdminError) -> User {
        try await hub(of: customer).user(id)
    }

    func putUser(
        _ user: User, of customer: CustomerID, if precondition: Precondition<User>, by author: Author
    ) async throws(AdminError) -> StoredUser {
        try await hub(of: customer).put(user, if: precondition, by: author)
    }

    func deleteUser(
        _ id: UserID, of customer: CustomerID, if precondition: Precondition<User>, by author: Author
    ) async throws(AdminError) {
        try await hub(of: customer).deleteUser(id, if: precondition, by: author)
    }

    func importUsers(
        _ users: [User], of customer: CustomerID, dryRun: Bool, by author: Author
    ) async throws(AdminError) -> UserImport {
        try await hub(of: customer).importUsers(users, dryRun: dryRun, by: author)
    }

    func setPBXAgents(
        _ extensions: Set<String>, of customer: CustomerID, by author: Author
    ) async throws(AdminError) -> PBXReport {
        try await hub(of: customer).setPBXAgents(extensions, by: author)
    }

    func pbxAgents(of customer: CustomerID) async throws(AdminError) -> PBXReport {
        try await hub(of: customer).pbxAgents()
    }
}

extension Administration: LicenceAdministration {
    func licences(of customer: CustomerID) async throws(AdminError) -> LicenceUsage {
        await (try hub(of: customer)).licences()
    }

    func setMaximum(
        _ change: MaximumChange, of customer: CustomerID, ifVersion version: Int?, dryRun: Bool, by author: Author
    ) async throws(AdminError) -> MaximumResult {
        try await hub(of: customer).setMaximum(change, ifVersion: version, dryRun: dryRun, by: author)
    }
}

extension Administration: EnrolmentKeyAdministration {
    func createEnrolmentKey(
        for user: UserID, of customer: CustomerID, expiresInSeconds: Int?, maxUses: Int?
    ) async throws(AdminError) -> IssuedEnrolmentKey {
        try await hub(of: customer).createKey(for: user, expiresInSeconds: expiresInSeconds, maxUses: maxUses)
    }

    func enrolmentKeys(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [EnrolmentKey] {
        await (try hub(of: customer)).keys(page)
    }

    func deleteEnrolmentKey(_ id: CredentialID, of customer: CustomerID) async throws(AdminError) {
        try await hub(of: customer).deleteKey(id)
    }
}

extension Administration: CallEventIntake, CallCorrection {
    func accept(
        _ events: [(line: Int, event: CallEventMessage)], unreadable: [(line: Int, reason: String)],
        of customer: CustomerID
    ) async throws(AdminError) -> IntakeReceipt {
        try await hub(of: customer).accept(events, unreadable: unreadable)
    }

    func stateActiveCalls(_ calls: [ActiveCall], of customer: CustomerID) async throws(AdminError) -> ActiveCallsReceipt
    {
        try await hub(of: customer).stateActiveCalls(calls)
    }

    func callEvents(
        of customer: CustomerID, from start: Instant, to end: Instant, after position: EventPosition?, limit: Int
    ) async throws(AdminError) -> ToldEvents {
        try await hub(of: customer).callEvents(from: start, to: end, after: position, limit: limit)
    }

    func deleteCallEvents(
        of customer: CustomerID, from start: Instant, to end: Instant
    ) async throws(AdminError) -> Int {
        try await hub(of: customer).deleteEvents(from: start, to: end)
    }
}

extension Administration: GatewayHealth {
    /// How long a loop of the boards' port may go without a turn, in milliseconds. The longest tick of a healthy one
    /// is under 500 ms, and it turns at least once a second.
    private static let mostTurnAgeMillis: Int64 = 5_000

    func notReadyReason() async -> String? {
        let oldest = surroundings.server.turnAges.max { $0.millis < $1.millis }
        guard let oldest, oldest.millis > Self.mostTurnAgeMillis else {
            return DiskSpace.shortage(in: dataDirectory)
        }
        return "Thread \(oldest.loop) of the boards' port has not turned for \(oldest.millis / 1_000) s."
    }

    func metrics() async -> String { await metricRegistry.text() }
}

extension Administration: DashboardAdministration {
    func dashboards(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [DashboardStatus] {
        await (try hub(of: customer)).dashboards(page)
    }

    func dashboard(_ id: DashboardID, of customer: CustomerID) async throws(AdminError) -> DashboardStatus {
        try await hub(of: customer).dashboard(id)
    }

    func putDashboard(
        _ dashboard: Dashboard, of customer: CustomerID, if precondition: Precondition<Dashboard>, dryRun: Bool
    ) async throws(AdminError) -> StoredDashboard {
        try await hub(of: customer).put(dashboard, if: precondition, dryRun: dryRun)
    }

    func deleteDashboard(
        _ id: DashboardID, of customer: CustomerID, if precondition: Precondition<Dashboard>
    ) async throws(AdminError) {
        try await hub(of: customer).deleteDashboard(id, if: precondition)
    }
}
