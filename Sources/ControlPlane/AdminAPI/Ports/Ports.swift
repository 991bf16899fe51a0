import BoardProtocol
import WallboardCore

/// What the admin API needs from the rest of the gateway. The gateway implements these; the API knows nothing else
/// of it. Every function that changes something returns only when the change is durable and in force: boards that
/// lost a right get nothing more under it.
package typealias AdminPorts = TokenAuthority & CustomerAdministration & UserAdministration & LicenceAdministration
    & DeviceAdministration & EnrolmentKeyAdministration & BoardDirectory & CallEventIntake & GatewayHealth

/// Knows the bearers of admin tokens.
package protocol TokenAuthority: Sendable {
    /// Whose token it is; nil if it is none of ours. Compares the secret in constant time.
    func principal(bearing token: String) async throws(AdminError) -> Principal?
}

/// Who sends a request, and what may be asked for.
package struct Principal: Hashable, Sendable {
    /// The public half of the token.
    package let token: CredentialID
    /// The name that the token was made with.
    package let name: String
    /// What its bearer may do.
    package let role: Role
    /// The one customer it is confined to; nil: all.
    package let customer: CustomerID?

    /// Takes what is known of a token that was checked.
    package init(token: CredentialID, name: String, role: Role, customer: CustomerID?) {
        self.token = token
        self.name = name
        self.role = role
        self.customer = customer
    }
}

/// Makes, changes and removes customers. Throws `.notFound(.customer)` for an unknown one.
package protocol CustomerAdministration: Sendable {
    /// Throws `.alreadyExists(.customer)`.
    func createCustomer(_ request: NewCustomer) async throws(AdminError) -> Customer
    /// All customers, by id.
    func customers() async throws(AdminError) -> [Customer]
    /// Throws `.notFound(.customer)`.
    func customer(_ id: CustomerID) async throws(AdminError) -> Customer
    /// Returns the record with the change in force on all boards. Throws `.notFound(.customer)`, `.invalid`.
    func updateCustomer(_ id: CustomerID, _ change: CustomerChange) async throws(AdminError) -> Customer
    /// Removes the customer with everything it has; its boards are closed with 4505.
    func deleteCustomer(_ id: CustomerID) async throws(AdminError)
}

/// A customer to be made. The time zone is checked by the port, which throws `.invalid(field: "timeZone", …)`.
package struct NewCustomer: Sendable {
    /// The id that it is to have.
    package let id: CustomerID
    /// 1–200 characters.
    package let name: String
    /// An IANA name, not checked yet.
    package let timeZone: String
    /// The licensed maximum of configured devices.
    package let maximum: SeatMaximum

    /// Takes values whose ranges the API has checked.
    package init(id: CustomerID, name: String, timeZone: String, maximum: SeatMaximum) {
        self.id = id
        self.name = name
        self.timeZone = timeZone
        self.maximum = maximum
    }
}

/// What changes of a customer's settings; nil leaves a field as it is. Ranges as in `Customer`, checked by the API.
package struct CustomerChange: Sendable {
    /// 1–200 characters.
    package var name: String?
    /// An IANA name; checked by the port, which throws `.invalid(field: "timeZone", …)`.
    package var timeZone: String?
    /// Minutes after local midnight: 0–1439.
    package var resetMinuteOfDay: Int?
    /// T of the service level: 1–3600 s.
    package var serviceLevelSeconds: Int?
    /// S of the short abandon: 0–600 s.
    package var shortAbandonSeconds: Int?
    /// Whether boards show whole numbers. Masking is in force before the change is answered.
    package var callerNumbers: Customer.CallerNumbers?
    /// Whether the agent add-on follows the PBX.
    package var agentAddOn: Customer.AgentAddOnSource?

    /// Changes nothing.
    package init() {}
}

/// Makes, changes and removes the users of a customer, whose licences decide what their boards may show.
package protocol UserAdministration: Sendable {
    /// By id.
    func users(of customer: CustomerID) async throws(AdminError) -> [User]
    /// Throws `.notFound(.user)`.
    func user(_ id: UserID, of customer: CustomerID) async throws(AdminError) -> User
    /// Returns whether the user existed before. The boards of the user change their view before it returns.
    func putUser(_ user: User, of customer: CustomerID) async throws(AdminError) -> Bool
    /// Removes the user; the boards of the user go dark before it returns. Throws `.notFound(.user)`.
    func deleteUser(_ id: UserID, of customer: CustomerID) async throws(AdminError)
}

