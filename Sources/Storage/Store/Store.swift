import Values
import WallboardCore

/// Everything that must survive a crash: customers and their maximum, users, seats and their ledger, dashboards, tokens
/// (as hashes), the admins' audit, call events.
///
/// The rules of the contract, which one suite tests on every engine:
///
/// - When a function returns, what it did is durable: it is there after `kill -9` and after a power cut. When it
///   throws, nothing of it happened.
/// - Every function is one transaction. Where a decision depends on what is stored (a free seat, a version), the
///   decision is taken inside the same transaction, by the pure functions of `WallboardCore`. What may touch more rows
///   than others should wait for is done in parts instead. Some functions do all of them (`append`, `deleteEvents`,
///   `deleteCustomer`, `pruneAudit`, `removeFormer`, `setPBXAgents`), others do one and are called again until they are
///   done (`putUsers`, `deleteUser`, `followPBX`, `deleteDashboard`), so that their caller knows what is stored
///   wherever they fail. Each says what a reader sees between two parts, and what is left of it after a crash.
/// - Nobody waits for another's bulk for long: parts are small, and what is no bulk goes before them.
/// - What changes seats, the maximum or the class that a configured device is counted under writes its entry of the
///   ledger in the same transaction; what changes none of them writes none.
/// - Functions may be called from any task at once; those that wait at the same time share one commit.
/// - `StoreError.unavailable` (full disk, I/O error) leaves the store usable: a later call succeeds when the cause is
///   gone.
package protocol Store: Sendable {
    // MARK: Customers

    /// Adds a customer, and opens its ledger. Throws `.alreadyExists`. A customer whose id was used before starts
    /// empty: the ledger and audit of the earlier one are not its own.
    func createCustomer(_ customer: Customer, by author: Author) async throws(StoreError)

    /// All customers, by id.
    func customers() async throws(StoreError) -> [Customer]

    /// Replaces the settings of a customer; `maximum`, `maximumVersion`, `isFed` and `createdAt` stay as stored.
    /// Returns the customer as it is stored now. Throws `.notFound`.
    func updateCustomer(_ customer: Customer, by stamp: Stamp) async throws(StoreError) -> Customer

    /// Records that a feed of the customer has sent a request, for good. Throws `.notFound`.
    func noteFeed(of id: CustomerID) async throws(StoreError)

    /// Removes a customer with its users, devices, dashboards, keys, tokens and events. Its ledger and its audit stay.
    /// Throws `.notFound`.
    ///
    /// The first part takes the id away: from then on no function finds anything of the customer, even if the rest
    /// fails, and the id may be used again. The ledger is closed and the credentials are gone when the function
    /// returns, unless the disk fails meanwhile. `removeFormer` removes everything that is left.
    func deleteCustomer(_ id: CustomerID, by stamp: Stamp) async throws(StoreError)

    /// Removes a part of what is left of deleted customers. Call it until it returns that nothing is left: after a
    /// start, and after each `deleteCustomer`.
    func removeFormer() async throws(StoreError) -> FormerRemoval

    /// Which one each customer is among those that had its id: 1 for the first.
    func incarnations() async throws(StoreError) -> [CustomerID: Int]

    /// Changes the maximum as `MaximumDecision.decide` allows, suspends the surplus that the change names, and counts
    /// `maximumVersion` up; with `dryRun` only says what would happen. Throws `.notFound`. `version` is the one that
    /// the caller saw; nil when it does not care. The devices that a refusal names are read after it was decided.
    func setMaximum(
        _ change: MaximumChange, of id: CustomerID, ifVersion version: Int?, dryRun: Bool, by stamp: Stamp
    ) async throws(StoreError) -> MaximumOutcome

    // MARK: Users

    /// The users of a customer, by id.
    func users(of customer: CustomerID) async throws(StoreError) -> [User]

    /// Adds or replaces users, whose ids differ, and sets the board licence of the devices that are assigned to them
    /// (unless the new supervisor licence gives none). Where the customer's agent add-ons are `synced` and the PBX has
    /// reported, the add-on is what the PBX says, whatever `users` say. Throws `.notFound` for an unknown customer.
    ///
    /// One part, from the first user on: the outcome has those who are done, and they stay so whatever becomes of the
    /// others; call it again with these. A user changes after the user's devices: of one with many of them a part may
    /// be counted under the new class already, while the user is as before.
    func putUsers(_ users: [User], of customer: CustomerID, by stamp: Stamp) async throws(StoreError) -> UsersOutcome

    /// Removes a user: the assigned devices keep their seats without a user, and after the last of them the user goes
    /// with the user's enrolment keys. One part; call it until it is done. Throws `.notFound`.
    func deleteUser(_ id: UserID, of customer: CustomerID, by stamp: Stamp) async throws(StoreError) -> RemovalOutcome

    /// Takes down which extensions the PBX has as agents. Throws `.notFound`. A long report is written in parts: one
    /// that fails, or is killed, leaves a mixture with the one before under the moment of that one, until the PBX
    /// reports again.
    func setPBXAgents(_ extensions: Set<String>, of customer: CustomerID, by stamp: Stamp) async throws(StoreError)

    /// Sets the agent add-ons of users to what the PBX reported last, if it ever did. One part: users by id, after
    /// `user` (nil: from the first); call it again from the outcome's `next` on. Throws `.notFound`.
    func followPBX(of customer: CustomerID, after user: UserID?) async throws(StoreError) -> FollowingOutcome

    /// What the PBX reported last; nil if it never did. Throws `.notFound`.
    func pbxAgents(of customer: CustomerID) async throws(StoreError) -> PBXAgents?

    // MARK: Enrolment keys and devices

    /// Adds a key. Throws `.notFound` if its user does not exist.
    func createEnrolmentKey(_ key: EnrolmentKey) async throws(StoreError)

    /// The keys of a customer, oldest first.
    func enrolmentKeys(of customer: CustomerID) async throws(StoreError) -> [EnrolmentKey]

    /// A key by its public half; nil if there is none.
    func enrolmentKey(_ id: CredentialID) async throws(StoreError) -> EnrolmentKey?

    /// Removes a key. Devices that registered with it stay. Throws `.notFound`.
    func deleteEnrolmentKey(_ id: CredentialID, of customer: CustomerID) async throws(StoreError)

    /// Gives seats to devices, by enrolment key or by pairing: all in one transaction, in order, each decided by
    /// `AdmissionDecision.decide` on what the ones before it left. The secret of a key has been checked by the caller;
    /// a key that is gone by now is `.keyNotValid`; a customer or user that is gone, or a board that no longer waits,
    /// is `.notEntitled`. A pairing that `waits` and finds no seat is kept, unless `WaitingBoardLimits.maxPerCustomer`
    /// are waiting already; however a board gets its seat, it then no longer waits. A dashboard that is gone by then is
    /// left out.
    func enrol(_ requests: [EnrolmentRequest], at now: Instant) async throws(StoreError) -> [EnrolmentOutcome]

    /// The boards that wait for a seat of a customer, in the order in which their pairings were first confirmed. They
    /// go with their user and with the customer.
    func waitingBoards(of customer: CustomerID) async throws(StoreError) -> [WaitingBoard]

    /// Removes boards from those that wait; others are skipped. Throws `.notFound` for an unknown customer.
    func deleteWaitingBoards(_ serials: [Serial], of customer: CustomerID) async throws(StoreError)

    /// The devices of a customer, by id.
    func devices(of customer: CustomerID) async throws(StoreError) -> [Device]

    /// The device that has the token with this public half; nil if there is none.
    func device(withCredential id: CredentialID) async throws(StoreError) -> Device?

    /// Changes a device. Resuming a suspended one takes a seat, by `AdmissionDecision.decide`. A new user sets the
    /// board licence (unless that user's supervisor licence gives none). Throws `.notFound` for an unknown device, user
    /// or dashboard, `.alreadyExists` for hardware whose serial another device of the customer has; hardware that
    /// waited for a seat no longer waits.
    func updateDevice(
        _ id: DeviceID, of customer: CustomerID, _ change: DeviceChange, by stamp: Stamp
    ) async throws(StoreError) -> DeviceOutcome

    /// Removes a device and frees its seat. Returns it as it was. Throws `.notFound`.
    func deleteDevice(_ id: DeviceID, of customer: CustomerID, by stamp: Stamp) async throws(StoreError) -> Device

    /// When and where the devices of a customer were last heard, and whether they slept then, by device; those that
    /// never were are left out.
    func sightings(of customer: CustomerID) async throws(StoreError) -> [DeviceSighting]

    /// Records when and where devices of any customers were last heard, replacing what was there. A device that is gone
    /// is skipped.
    func noteSightings(_ sightings: [DeviceSighting]) async throws(StoreError)

    // MARK: Dashboards

    /// The dashboards of a customer, by id.
    func dashboards(of customer: CustomerID) async throws(StoreError) -> [Dashboard]

    /// Adds a dashboard, or replaces the one with its id. Throws `.notFound` for an unknown customer.
    func putDashboard(_ dashboard: Dashboard, of customer: CustomerID) async throws(StoreError)

    /// Removes a dashboard: the devices that showed it show the default of their view again, and after the last of them
    /// the dashboard goes. One part; call it until it is done. Throws `.notFound`.
    func deleteDashboard(_ id: DashboardID, of customer: CustomerID) async throws(StoreError) -> RemovalOutcome

    // MARK: The ledger

    /// The entries of a customer's ledger after the one with the number `sequence` (0: from the first), oldest first,
    /// at most `limit`. A customer that is gone keeps its ledger until its id is used again; one that never was has
    /// none.
    func ledger(
        of customer: CustomerID, after sequence: Int, limit: Int
    ) async throws(StoreError) -> [LedgerRecord]

    /// The entries from which the months of a customer's ledger are made, oldest first: those that name its time zone
    /// (`opened`, `timeZone`), and those that are older than the one before, since the clock was set back.
    func ledgerMarks(of customer: CustomerID) async throws(StoreError) -> [LedgerRecord]

    // MARK: Admins

    /// Adds a token. If the one that made it is revoked by now, so is the new one. Of the tokens of the customer that
    /// are revoked or have expired by `end`, the newest `CustomerLimits.endedTokens` are kept. Throws `.notFound` if it
    /// names an unknown customer.
    func createToken(_ token: AdminToken, removingEndedBy end: Instant) async throws(StoreError)

    /// A token by its public half, revoked and expired ones too; nil if there is none.
    func token(_ id: CredentialID) async throws(StoreError) -> AdminToken?

    /// The tokens that are limited to a customer, or all (nil): oldest first, those of one moment by id; those after a
    /// position (nil: from the first), at most `limit`. Includes revoked and expired ones.
    func tokens(
        of customer: CustomerID?, after position: AgePosition?, limit: Int
    ) async throws(StoreError) -> [AdminToken]

    /// How many tokens that are limited to a customer let their bearers in at `now`.
    func goodTokens(of customer: CustomerID, at now: Instant) async throws(StoreError) -> Int

    /// Revokes a token from `now` on, and with it those that it has made, and that these have made; the first
    /// revocation counts. Throws `.notFound`.
    func revokeToken(_ id: CredentialID, at now: Instant) async throws(StoreError) -> AdminToken

    /// Records what an admin is about to do; returns the record's number.
    func beginAudit(_ record: AuditRecord) async throws(StoreError) -> Int

    /// Completes a record with the HTTP status of the answer. A refusal (400 to 499) that is equal to another one,
    /// which came within less than an hour of it, is counted there, and its own record is removed: refusals are equal
    /// if they have the same author, operation, status, customer and address (of IPv6, the same /64 block). Ten
    /// addresses are kept apart; beyond that a refusal is counted in the last of these. A number that is gone by now is
    /// ignored.
    func finishAudit(_ number: Int, status: Int) async throws(StoreError)

    /// Records newest first: of one customer or of all (nil), those with a number below `before` (nil: from the
    /// newest), at most `limit`. Those of a customer begin when it was added: records about earlier customers with the
    /// same id are only among those of all.
    func audit(
        of customer: CustomerID?, before number: Int?, limit: Int
    ) async throws(StoreError) -> [AuditRecord]

    /// Removes the records that are older than `end`, and of the refusals (400 to 499) those that are not among the
    /// `keepingRefusals` newest; at most `limit` of them, in parts. Returns how many were removed.
    func pruneAudit(before end: Instant, keepingRefusals: Int, limit: Int) async throws(StoreError) -> Int

    // MARK: Call events

    /// Appends the events whose ids are new for the customer; the first of two with one id wins, also within `events`.
    /// `earlier` in the result holds the stored events, without the ones just appended, of the calls in `recalling`
    /// (calls the caller holds no state for) and of those that merges made one with them. Throws `.notFound` for an
    /// unknown customer.
    ///
    /// All or nothing, even where many events are written in parts: until the last part is durable no page has any of
    /// them, and those of an append that failed or was killed are removed. One append per customer at a time.
    func append(
        _ events: [CallEvent], of customer: CustomerID, recalling calls: Set<String>, receivedAt: Instant
    ) async throws(StoreError) -> AppendOutcome

    /// Events of a customer, by time then order of arrival: those after the position `start` (nil: from the first), at
    /// most `limit`. An unknown customer has none.
    func events(
        of customer: CustomerID, _ selection: EventSelection, after start: EventPosition?, limit: Int
    ) async throws(StoreError) -> EventPage

    /// All stored events of some calls and of those that merges made one with them, in any order; of a call at most
    /// the latest `CallLimits.recalledSteps`. Throws `.notFound` for an unknown customer.
    func events(ofCalls calls: Set<String>, of customer: CustomerID) async throws(StoreError) -> [CallEvent]

    /// Removes the earliest of the selected events, at most `limit` of them, in parts of which each is durable by
    /// itself; returns how many were removed. Their ids count as new again. An unknown customer has none.
    func deleteEvents(
        of customer: CustomerID, _ selection: EventSelection, limit: Int
    ) async throws(StoreError) -> Int

    /// The time of the customer's earliest event; nil if it has none.
    func earliestEvent(of customer: CustomerID) async throws(StoreError) -> Instant?

    /// When the event of the customer with the latest time arrived, the last of several; nil if it has none.
    func latestArrival(of customer: CustomerID) async throws(StoreError) -> Instant?

    /// How many events are stored of each customer that has some. The counts are maintained: calling this counts
    /// nothing.
    func eventCounts() async throws(StoreError) -> StoredEventCounts

    /// Removes what is left of appends that were killed before their last part. Call once at the start, in the process
    /// that appends and in no other.
    func undoUnfinishedAppends() async throws(StoreError)

    /// The number in the order of arrival of the event that came last, over all customers; 0 where there is none.
    func newestEvent() async throws(StoreError) -> Int64

    // MARK: The time

    /// The time that decides what is old enough to be removed, as it was last stored; nil where nothing is stored that
    /// may be old.
    func retentionTime() async throws(StoreError) -> RetentionTime?

    /// Stores that time, replacing the earlier one.
    func noteRetentionTime(_ time: RetentionTime) async throws(StoreError)

    /// Commits what is in flight and closes the files. No function may be called afterwards.
    func close() async
}

/// Why a store did not do what was requested.
package enum StoreError: Error, Hashable, Sendable {
    /// There is no such customer, user, key, token, device or dashboard.
    case notFound
    case alreadyExists
    /// The disk is full or broken, the database is locked by another program, or too many calls wait already. Nothing
    /// was changed; try again later.
    case unavailable(reason: String)
    /// The file is not a database of this program or of a later version of it.
    case incompatible(reason: String)
}
