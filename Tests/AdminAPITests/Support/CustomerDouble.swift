import BoardProtocol
import Values
import WallboardCore

@testable import AdminAPI

/// The port of one customer of the double.
struct CustomerDouble: CustomerPort {
    let id: CustomerID
    let gateway: GatewayDouble

    func summary() async throws(AdminError) -> CustomerSummary { try await gateway.summary(of: id) }

    func update(
        _ change: CustomerChange, if precondition: Precondition<Customer>, by author: Author
    ) async throws(AdminError) -> CustomerSummary {
        try await gateway.updateCustomer(id, change, if: precondition, by: author)
    }

    // MARK: Users

    func users(_ page: PageSelection) async throws(AdminError) -> [User] { try await gateway.users(of: id, page) }

    func user(_ user: UserID) async throws(AdminError) -> User { try await gateway.user(user, of: id) }

    func putUser(
        _ user: User, if precondition: Precondition<User>, by author: Author
    ) async throws(AdminError) -> StoredUser {
        try await gateway.putUser(user, of: id, if: precondition, by: author)
    }

    func deleteUser(_ user: UserID, if precondition: Precondition<User>, by author: Author) async throws(AdminError) {
        try await gateway.deleteUser(user, of: id, if: precondition, by: author)
    }

    func importUsers(_ users: [User], dryRun: Bool, by author: Author) async throws(AdminError) -> UserImport {
        try await gateway.importUsers(users, of: id, dryRun: dryRun, by: author)
    }

    func setPBXAgents(_ extensions: Set<String>, by author: Author) async throws(AdminError) -> PBXReport {
        try await gateway.setPBXAgents(extensions, of: id, by: author)
    }

    func pbxAgents() async throws(AdminError) -> PBXReport { try await gateway.pbxAgents(of: id) }

    // MARK: Licences and keys

    func licences() async throws(AdminError) -> LicenceUsage { try await gateway.licences(of: id) }

    func setMaximum(
        _ change: MaximumChange, ifVersion version: Int?, dryRun: Bool, by author: Author
    ) async throws(AdminError) -> MaximumResult {
        try await gateway.setMaximum(change, of: id, ifVersion: version, dryRun: dryRun, by: author)
    }

    func createEnrolmentKey(
        for user: UserID, expiresInSeconds: Int?, maxUses: Int?
    ) async throws(AdminError) -> IssuedEnrolmentKey {
        try await gateway.createEnrolmentKey(
            for: user, of: id, expiresInSeconds: expiresInSeconds, maxUses: maxUses)
    }

    func enrolmentKeys(_ page: PageSelection) async throws(AdminError) -> [EnrolmentKey] {
        try await gateway.enrolmentKeys(of: id, page)
    }

    func deleteEnrolmentKey(_ key: CredentialID) async throws(AdminError) {
        try await gateway.deleteEnrolmentKey(key, of: id)
    }

    // MARK: Devices

    func devices(_ page: PageSelection) async throws(AdminError) -> [DeviceStatus] {
        try await gateway.devices(of: id, page)
    }

    func device(_ device: DeviceID) async throws(AdminError) -> DeviceStatus {
        try await gateway.device(device, of: id)
    }

    func updateDevice(
        _ device: DeviceID, _ change: DeviceEdit, if precondition: Precondition<Device>, by author: Author
    ) async throws(AdminError) -> DeviceStatus {
        try await gateway.updateDevice(device, of: id, change, if: precondition, by: author)
    }

    func deleteDevice(
        _ device: DeviceID, if precondition: Precondition<Device>, by author: Author
    ) async throws(AdminError) {
        try await gateway.deleteDevice(device, of: id, if: precondition, by: author)
    }

    func replaceHardware(
        of device: DeviceID, with hardware: NewHardware, by author: Author
    ) async throws(AdminError) -> DeviceStatus {
        try await gateway.replaceHardware(of: device, of: id, with: hardware, by: author)
    }

    func rotateCredential(of device: DeviceID, by author: Author) async throws(AdminError) -> CredentialRotation {
        try await gateway.rotateCredential(of: device, of: id, by: author)
    }

    func refusals() async throws(AdminError) -> RefusalReport { try await gateway.refusals(of: id) }

    // MARK: Pairing

    func pairing(_ code: UserCode) async throws(AdminError) -> PendingPairing {
        try await gateway.pairing(code, for: id)
    }

    func pair(_ code: UserCode, _ choice: PairingChoice, waits: Bool) async throws(AdminError) -> PairingResult {
        try await gateway.pair(code, choice, waits: waits, of: id)
    }

    func waitingBoards(_ page: PageSelection) async throws(AdminError) -> [WaitingScreen] {
        try await gateway.waitingBoards(of: id, page)
    }

    func cancelWaiting(_ serial: Serial) async throws(AdminError) { try await gateway.cancelWaiting(serial, of: id) }

    // MARK: Dashboards

    func dashboards(_ page: PageSelection) async throws(AdminError) -> [DashboardStatus] {
        try await gateway.dashboards(of: id, page)
    }

    func dashboard(_ dashboard: DashboardID) async throws(AdminError) -> DashboardStatus {
        try await gateway.dashboard(dashboard, of: id)
    }

    func putDashboard(
        _ dashboard: Dashboard, if precondition: Precondition<Dashboard>, dryRun: Bool
    ) async throws(AdminError) -> StoredDashboard {
        try await gateway.putDashboard(dashboard, of: id, if: precondition, dryRun: dryRun)
    }

    func deleteDashboard(_ dashboard: DashboardID, if precondition: Precondition<Dashboard>) async throws(AdminError) {
        try await gateway.deleteDashboard(dashboard, of: id, if: precondition)
    }

    // MARK: Call events

    func accept(
        _ events: [CallEventBatch.Event], unreadable: [(line: Int, reason: String)]
    ) async throws(AdminError) -> IntakeReceipt {
        try await gateway.accept(events, unreadable: unreadable, of: id)
    }

    func stateActiveCalls(_ calls: [ActiveCall]) async throws(AdminError) -> ActiveCallsReceipt {
        try await gateway.stateActiveCalls(calls, of: id)
    }

    func callEvents(
        from start: Instant, to end: Instant, after position: EventPosition?, limit: Int
    ) async throws(AdminError) -> ToldEvents {
        try await gateway.callEvents(of: id, from: start, to: end, after: position, limit: limit)
    }

    func deleteCallEvents(from start: Instant, to end: Instant) async throws(AdminError) -> Int {
        try await gateway.deleteCallEvents(of: id, from: start, to: end)
    }
}