/// Tells and changes what a customer is licensed for.
package protocol LicenceAdministration: Sendable {
    /// The figures at this moment. Throws `.notFound(.customer)`.
    func licences(of customer: CustomerID) async throws(AdminError) -> LicenceUsage
    /// Sets the maximum if the configured devices fit (the rule `reject`); throws `.surplus` if they do not. `version`
    /// comes from `If-Match`; it is nil when any will do.
    func setMaximum(
        _ maximum: SeatMaximum, of customer: CustomerID, ifVersion version: Int?, dryRun: Bool
    ) async throws(AdminError) -> LicenceUsage
}

/// The figures of the licence page at one moment.
package struct LicenceUsage: Hashable, Sendable {
    /// The moment of the figures.
    package var asOf: Instant
    /// The entity tag of the resource counts the changes of the maximum.
    package var maximumVersion: Int
    /// Users with an Essential licence.
    package var essential = 0
    /// Users with a Professional licence.
    package var professional = 0
    /// Users with the agent add-on.
    package var agentAddOn = 0
    /// Users with a desktop client.
    package var desktop = 0
    /// Users with the CRM add-on.
    package var crmAddOn = 0
    /// Users by supervisor licence; `none` is not counted.
    package var reports = 0
    /// Users with Insights.
    package var insights = 0
    /// Users with Analytics.
    package var analytics = 0
    /// Users with Live Analytics.
    package var liveAnalytics = 0
    /// Users with Contact Centre.
    package var contactCentre = 0
    /// Seats taken and the licensed maximum.
    package var seats: SeatFigure
    /// Configured devices by class of board licence.
    package var analyticsBoards = 0
    /// Configured devices that count as Live Analytics.
    package var liveAnalyticsBoards = 0
    /// Configured devices that are connected now.
    package var connectedBoards = 0

    /// Figures of nobody yet: the rest is counted in.
    package init(asOf: Instant, maximumVersion: Int, seats: SeatFigure) {
        self.asOf = asOf
        self.maximumVersion = maximumVersion
        self.seats = seats
    }
}

/// Makes and removes the keys with which devices register.
package protocol EnrolmentKeyAdministration: Sendable {
    /// Makes a key for devices of one user; the answer holds the key itself, which is shown once and never stored.
    /// Throws `.notEntitled` if the user's licence gives no view, `.notFound(.user)`.
    func createEnrolmentKey(
        for user: UserID, of customer: CustomerID, expiresInSeconds: Int?, maxUses: Int?
    ) async throws(AdminError) -> IssuedEnrolmentKey
    /// Oldest first.
    func enrolmentKeys(of customer: CustomerID) async throws(AdminError) -> [EnrolmentKey]
    /// Removes the key; devices that registered with it stay. Throws `.notFound(.enrolmentKey)`.
    func deleteEnrolmentKey(_ id: CredentialID, of customer: CustomerID) async throws(AdminError)
}

/// A key as it is told to the admin, once.
package struct IssuedEnrolmentKey: Sendable {
    /// What is stored of it.
    package let record: EnrolmentKey
    /// The whole key. Never logged.
    package let key: String

    /// Takes a record and the key that it is the hash of.
    package init(record: EnrolmentKey, key: String) {
        self.record = record
        self.key = key
    }
}

/// Tells, changes and removes registered devices.
package protocol DeviceAdministration: Sendable {
    /// By id.
    func devices(of customer: CustomerID) async throws(AdminError) -> [DeviceStatus]
    /// Throws `.notFound(.device)`.
    func device(_ id: DeviceID, of customer: CustomerID) async throws(AdminError) -> DeviceStatus
    /// Throws `.seatLimit` when resuming finds no seat, `.notEntitled` for a user whose licence gives no view,
    /// `.notFound(.user)` for an unknown one.
    func updateDevice(
        _ id: DeviceID, of customer: CustomerID, _ change: DeviceEdit
    ) async throws(AdminError) -> DeviceStatus
    /// Removes the device and frees its seat; its board is closed with 4502.
    func deleteDevice(_ id: DeviceID, of customer: CustomerID) async throws(AdminError)
}

/// What an admin changes of a device; nil leaves a field as it is.
package struct DeviceEdit: Sendable {
    /// 1–200 characters.
    package var name: String?
    /// `.some(nil)` takes the assignment away.
    package var user: UserID??
    /// Whether it gives its seat up; false takes one again.
    package var suspended: Bool?

    /// Changes what is given.
    package init(name: String? = nil, user: UserID?? = nil, suspended: Bool? = nil) {
        self.name = name
        self.user = user
        self.suspended = suspended
    }
}

