/// One customer of the provider, with the settings that admins may change.
package struct Customer: Hashable, Sendable {
    /// Its id, which never changes.
    package let id: CustomerID
    /// Shown on boards and pages; 1–200 characters.
    package var name: String
    /// IANA name, such as `Europe/London`; checked by whoever made the record.
    package var timeZone: String
    /// When "today" begins, in minutes after local midnight: 0–1439. Default 120 (02:00).
    package var resetMinuteOfDay: Int
    /// T of the service level, in seconds: 1–3600. Default 20.
    package var serviceLevelSeconds: Int
    /// S of the short abandon, in seconds: 0–600. Default 5.
    package var shortAbandonSeconds: Int
    /// Which calls the service level is of. Default `standard`.
    package var serviceLevelVariant: ServiceLevelVariant
    /// How long its feed may be quiet before the boards show it as lost, in seconds: 10–86,400; nil: for ever. Default 900.
    package var feedLostSeconds: Int?
    /// Whether boards show whole numbers of callers.
    package var callerNumbers: CallerNumbers
    /// Whether agent add-ons are set by hand or follow the PBX.
    package var agentAddOn: AgentAddOnSource
    /// When its boards may be off without anybody being told; nil: never.
    package var sleepHours: SleepHours?
    /// Whether a feed has ever sent a request.
    package var isFed: Bool
    /// The licensed maximum of configured devices.
    package var maximum: SeatMaximum
    /// Counts the changes of `maximum`, from 1: the entity tag of the licence resource.
    package var maximumVersion: Int
    /// When it was made.
    package let createdAt: Instant

    /// Whether boards show the whole number of a caller.
    package enum CallerNumbers: String, Sendable, CaseIterable {
        case masked, shown
    }

    /// Whether the agent add-on of users is set by hand or follows the PBX.
    package enum AgentAddOnSource: String, Sendable, CaseIterable {
        case manual, synced
    }

    /// A part of the local day; one that ends before it begins goes over midnight, and one that ends when it begins is the
    /// whole day.
    package struct SleepHours: Hashable, Sendable {
        /// Minutes after local midnight: 0–1439.
        package let fromMinute: Int
        /// Minutes after local midnight: 0–1439.
        package let toMinute: Int

        /// Returns nil for minutes out of range.
        package init?(fromMinute: Int, toMinute: Int) {
            guard (0..<1_440).contains(fromMinute), (0..<1_440).contains(toMinute) else { return nil }
            self.fromMinute = fromMinute
            self.toMinute = toMinute
        }

        /// Whether the boards sleep at a minute of the local day, 0–1439.
        package func contains(minute: Int) -> Bool {
            fromMinute < toMinute
                ? (fromMinute..<toMinute).contains(minute) : minute >= fromMinute || minute < toMinute
        }
    }

    /// A customer with the default settings of the protocol, section 8.
    package init(id: CustomerID, name: String, timeZone: String, maximum: SeatMaximum, createdAt: Instant) {
        self.id = id
        self.name = name
        self.timeZone = timeZone
        self.maximum = maximum
        self.createdAt = createdAt
        resetMinuteOfDay = 120
        serviceLevelSeconds = 20
        shortAbandonSeconds = 5
        serviceLevelVariant = .standard
        feedLostSeconds = 900
        callerNumbers = .masked
        agentAddOn = .manual
        sleepHours = nil
        isFed = false
        maximumVersion = 1
    }
}

/// One user of a customer and the licences that the provider sold for that user.
package struct User: Hashable, Sendable {
    /// The user's id, unique within the customer.
    package let id: UserID
    /// 1–200 characters.
    package var name: String
    /// The telephone extension; 0–32 characters.
    package var `extension`: String
    /// nil: none.
    package var userLicence: UserLicence?
    /// Whether the user has the agent add-on.
    package var agentAddOn: Bool
    /// Whether the user has a desktop client.
    package var desktopClient: Bool
    /// Whether the user has the CRM add-on.
    package var crmAddOn: Bool
    /// The supervisor licence, which decides what the user's boards show.
    package var supervisor: SupervisorLicence

    /// A user without licences, unless some are given.
    package init(
        id: UserID, name: String, extension: String = "", userLicence: UserLicence? = nil, agentAddOn: Bool = false,
        desktopClient: Bool = false, crmAddOn: Bool = false, supervisor: SupervisorLicence = .none
    ) {
        self.id = id
        self.name = name
        self.extension = `extension`
        self.userLicence = userLicence
        self.agentAddOn = agentAddOn
        self.desktopClient = desktopClient
        self.crmAddOn = crmAddOn
        self.supervisor = supervisor
    }
}

/// A registered device. It holds a seat unless it is suspended (protocol, section 6).
package struct Device: Hashable, Sendable {
    /// Named by the gateway when the device got its seat.
    package let id: DeviceID
    /// Whose seat it holds.
    package let customer: CustomerID
    /// The hardware, unique within the customer; another one after a replacement.
    package var serial: Serial
    /// Shown to admins and on the board; 1–200 characters.
    package var name: String
    /// What the hardware said it is; at most 100 characters.
    package var model: String?
    /// nil when no user is assigned: the board is dark but keeps its seat.
    package var user: UserID?
    /// The class it is counted under: that of the user's licence, or the last one where that gives none.
    package var boardLicence: BoardLicence
    /// Whether it has given its seat up and is not let in.
    package var suspended: Bool
    /// When it first got its seat.
    package let registeredAt: Instant
    /// What the token that the device carries is looked up by, and the hash of its secret half.
    package var credential: CredentialID
    /// The hash of the token's secret half.
    package var secretHash: SecretHash
    /// The enrolment key that the device last registered with.
    package var enrolledWith: CredentialID?
    /// What its board shows; nil: the default of its view.
    package var dashboard: DashboardID?

    /// Takes a record as it is stored.
    package init(
        id: DeviceID, customer: CustomerID, serial: Serial, name: String, model: String?, user: UserID?,
        boardLicence: BoardLicence, suspended: Bool, registeredAt: Instant, credential: CredentialID,
        secretHash: SecretHash, enrolledWith: CredentialID?, dashboard: DashboardID? = nil
    ) {
        self.id = id
        self.customer = customer
        self.serial = serial
        self.name = name
        self.model = model
        self.user = user
        self.boardLicence = boardLicence
        self.suspended = suspended
        self.registeredAt = registeredAt
        self.credential = credential
        self.secretHash = secretHash
        self.enrolledWith = enrolledWith
        self.dashboard = dashboard
    }
}

/// A key with which devices register themselves for one user.
package struct EnrolmentKey: Hashable, Sendable {
    /// The public half of the key.
    package let id: CredentialID
    /// Whose seats it gives.
    package let customer: CustomerID
    /// The user that its devices are assigned to.
    package let user: UserID
    /// The hash of its secret half.
    package let secretHash: SecretHash
    /// When it was made.
    package let createdAt: Instant
    /// nil: never.
    package let expiresAt: Instant?
    /// How many seats it may give; nil: no limit but the customer's maximum. At least 1.
    package let maxUses: Int?
    /// How many seats it gave.
    package var uses: Int

    /// Takes a record as it is stored; `uses` is 0 for a new key.
    package init(
        id: CredentialID, customer: CustomerID, user: UserID, secretHash: SecretHash, createdAt: Instant,
        expiresAt: Instant?, maxUses: Int?, uses: Int = 0
    ) {
        self.id = id
        self.customer = customer
        self.user = user
        self.secretHash = secretHash
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.maxUses = maxUses
        self.uses = uses
    }
}
