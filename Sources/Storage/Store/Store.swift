import WallboardCore

/// Everything that must survive a crash: customers and their maximum, users, seats, tokens (as hashes), call events.
///
/// The rules of the contract, which one suite tests on every engine:
///
/// - When a function returns, what it did is durable: it is there after `kill -9` and after a power cut. When it throws,
///   nothing of it happened.
/// - Every function is one transaction. Where a decision depends on what is stored (a free seat, a version), the
///   decision is taken inside the same transaction, by the pure functions of `WallboardCore`.
/// - Functions may be called from any task at once; those that wait at the same time share one commit.
/// - `StoreError.unavailable` (full disk, I/O error) leaves the store usable: a later call succeeds when the cause is
///   gone.
package protocol Store: Sendable {
    // MARK: Customers

    /// Adds a customer. Throws `.alreadyExists`.
    func createCustomer(_ customer: Customer) async throws(StoreError)

    /// All customers, by id.
    func customers() async throws(StoreError) -> [Customer]

    /// Replaces the settings of a customer; `maximum`, `maximumVersion` and `createdAt` stay as stored. Returns the
    /// stored record. Throws `.notFound`.
    func updateCustomer(_ customer: Customer) async throws(StoreError) -> Customer

    /// Removes a customer with its users, devices, keys, tokens and events. Throws `.notFound`.
    func deleteCustomer(_ id: CustomerID) async throws(StoreError)

    /// Sets the maximum if the configured devices fit into it, and counts `maximumVersion` up. Throws `.notFound`.
    /// `version` is the one that the caller saw; nil when it does not care.
    func setMaximum(
        _ maximum: SeatMaximum, of id: CustomerID, ifVersion version: Int?, dryRun: Bool
    ) async throws(StoreError) -> MaximumOutcome

    // MARK: Users

    /// The users of a customer, by id.
    func users(of customer: CustomerID) async throws(StoreError) -> [User]

    /// Adds or replaces a user, and sets the board licence of the devices that are assigned to that user (unless the
    /// new supervisor licence gives none). Throws `.notFound` for an unknown customer.
    func putUser(_ user: User, of customer: CustomerID) async throws(StoreError) -> UserChange

    /// Removes a user: the assigned devices keep their seats without a user, the user's enrolment keys are removed.
    /// Throws `.notFound`.
    func deleteUser(_ id: UserID, of customer: CustomerID) async throws(StoreError) -> UserChange

    // MARK: Enrolment keys and devices

    /// Adds a key. Throws `.notFound` if its user does not exist.
    func createEnrolmentKey(_ key: EnrolmentKey) async throws(StoreError)

    /// The keys of a customer, oldest first.
    func enrolmentKeys(of customer: CustomerID) async throws(StoreError) -> [EnrolmentKey]

    /// A key by its public half; nil if there is none.
    func enrolmentKey(_ id: CredentialID) async throws(StoreError) -> EnrolmentKey?

    /// Removes a key. Devices that registered with it stay. Throws `.notFound`.
    func deleteEnrolmentKey(_ id: CredentialID, of customer: CustomerID) async throws(StoreError)

    /// Gives seats to devices that present enrolment keys: all in one transaction, in order, each decided by
    /// `EnrolmentDecision.decide` on what the ones before it left. The secret of the key has been checked by the caller;
    /// a key that is gone by now is `.keyNotValid`.
    func enrol(_ requests: [EnrolmentRequest], at now: Instant) async throws(StoreError) -> [EnrolmentOutcome]

    /// The devices of a customer, by id.
    func devices(of customer: CustomerID) async throws(StoreError) -> [Device]

    /// The device that carries the token with this public half; nil if there is none.
    func device(withCredential id: CredentialID) async throws(StoreError) -> Device?

    /// Changes a device. Resuming a suspended one takes a seat. A new user sets the board licence (unless that user's
    /// supervisor licence gives none). Throws `.notFound` for an unknown device or user.
    func updateDevice(
        _ id: DeviceID, of customer: CustomerID, _ change: DeviceChange
    ) async throws(StoreError) -> DeviceOutcome

    /// Removes a device and frees its seat. Returns what it was. Throws `.notFound`.
    func deleteDevice(_ id: DeviceID, of customer: CustomerID) async throws(StoreError) -> Device

    // MARK: Admin tokens

    /// Adds a token. Throws `.notFound` if it names an unknown customer.
    func createToken(_ token: AdminToken) async throws(StoreError)

    /// A token by its public half; nil if there is none.
    func token(_ id: CredentialID) async throws(StoreError) -> AdminToken?

    // MARK: Call events

    /// Appends the events whose ids are new for the customer; the first of two with one id wins, also within `events`.
    /// `earlier(ofCalls)` in the answer holds what is stored, without the events just appended, for the calls in
    /// `recalling` (calls the caller holds no state for). Throws `.notFound` for an unknown customer.
    func append(
        _ events: [CallEvent], of customer: CustomerID, recalling calls: Set<String>, receivedAt: Instant
    ) async throws(StoreError) -> AppendOutcome

    /// The events of a customer whose `time` is `start` or later, by time then order of arrival.
    func events(of customer: CustomerID, since start: Instant) async throws(StoreError) -> [CallEvent]

    /// Removes the events whose `time` is before `end`, at most `limit` of them; returns how many went.
    func pruneEvents(before end: Instant, limit: Int) async throws(StoreError) -> Int

    /// Commits what is in flight and closes the files. No function may be called afterwards.
    func close() async
}

