import AdminAPI
import BoardProtocol
import Store
import Values
import WallboardCore

/// The administration of one customer by its hub: changes are made by `Gateway/Changes`, the rest is read here.
struct HubPort: CustomerPort {
    let hub: CustomerHub

    func summary() async throws(AdminError) -> CustomerSummary { await hub.summary }

    func update(
        _ change: CustomerChange, if precondition: Precondition<Customer>, by author: Author
    ) async throws(AdminError) -> CustomerSummary {
        try await CustomerChanges(author: author).update(change, if: precondition, in: hub)
    }

    // MARK: Users

    func users(_ page: PageSelection) async throws(AdminError) -> [User] {
        Array(await hub.registrations.users.values(after: page.after).prefix(page.limit))
    }

    func user(_ id: UserID) async throws(AdminError) -> User { try await hub.registrations.user(id) }

    func putUser(
        _ user: User, if precondition: Precondition<User>, by author: Author
    ) async throws(AdminError) -> StoredUser {
        try await UserChanges(author: author).put(user, if: precondition, in: hub)
    }

    func deleteUser(_ id: UserID, if precondition: Precondition<User>, by author: Author) async throws(AdminError) {
        try await UserChanges(author: author).delete(id, if: precondition, in: hub)
    }

    func importUsers(_ users: [User], dryRun: Bool, by author: Author) async throws(AdminError) -> UserImport {
        try await UserChanges(author: author).importAll(users, dryRun: dryRun, in: hub)
    }

    func setPBXAgents(_ extensions: Set<String>, by author: Author) async throws(AdminError) -> PBXReport {
        try await UserChanges(author: author).setPBXAgents(extensions, in: hub)
    }

    func pbxAgents() async throws(AdminError) -> PBXReport {
        let stored = try await hub.context.calling(missing: .customer) { store throws(StoreError) in
            try await store.pbxAgents(of: hub.id)
        }
        return PBXReport(extensions: stored?.extensions.sorted() ?? [], at: stored?.at, changed: [])
    }

    // MARK: Licences

    func licences() async throws(AdminError) -> LicenceUsage { await hub.licences() }

    func setMaximum(
        _ change: MaximumChange, ifVersion version: Int?, dryRun: Bool, by author: Author
    ) async throws(AdminError) -> MaximumResult {
        try await MaximumChanges(author: author).set(change, ifVersion: version, dryRun: dryRun, in: hub)
    }

    // MARK: Enrolment keys

    func createEnrolmentKey(
        for user: UserID, expiresInSeconds: Int?, maxUses: Int?
    ) async throws(AdminError) -> IssuedEnrolmentKey {
        try await KeyChanges.create(for: user, expiresInSeconds: expiresInSeconds, maxUses: maxUses, in: hub)
    }

    func enrolmentKeys(_ page: PageSelection) async throws(AdminError) -> [EnrolmentKey] {
        await hub.registrations.keys.keys(page)
    }

    func deleteEnrolmentKey(_ id: CredentialID) async throws(AdminError) { try await KeyChanges.delete(id, in: hub) }

    // MARK: Devices

    func devices(_ page: PageSelection) async throws(AdminError) -> [DeviceStatus] {
        await hub.devices(after: page.after, limit: page.limit)
    }

    func device(_ id: DeviceID) async throws(AdminError) -> DeviceStatus {
        await hub.status(of: try await hub.registrations.device(id))
    }

    func updateDevice(
        _ id: DeviceID, _ change: DeviceEdit, if precondition: Precondition<Device>, by author: Author
    ) async throws(AdminError) -> DeviceStatus {
        try await DeviceChanges(author: author).update(id, change, if: precondition, in: hub)
    }

    func deleteDevice(
        _ id: DeviceID, if precondition: Precondition<Device>, by author: Author
    ) async throws(AdminError) {
        try await DeviceChanges(author: author).delete(id, if: precondition, in: hub)
    }