/// A registered device and where its board is.
package struct DeviceStatus: Hashable, Sendable {
    /// The device as it is stored.
    package let device: Device
    /// What its board shows, or would show.
    package let view: BoardView
    /// nil while the board is offline.
    package let connection: BoardConnection?
    /// When anything was last heard of the board, and from where, since the gateway started; nil if it was not.
    package let lastSeen: Instant?
    /// The address of that moment, without its port.
    package let lastAddress: String?

    /// Takes the record and what is known of its board now.
    package init(
        device: Device, view: BoardView, connection: BoardConnection?, lastSeen: Instant?, lastAddress: String?
    ) {
        self.device = device
        self.view = view
        self.connection = connection
        self.lastSeen = lastSeen
        self.lastAddress = lastAddress
    }
}

/// A board that is connected now.
package struct BoardConnection: Hashable, Sendable {
    /// When it was let in.
    package var since: Instant
    /// The peer's address without its port.
    package var address: String
    /// As the board said in `hello`; at most 50 characters.
    package var appVersion: String?
    /// The board said that its TV sleeps.
    package var asleep: Bool
    /// What the board last said of itself; at most 200 characters.
    package var note: String?

    /// A board that was just let in, unless more is given.
    package init(since: Instant, address: String, appVersion: String?, asleep: Bool = false, note: String? = nil) {
        self.since = since
        self.address = address
        self.appVersion = appVersion
        self.asleep = asleep
        self.note = note
    }
}

/// Tells who is on the boards' port.
package protocol BoardDirectory: Sendable {
    /// The boards that are connected and the attempts that were refused lately, of one customer or of all (nil).
    func boards(of customer: CustomerID?) async throws(AdminError) -> BoardListing
}

/// Who is on the boards' port.
package struct BoardListing: Sendable {
    /// By customer, then device id.
    package let connected: [DeviceStatus]
    /// Newest first, bounded.
    package let refused: [RefusedAttempt]

    /// Takes both lists in their order.
    package init(connected: [DeviceStatus], refused: [RefusedAttempt]) {
        self.connected = connected
        self.refused = refused
    }
}

/// A board that was not let in.
package struct RefusedAttempt: Hashable, Sendable {
    /// When it was refused.
    package let at: Instant
    /// nil when the credentials name no customer.
    package let customer: CustomerID?
    /// As the board said; 1–64 characters.
    package let serial: String
    /// As the board said; at most 100 characters.
    package let model: String?
    /// The peer's address without its port.
    package let address: String
    /// The reason as the board was told, such as `seatLimit`.
    package let reason: String
    /// The sentence as the board was told.
    package let detail: String

    /// Takes what the board said and what it was told.
    package init(
        at: Instant, customer: CustomerID?, serial: String, model: String?, address: String, reason: String,
        detail: String
    ) {
        self.at = at
        self.customer = customer
        self.serial = serial
        self.model = model
        self.address = address
        self.reason = reason
        self.detail = detail
    }
}

/// Takes call events in (protocol, section 7).
package protocol CallEventIntake: Sendable {
    /// Returns once the accepted events are durable. `line` is the place of the event in the request, from 1.
    ///
    /// `unreadable` are the events of the request that could not be read: they are counted with those that are rejected
    /// here, and come back in the receipt.
    func accept(
        _ events: [(line: Int, event: CallEventMessage)], unreadable: [(line: Int, reason: String)],
        of customer: CustomerID
    ) async throws(AdminError) -> IntakeReceipt
}

/// What became of a batch of call events.
package struct IntakeReceipt: Sendable {
    /// Events that are new and durable.
    package var accepted: Int
    /// Events whose id was there already, in the store or in the same request.
    package var duplicates: Int
    /// Events that were not taken, by their place in the request, with a sentence each.
    package var rejected: [(line: Int, reason: String)]

    /// Takes the counts and the reasons.
    package init(accepted: Int, duplicates: Int, rejected: [(line: Int, reason: String)]) {
        self.accepted = accepted
        self.duplicates = duplicates
        self.rejected = rejected
    }
}

/// Tells load balancers and Prometheus how the gateway is.
package protocol GatewayHealth: Sendable {
    /// nil when the gateway can serve; else a sentence that says why not.
    func notReadyReason() async -> String?
    /// The text of `/metrics` in Prometheus' exposition format.
    func metrics() async -> String
}