/// Why a store did not do what it was asked to.
package enum StoreError: Error, Hashable, Sendable {
    /// There is no such customer, user, key or device.
    case notFound
    case alreadyExists
    /// The disk is full or broken, the database is locked by another program, or too many calls wait already. Nothing
    /// was changed; try again later.
    case unavailable(reason: String)
    /// The file is not a database of this program or of a later version of it.
    case incompatible(reason: String)
}

/// What `setMaximum` did.
package enum MaximumOutcome: Hashable, Sendable {
    /// Changed (or would be, on a dry run): the customer as stored, and how many seats are taken.
    case changed(Customer, configured: Int)
    /// Refused: the configured devices, oldest registration first.
    case surplus(SeatFigure, devices: [Device])
    /// The version is not the one that the caller saw.
    case versionMismatch(current: Int)
}

/// What a change of a user did to the devices that are assigned to that user.
package struct UserChange: Hashable, Sendable {
    /// False when the user is new.
    package let existed: Bool
    /// The devices as they are now.
    package let devices: [Device]

    /// Takes what the transaction found.
    package init(existed: Bool, devices: [Device]) {
        self.existed = existed
        self.devices = devices
    }
}

/// A device that wants a seat by an enrolment key whose secret has been checked.
package struct EnrolmentRequest: Hashable, Sendable {
    /// The public half of the key that the device presented.
    package let key: CredentialID
    /// The device's hardware.
    package let serial: Serial
    /// What the hardware said it is; at most 100 characters.
    package let model: String?
    /// What the device gets if it is let in: made by the caller, since the store makes no random values.
    package let newDevice: DeviceID
    /// What its new token is looked up by.
    package let newCredential: CredentialID
    /// The hash of the new token's secret half.
    package let newSecretHash: SecretHash

    /// Takes what the device said and what was drawn for it.
    package init(
        key: CredentialID, serial: Serial, model: String?, newDevice: DeviceID, newCredential: CredentialID,
        newSecretHash: SecretHash
    ) {
        self.key = key
        self.serial = serial
        self.model = model
        self.newDevice = newDevice
        self.newCredential = newCredential
        self.newSecretHash = newSecretHash
    }
}

/// What became of an `EnrolmentRequest`.
package enum EnrolmentOutcome: Hashable, Sendable {
    /// The device has a new seat and the new token. Its name is its serial until an admin gives it another.
    case registered(Device)
    /// The device kept its seat and has the new token.
    case renewed(Device)
    /// Anything else that `EnrolmentDecision` says.
    case refused(EnrolmentDecision)
}

/// What an admin changes of a device; nil leaves a field as it is.
package struct DeviceChange: Hashable, Sendable {
    /// 1–200 characters.
    package var name: String?
    /// Whom it is assigned to.
    package var user: Assignment?
    /// Whether it gives its seat up; false takes one again.
    package var suspended: Bool?

    /// Whose device it becomes.
    package enum Assignment: Hashable, Sendable {
        case user(UserID)
        case nobody
    }

    /// Changes what is given.
    package init(name: String? = nil, user: Assignment? = nil, suspended: Bool? = nil) {
        self.name = name
        self.user = user
        self.suspended = suspended
    }
}

/// What `updateDevice` did.
package enum DeviceOutcome: Hashable, Sendable {
    case changed(Device)
    /// Resuming needs a seat and none is free; nothing was changed.
    case seatLimit(SeatFigure)
    /// The new user's supervisor licence gives no view; nothing was changed.
    case notEntitled
}

/// What `append` did.
package struct AppendOutcome: Hashable, Sendable {
    /// For each given event, in order: whether it was new.
    package let isNew: [Bool]
    /// The stored events of the recalled calls, by call, by time then arrival, without those just appended.
    package let earlier: [String: [CallEvent]]

    /// Takes what the transaction found.
    package init(isNew: [Bool], earlier: [String: [CallEvent]]) {
        self.isNew = isNew
        self.earlier = earlier
    }
}
