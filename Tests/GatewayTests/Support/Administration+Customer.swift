import AdminAPI
import BoardProtocol
import Values
import WallboardCore

@testable import Gateway

/// What tests ask of the port of a customer, by the customer's id.
extension Administration {
    func updateCustomer(
        _ id: CustomerID, _ change: CustomerChange, if precondition: Precondition<Customer>, by author: Author
    ) async throws(AdminError) -> CustomerSummary {
        try await customer(id).update(change, if: precondition, by: author)
    }

    // MARK: Users

    func users(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [User] {
        try await self.customer(customer).users(page)
    }

    func user(_ id: UserID, of customer: CustomerID) async throws(AdminError) -> User {
        try await self.customer(customer).user(id)
    }

    func putUser(
        _ user: User, of customer: CustomerID, if precondition: Precondition<User>, by author: Author
    ) async throws(AdminError) -> StoredUser {
        try await self.customer(customer).putUser(user, if: precondition, by: author)
    }

    func deleteUser(
        _ id: UserID, of customer: CustomerID, if precondition: Precondition<User>, by author: Author
    ) async throws(AdminError) {
        try await self.customer(customer).deleteUser(id, if: precondition, by: author)
    }

    func importUsers(
        _ users: [User], of customer: CustomerID, dryRun: Bool, by author: Author
    ) async throws(AdminError) -> UserImport {
        try await self.customer(customer).importUsers(users, dryRun: dryRun, by: author)
    }

    func setPBXAgents(
        _ extensions: Set<String>, of customer: CustomerID, by author: Author
    ) async throws(AdminError) -> PBXReport {
        try await self.customer(customer).setPBXAgents(extensions, by: author)
    }

    // MARK: Licences and keys

    func licences(of customer: CustomerID) async throws(AdminError) -> LicenceUsage {
        try await self.customer(customer).licences()
    }

    func setMaximum(
        _ change: MaximumChange, of customer: CustomerID, ifVersion version: Int?, dryRun: Bool, by author: Author
    ) async throws(AdminError) -> MaximumResult {
        try await self.customer(customer).setMaximum(change, ifVersion: version, dryRun: dryRun, by: author)
    }

    func createEnrolmentKey(
        for user: UserID, of customer: CustomerID, expiresInSeconds: Int?, maxUses: Int?
    ) async throws(AdminError) -> IssuedEnrolmentKey {
        try await self.customer(customer)
            .createEnrolmentKey(for: user, expiresInSeconds: expiresInSeconds, maxUses: maxUses)
    }

    func enrolmentKeys(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [EnrolmentKey] {
        try await self.customer(customer).enrolmentKeys(page)
    }

    func deleteEnrolmentKey(_ id: CredentialID, of customer: CustomerID) async throws(AdminError) {
        try await self.customer(customer).deleteEnrolmentKey(id)
    }

    // MARK: Devices

    func devices(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [DeviceStatus] {
        try await self.customer(customer).devices(page)
    }

    func device(_ id: DeviceID, of customer: CustomerID) async throws(AdminError) -> DeviceStatus {
        try await self.customer(customer).device(id)
    }

    func updateDevice(
        _ id: DeviceID, of customer: CustomerID, _ change: DeviceEdit, if precondition: Precondition<Device>,
        by author: Author
    ) async throws(AdminError) -> DeviceStatus {
        try await self.customer(customer).updateDevice(id, change, if: precondition, by: author)
    }

    func deleteDevice(
        _ id: DeviceID, of customer: CustomerID, if precondition: Precondition<Device>, by author: Author
    ) async throws(AdminError) {
        try await self.customer(customer).deleteDevice(id, if: precondition, by: author)
    }

    func replaceHardware(
        of id: DeviceID, of customer: CustomerID, with hardware: NewHardware, by author: Author
    ) async throws(AdminError) -> DeviceStatus {
        try await self.customer(customer).replaceHardware(of: id, with: hardware, by: author)
    }

    func rotateCredential(
        of id: DeviceID, of customer: CustomerID, by author: Author
    ) async throws(AdminError) -> CredentialRotation {
        try await self.customer(customer).rotateCredential(of: id, by: author)
    }

    func refusals(of customer: CustomerID) async throws(AdminError) -> RefusalReport {
        try await self.customer(customer).refusals()
    }

    // MARK: Pairing

    func pairing(_ code: UserCode, for customer: CustomerID) async throws(AdminError) -> PendingPairing {
        try await self.customer(customer).pairing(code)
    }

    func pair(
        _ code: UserCode, _ choice: PairingChoice, waits: Bool, of customer: CustomerID
    ) async throws(AdminError) -> PairingResult {
        try await self.customer(customer).pair(code, choice, waits: waits)
    }

    func waitingBoards(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [WaitingScreen] {
        try await self.customer(customer).waitingBoards(page)
    }

    func cancelWaiting(_ serial: Serial, of customer: CustomerID) async throws(AdminError) {
        try await self.customer(customer).cancelWaiting(serial)
    }

    // MARK: Dashboards

    func dashboards(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [DashboardStatus] {
        try await self.customer(customer).dashboards(page)
    }

    func dashboard(_ id: DashboardID, of customer: CustomerID) async throws(AdminError) -> DashboardStatus {
        try await self.customer(customer).dashboard(id)
    }

    func putDashboard(
        _ dashboard: Dashboard, of customer: CustomerID, if precondition: Precondition<Dashboard>, dryRun: Bool
    ) async throws(AdminError) -> StoredDashboard {
        try await self.customer(customer).putDashboard(dashboard, if: precondition, dryRun: dryRun)
    }

    func deleteDashboard(
        _ id: DashboardID, of customer: CustomerID, if precondition: Precondition<Dashboard>
    ) async throws(AdminError) {
        try await self.customer(customer).deleteDashboard(id, if: precondition)
    }

    // MARK: Call events

    func accept(
        _ events: [CallEventBatch.Event], unreadable: [(line: Int, reason: String)],
        of customer: CustomerID
    ) async throws(AdminError) -> IntakeReceipt {
        try await self.customer(customer).accept(events, unreadable: unreadable)
    }

    func stateActiveCalls(_ calls: [ActiveCall], of customer: CustomerID) async throws(AdminError) -> ActiveCallsReceipt
    {
        try await self.customer(customer).stateActiveCalls(calls)
    }

    func callEvents(
        of customer: CustomerID, from start: Instant, to end: Instant, after position: EventPosition?, limit: Int
    ) async throws(AdminError) -> ToldEvents {
        try await self.customer(customer).callEvents(from: start, to: end, after: position, limit: limit)
    }

    func deleteCallEvents(
        of customer: CustomerID, from start: Instant, to end: Instant
    ) async throws(AdminError) -> Int {
        try await self.customer(customer).deleteCallEvents(from: start, to: end)
    }
}