    func replaceHardware(
        of id: DeviceID, with hardware: NewHardware, by author: Author
    ) async throws(AdminError) -> DeviceStatus {
        let changes = DeviceChanges(author: author)
        switch hardware {
        case .serial(let serial): return try await changes.replaceHardware(of: id, with: serial, nil, in: hub)
        case .pairing(let code):
            return try await hub.context.reception.withClaim(on: code) { board, serial throws(AdminError) in
                try await changes.replaceHardware(of: id, with: serial, board, in: hub)
            }
        }
    }

    func rotateCredential(of id: DeviceID, by author: Author) async throws(AdminError) -> CredentialRotation {
        try await DeviceChanges(author: author).rotateCredential(of: id, in: hub)
    }

    func refusals() async throws(AdminError) -> RefusalReport { await hub.refusalReport() }

    // MARK: Pairing

    func pairing(_ code: UserCode) async throws(AdminError) -> PendingPairing {
        guard let board = hub.context.reception.board(showing: code) else { throw .notFound(.pairing) }
        return await Self.pairing(of: board, in: hub)
    }

    private static func pairing(of board: PairingDesk.Board, in hub: isolated CustomerHub) -> PendingPairing {
        let (hello, devices) = (board.hello, hub.registrations.devices)
        let candidates = AwayDevices(hub.registrations, hub.boards)
            .candidates(serial: hello.serial, model: hello.model, address: board.address)
        return PendingPairing(
            code: board.code, serial: hello.serial, model: hello.model, appVersion: hello.appVersion,
            address: board.address, expiresAt: board.expiresAt,
            device: Serial(hello.serial).flatMap(devices.device(with:)), candidates: candidates.map(hub.status(of:)))
    }

    func pair(_ code: UserCode, _ choice: PairingChoice, waits: Bool) async throws(AdminError) -> PairingResult {
        try await hub.context.reception.withClaim(on: code) { board, serial throws(AdminError) in
            try await Pairings.pair(board, serial, choice, waits: waits, in: hub)
        }
    }

    /// The line is short (`WaitingBoardLimits`).
    func waitingBoards(_ page: PageSelection) async throws(AdminError) -> [WaitingScreen] {
        page.part(of: await hub.allWaiting())
    }

    func cancelWaiting(_ serial: Serial) async throws(AdminError) { try await Pairings.cancelWaiting(serial, in: hub) }

    // MARK: Dashboards

    func dashboards(_ page: PageSelection) async throws(AdminError) -> [DashboardStatus] {
        let registrations = await hub.registrations
        return registrations.dashboards.values(after: page.after).prefix(page.limit).map(registrations.status(of:))
    }

    func dashboard(_ id: DashboardID) async throws(AdminError) -> DashboardStatus {
        let registrations = await hub.registrations
        return registrations.status(of: try registrations.dashboard(id))
    }

    func putDashboard(
        _ dashboard: Dashboard, if precondition: Precondition<Dashboard>, dryRun: Bool
    ) async throws(AdminError) -> StoredDashboard {
        try await DashboardChanges.put(dashboard, if: precondition, dryRun: dryRun, in: hub)
    }

    func deleteDashboard(_ id: DashboardID, if precondition: Precondition<Dashboard>) async throws(AdminError) {
        try await DashboardChanges.delete(id, if: precondition, in: hub)
    }

    // MARK: Call events

    func accept(
        _ events: [CallEventBatch.Event], unreadable: [(line: Int, reason: String)]
    ) async throws(AdminError) -> IntakeReceipt {
        try await CallEventChanges.accept(events, unreadable: unreadable, in: hub)
    }

    func stateActiveCalls(_ calls: [ActiveCall]) async throws(AdminError) -> ActiveCallsReceipt {
        try await CallEventChanges.state(calls, in: hub)
    }

    func callEvents(
        from start: Instant, to end: Instant, after position: EventPosition?, limit: Int
    ) async throws(AdminError) -> ToldEvents {
        let page = try await hub.context.calling(missing: .customer) { store throws(StoreError) in
            try await store.events(of: hub.id, EventSelection(from: start, to: end), after: position, limit: limit)
        }
        return ToldEvents(events: page.events.compactMap(CallEventMessage.init(telling:)), next: page.next)
    }

    func deleteCallEvents(from start: Instant, to end: Instant) async throws(AdminError) -> Int {
        try await CallEventChanges.delete(from: start, to: end, in: hub)
    }
}
