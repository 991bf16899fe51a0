import Store
import Values
import WallboardCore

/// A `Store` in one SQLite file, for a gateway on one machine.
///
/// It only dispatches: what takes one statement is in `Tables`, what takes more is in `Records`, and transactions are
/// those of `OpenDatabase`. Writes go through a `CommitQueue`; other processes (such as a command that adds a token)
/// may write to the same file.
package final class SQLiteStore: Store {
    let database: OpenDatabase

    /// Opens the database of `directory`, creating directory (mode 0700), file (mode 0600) and tables where they are
    /// missing. Blocks for some disk accesses.
    ///
    /// A file of an earlier version is migrated to this one, and the ledgers that begin with that are opened `now`
    /// (nil: by the clock of the machine). Throws `.incompatible` for a file of another program or of a later version,
    /// and `.unavailable` where the directory or the file cannot be created, read or written.
    package init(
        directory: String, limits: SQLiteStoreLimits = SQLiteStoreLimits(), at now: Instant? = nil
    ) throws(StoreError) {
        database = try OpenDatabase(directory: directory, limits: limits, at: now)
    }

    /// Commits what is in flight and closes the files.
    package func close() async { await database.close() }

    // MARK: Customers

    /// As `Store` has it.
    package func createCustomer(_ customer: Customer, by author: Author) async throws(StoreError) {
        try await CustomerRecords(database: database).create(customer, by: author)
    }

    /// As `Store` has it.
    package func customers() async throws(StoreError) -> [Customer] {
        try await database.read { db in try CustomerTable.all(in: db) }
    }

    /// As `Store` has it.
    package func updateCustomer(_ customer: Customer, by stamp: Stamp) async throws(StoreError) -> Customer {
        try await CustomerRecords(database: database).update(customer, by: stamp)
    }

    /// As `Store` has it.
    package func noteFeed(of id: CustomerID) async throws(StoreError) {
        try await database.write { db in
            try CustomerTable.noteFeed(ofCustomer: CustomerTable.number(of: id, in: db), in: db)
        }
    }

    /// As `Store` has it.
    package func deleteCustomer(_ id: CustomerID, by stamp: Stamp) async throws(StoreError) {
        try await FormerCustomerRecords(database: database).delete(id, by: stamp)
    }

    /// As `Store` has it.
    package func removeFormer() async throws(StoreError) -> FormerRemoval {
        try await FormerCustomerRecords(database: database).removePart()
    }

    /// As `Store` has it.
    package func incarnations() async throws(StoreError) -> [CustomerID: Int] {
        try await CustomerRecords(database: database).incarnations()
    }

    /// As `Store` has it.
    package func setMaximum(
        _ change: MaximumChange, of id: CustomerID, ifVersion version: Int?, dryRun: Bool, by stamp: Stamp
    ) async throws(StoreError) -> MaximumOutcome {
        try await MaximumRecords(database: database).set(change, of: id, ifVersion: version, dryRun: dryRun, by: stamp)
    }

    // MARK: Users

    /// As `Store` has it.
    package func users(of customer: CustomerID) async throws(StoreError) -> [User] {
        try await database.read { db in try UserTable.all(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func putUsers(
        _ users: [User], of id: CustomerID, by stamp: Stamp
    ) async throws(StoreError) -> UsersOutcome {
        try await UserRecords(database: database).put(users, of: id, by: stamp)
    }

    /// As `Store` has it.
    package func deleteUser(
        _ id: UserID, of customer: CustomerID, by stamp: Stamp
    ) async throws(StoreError) -> RemovalOutcome {
        try await UserRecords(database: database).delete(id, of: customer, by: stamp)
    }

    /// As `Store` has it.
    package func setPBXAgents(
        _ extensions: Set<String>, of customer: CustomerID, by stamp: Stamp
    ) async throws(StoreError) {
        try await PBXAgentRecords(database: database).set(extensions, of: customer, by: stamp)
    }

    /// As `Store` has it.
    package func pbxAgents(of customer: CustomerID) async throws(StoreError) -> PBXAgents? {
        try await database.read { db in
            try PBXAgentTable.agents(ofCustomer: CustomerTable.number(of: customer, in: db), in: db)
        }
    }

    /// As `Store` has it.
    package func followPBX(of customer: CustomerID, after user: UserID?) async throws(StoreError) -> FollowingOutcome {
        try await PBXAgentRecords(database: database).follow(of: customer, after: user)
    }

    // MARK: Enrolment keys and devices

    /// As `Store` has it.
    package func createEnrolmentKey(_ key: EnrolmentKey) async throws(StoreError) {
        try await EnrolmentRecords(database: database).createKey(key)
    }

    /// As `Store` has it.
    package func enrolmentKeys(of customer: CustomerID) async throws(StoreError) -> [EnrolmentKey] {
        try await database.read { db in try EnrolmentKeyTable.all(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func enrolmentKey(_ id: CredentialID) async throws(StoreError) -> EnrolmentKey? {
        try await database.read { db in try EnrolmentKeyTable.key(id, in: db) }
    }

    /// As `Store` has it.
    package func deleteEnrolmentKey(_ id: CredentialID, of customer: CustomerID) async throws(StoreError) {
        try await EnrolmentRecords(database: database).deleteKey(id, of: customer)
    }

    /// As `Store` has it.
    package func enrol(
        _ requests: [EnrolmentRequest], at now: Instant
    ) async throws(StoreError) -> [EnrolmentOutcome] {
        try await EnrolmentRecords(database: database).enrol(requests, at: now)
    }

    /// As `Store` has it.
    package func waitingBoards(of customer: CustomerID) async throws(StoreError) -> [WaitingBoard] {
        try await database.read { db in try WaitingBoardTable.all(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func deleteWaitingBoards(_ serials: [Serial], of customer: CustomerID) async throws(StoreError) {
        try await EnrolmentRecords(database: database).deleteWaiting(serials, of: customer)
    }

    /// As `Store` has it.
    package func devices(of customer: CustomerID) async throws(StoreError) -> [Device] {
        try await database.read { db in try DeviceTable.all(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func device(withCredential id: CredentialID) async throws(StoreError) -> Device? {
        try await database.read { db in try DeviceTable.device(withCredential: id, in: db) }
    }

    /// As `Store` has it.
    package func updateDevice(
        _ id: DeviceID, of customer: CustomerID, _ change: DeviceChange, by stamp: Stamp
    ) async throws(StoreError) -> DeviceOutcome {
        try await DeviceRecords(database: database).update(id, of: customer, change, by: stamp)
    }

    /// As `Store` has it.
    package func deleteDevice(
        _ id: DeviceID, of customer: CustomerID, by stamp: Stamp
    ) async throws(StoreError) -> Device {
        try await DeviceRecords(database: database).delete(id, of: customer, by: stamp)
    }

    /// As `Store` has it.
    package func sightings(of customer: CustomerID) async throws(StoreError) -> [DeviceSighting] {
        try await database.read { db in try SightingTable.all(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func noteSightings(_ sightings: [DeviceSighting]) async throws(StoreError) {
        try await database.write(database.order(ofRows: sightings.count)) { db in
            for sighting in sightings { try SightingTable.put(sighting, in: db) }
        }
    }

    // MARK: Dashboards

    /// As `Store` has it.
    package func dashboards(of customer: CustomerID) async throws(StoreError) -> [Dashboard] {
        try await database.read { db in try DashboardTable.all(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func putDashboard(_ dashboard: Dashboard, of customer: CustomerID) async throws(StoreError) {
        try await DashboardRecords(database: database).put(dashboard, of: customer)
    }

    /// As `Store` has it.
    package func deleteDashboard(
        _ id: DashboardID, of customer: CustomerID
    ) async throws(StoreError) -> RemovalOutcome {
        try await DashboardRecords(database: database).delete(id, of: customer)
    }

    // MARK: The ledger

    /// As `Store` has it.
    package func ledger(
        of customer: CustomerID, after sequence: Int, limit: Int
    ) async throws(StoreError) -> [LedgerRecord] {
        try await database.read { db in try LedgerTable.entries(of: customer, after: sequence, limit: limit, in: db) }
    }

    /// As `Store` has it.
    package func ledgerMarks(of customer: CustomerID) async throws(StoreError) -> [LedgerRecord] {
        try await database.read { db in try LedgerTable.marks(of: customer, in: db) }
    }

    // MARK: Admins

    /// As `Store` has it.
    package func createToken(_ token: AdminToken, removingEndedBy end: Instant) async throws(StoreError) {
        try await TokenRecords(database: database).create(token, removingEndedBy: end)
    }

    /// As `Store` has it.
    package func token(_ id: CredentialID) async throws(StoreError) -> AdminToken? {
        try await database.read { db in try AdminTokenTable.token(id, in: db) }
    }

    /// As `Store` has it.
    package func tokens(
        of customer: CustomerID?, after position: AgePosition?, limit: Int
    ) async throws(StoreError) -> [AdminToken] {
        try await database.read { db in try AdminTokenTable.tokens(of: customer, after: position, limit: limit, in: db)
        }
    }

    /// As `Store` has it.
    package func goodTokens(of customer: CustomerID, at now: Instant) async throws(StoreError) -> Int {
        try await database.read { db in try AdminTokenTable.countGood(of: customer, at: now, in: db) }
    }

    /// As `Store` has it.
    package func revokeToken(_ id: CredentialID, at now: Instant) async throws(StoreError) -> AdminToken {
        try await TokenRecords(database: database).revoke(id, at: now)
    }

    /// As `Store` has it.
    package func beginAudit(_ record: AuditRecord) async throws(StoreError) -> Int {
        try await database.write { db in try AuditTable.insert(record, in: db) }
    }

    /// As `Store` has it.
    package func finishAudit(_ number: Int, status: Int) async throws(StoreError) {
        try await database.write { db in try AuditTable.finish(number, status: status, in: db) }
    }

    /// As `Store` has it.
    package func audit(
        of customer: CustomerID?, before number: Int?, limit: Int
    ) async throws(StoreError) -> [AuditRecord] {
        try await database.read { db in
            try AuditTable.records(of: customer, before: number ?? .max, limit: limit, in: db)
        }
    }

    /// As `Store` has it.
    package func pruneAudit(before end: Instant, keepingRefusals: Int, limit: Int) async throws(StoreError) -> Int {
        try await AuditRecords(database: database).prune(before: end, keepingRefusals: keepingRefusals, limit: limit)
    }

    // MARK: Call events

    /// As `Store` has it.
    package func append(
        _ events: [CallEvent], of customer: CustomerID, recalling calls: Set<String>, receivedAt: Instant
    ) async throws(StoreError) -> AppendOutcome {
        try await EventAppends(database: database).append(
            events, of: customer, recalling: calls, receivedAt: receivedAt)
    }

    /// As `Store` has it.
    package func events(
        of customer: CustomerID, _ selection: EventSelection, after start: EventPosition?, limit: Int
    ) async throws(StoreError) -> EventPage {
        try await database.read { db in
            try CallEventTable.page(of: customer, selection, after: start, limit: limit, in: db)
        }
    }

    /// As `Store` has it.
    package func events(
        ofCalls calls: Set<String>, of customer: CustomerID
    ) async throws(StoreError) -> [CallEvent] {
        try await database.read { db in
            try CallEventTable.ofCalls(calls, ofCustomer: CustomerTable.number(of: customer, in: db), in: db)
        }
    }

    /// As `Store` has it.
    package func deleteEvents(
        of customer: CustomerID, _ selection: EventSelection, limit: Int
    ) async throws(StoreError) -> Int {
        try await EventRecords(database: database).delete(of: customer, selection, limit: limit)
    }

    /// As `Store` has it.
    package func earliestEvent(of customer: CustomerID) async throws(StoreError) -> Instant? {
        try await database.read { db in try CallEventTable.earliest(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func latestArrival(of customer: CustomerID) async throws(StoreError) -> Instant? {
        try await database.read { db in try CallEventTable.latestArrival(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func eventCounts() async throws(StoreError) -> StoredEventCounts {
        try await EventRecords(database: database).counts()
    }

    /// As `Store` has it.
    package func undoUnfinishedAppends() async throws(StoreError) {
        try await EventAppends(database: database).undoUnfinished()
    }

    /// As `Store` has it.
    package func newestEvent() async throws(StoreError) -> Int64 {
        try await database.read { db in try CallEventTable.newest(in: db) }
    }

    // MARK: The time

    /// As `Store` has it.
    package func retentionTime() async throws(StoreError) -> RetentionTime? {
        try await database.read { db in try RetentionTimeTable.time(in: db) }
    }

    /// As `Store` has it.
    package func noteRetentionTime(_ time: RetentionTime) async throws(StoreError) {
        try await database.write { db in try RetentionTimeTable.put(time, in: db) }
    }
}
