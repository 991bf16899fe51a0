import BoardProtocol
import Values
import WallboardCore

/// The administration of one customer: its settings and users, what they are licensed for, its boards and its calls.
/// Once the customer is deleted, every change throws `.notFound(.customer)`.
package protocol CustomerPort: Sendable {
    /// The customer and its licence figure.
    func summary() async throws(AdminError) -> CustomerSummary
    /// Returns the record with the change in force on all boards. Throws `.invalid`, `.changedMeanwhile`.
    func update(
        _ change: CustomerChange, if precondition: Precondition<Customer>, by author: Author
    ) async throws(AdminError) -> CustomerSummary

    // MARK: Users, whose licences decide what their boards may show

    /// By id.
    func users(_ page: PageSelection) async throws(AdminError) -> [User]
    /// Throws `.notFound(.user)`.
    func user(_ id: UserID) async throws(AdminError) -> User
    /// Adds or replaces a user. The boards of the user change their view before it returns. Throws `.changedMeanwhile`,
    /// and `.unfinished` where only some of many boards are counted under the new class: the user is as before.
    func putUser(
        _ user: User, if precondition: Precondition<User>, by author: Author
    ) async throws(AdminError) -> StoredUser
    /// Removes the user; the boards of the user go dark before it returns. Throws `.notFound(.user)`,
    /// `.changedMeanwhile`, and `.unfinished` where only some of many boards have gone dark: the user is still there.
    func deleteUser(_ id: UserID, if precondition: Precondition<User>, by author: Author) async throws(AdminError)
    /// Adds or replaces many users, in parts; with `dryRun` only says what would happen. Ids are unique among `users`.
    /// Throws `.unfinished` where a part fails: those before it stay.
    func importUsers(_ users: [User], dryRun: Bool, by author: Author) async throws(AdminError) -> UserImport
    /// Records the extensions that the PBX has as agents, and sets the agent add-ons if the customer is `synced`.
    func setPBXAgents(_ extensions: Set<String>, by author: Author) async throws(AdminError) -> PBXReport
    /// What the PBX last reported.
    func pbxAgents() async throws(AdminError) -> PBXReport

    // MARK: Licences

    /// The figures at this moment.
    func licences() async throws(AdminError) -> LicenceUsage
    /// Changes the maximum, or says what would happen (`dryRun`). `version` comes from `If-Match`; nil accepts any.
    /// Throws `.surplus` where devices are in the way, `.versionMismatch`, `.noSeat` for a device to be suspended
    /// that holds no seat.
    func setMaximum(
        _ change: MaximumChange, ifVersion version: Int?, dryRun: Bool, by author: Author
    ) async throws(AdminError) -> MaximumResult

    // MARK: Enrolment keys, with which devices register

    /// Creates a key for devices of one user; the answer holds the key itself, which is shown once and never stored.
    /// Throws `.notEntitled` if the user's licence gives no view, `.notFound(.user)`.
    func createEnrolmentKey(
        for user: UserID, expiresInSeconds: Int?, maxUses: Int?
    ) async throws(AdminError) -> IssuedEnrolmentKey
    /// Oldest first.
    func enrolmentKeys(_ page: PageSelection) async throws(AdminError) -> [EnrolmentKey]
    /// Removes the key; devices that registered with it stay. Throws `.notFound(.enrolmentKey)`.
    func deleteEnrolmentKey(_ id: CredentialID) async throws(AdminError)

    // MARK: Registered devices

    /// By id.
    func devices(_ page: PageSelection) async throws(AdminError) -> [DeviceStatus]
    /// Throws `.notFound(.device)`.
    func device(_ id: DeviceID) async throws(AdminError) -> DeviceStatus
    /// Throws `.seatLimit` if there is no seat to resume with, `.notEntitled` for a user whose licence gives no view,
    /// `.notFound(.user)` and `.notFound(.dashboard)` for an unknown one, `.changedMeanwhile`.
    func updateDevice(
        _ id: DeviceID, _ change: DeviceEdit, if precondition: Precondition<Device>, by author: Author
    ) async throws(AdminError) -> DeviceStatus
    /// Removes the device and frees its seat; its board is closed with 4502. Throws `.changedMeanwhile`.
    func deleteDevice(_ id: DeviceID, if precondition: Precondition<Device>, by author: Author) async throws(AdminError)
    /// Other hardware takes over seat, name and user. The old board is closed with 4503 and its token is revoked; the
    /// new one comes in with an enrolment key or a pairing code, and at once if the code that it shows is given.
    /// Throws `.alreadyExists(.device)` for a serial that another device has, `.notFound(.pairing)`.
    func replaceHardware(
        of id: DeviceID, with hardware: NewHardware, by author: Author
    ) async throws(AdminError) -> DeviceStatus
    /// Revokes the device's token; its board gets another one on its connection, if it is connected. A board that is
    /// not registers again, by code or key, and keeps its seat.
    func rotateCredential(of id: DeviceID, by author: Author) async throws(AdminError) -> CredentialRotation
    /// The boards that were refused within the last day.
    func refusals() async throws(AdminError) -> RefusalReport

    // MARK: Boards whose screens show a code (RFC 8628); the API limits the guesses of codes

    /// The board that shows a code now, as an admin may see it before it is paired. Throws `.notFound(.pairing)` for a
    /// code that no board shows, or no longer shows.
    func pairing(_ code: UserCode) async throws(AdminError) -> PendingPairing
    /// Gives the board that shows the code its seat, and starts it; with `waits`, keeps the choice if no seat is
    /// free, and the board waits. The code works once; if this throws, it stays valid. Throws `.notFound(.pairing)`,
    /// `.notFound(.user)`, `.notFound(.dashboard)`, `.seatLimit` (with `waits` if too many already wait),
    /// `.notEntitled`, `.suspendedDevice`.
    func pair(_ code: UserCode, _ choice: PairingChoice, waits: Bool) async throws(AdminError) -> PairingResult
    /// The boards that wait for a seat, in the order in which they get one; at most
    /// `WaitingBoardLimits.maxPerCustomer`.
    func waitingBoards(_ page: PageSelection) async throws(AdminError) -> [WaitingScreen]
    /// Removes the board from the line: it is closed with 4502. Throws `.notFound(.waitingBoard)`.
    func cancelWaiting(_ serial: Serial) async throws(AdminError)

    // MARK: Dashboards

    /// By id.
    func dashboards(_ page: PageSelection) async throws(AdminError) -> [DashboardStatus]
    /// Throws `.notFound(.dashboard)`.
    func dashboard(_ id: DashboardID) async throws(AdminError) -> DashboardStatus
    /// Adds a dashboard or replaces the one with its id; when this returns, the boards that show it are up to date.
    /// With `dryRun` only says what would happen. Throws `.unknownQueues`, `.dashboardLimit`, `.changedMeanwhile`.
    func putDashboard(
        _ dashboard: Dashboard, if precondition: Precondition<Dashboard>, dryRun: Bool
    ) async throws(AdminError) -> StoredDashboard
    /// Removes a dashboard; the boards that showed it show the default of their view. Throws `.notFound(.dashboard)`,
    /// `.changedMeanwhile`, and `.unfinished` where only some of many boards do so: the dashboard is still there.
    func deleteDashboard(_ id: DashboardID, if precondition: Precondition<Dashboard>) async throws(AdminError)

    // MARK: Call events (calls.md)

    /// Returns once the accepted events are durable.
    ///
    /// `unreadable` are the events of the request that could not be read: they are counted with those that are
    /// rejected here, and returned in the receipt.
    func accept(
        _ events: [CallEventBatch.Event], unreadable: [(line: Int, reason: String)]
    ) async throws(AdminError) -> IntakeReceipt
    /// Makes the statement true, durably; each call is named once. Throws `.invalid(field: "calls[3].since", …)`.
    func stateActiveCalls(_ calls: [ActiveCall]) async throws(AdminError) -> ActiveCallsReceipt
    /// The stored events of a period, from `start` up to but excluding `end`, as a feed would send them; at most
    /// `limit` events, those after `position` (nil: from the first).
    func callEvents(
        from start: Instant, to end: Instant, after position: EventPosition?, limit: Int
    ) async throws(AdminError) -> ToldEvents
    /// Removes the events of a period, from `start` up to but excluding `end`. Returns how many there were, once
    /// figures and boards follow. If it throws, some of them may have been removed: call it again.
    func deleteCallEvents(from start: Instant, to end: Instant) async throws(AdminError) -> Int
}
