import Values
import WallboardCore

/// A key as the admin gets it, once.
package struct IssuedEnrolmentKey: Sendable {
    /// What is stored of it.
    package let record: EnrolmentKey
    /// The whole key. Never logged.
    package let key: String

    /// Takes a record and the key whose hash it holds.
    package init(record: EnrolmentKey, key: String) {
        self.record = record
        self.key = key
    }
}

/// Which hardware takes over a seat.
package enum NewHardware: Sendable {
    case serial(Serial)
    /// The board that shows this code.
    case pairing(UserCode)
}

/// The result of a rotation.
package struct CredentialRotation: Sendable {
    /// The device as it is now.
    package let status: DeviceStatus
    /// Whether the new token was sent to a connected board.
    package let isDelivered: Bool

    /// Takes what the rotation did.
    package init(status: DeviceStatus, isDelivered: Bool) {
        self.status = status
        self.isDelivered = isDelivered
    }
}

/// What an admin changes of a device; nil leaves a field as it is.
package struct DeviceEdit: Sendable {
    /// 1–200 characters.
    package var name: String?
    /// `.some(nil)` takes the assignment away.
    package var user: UserID??
    /// Whether it gives up its seat; false takes one again.
    package var suspended: Bool?
    /// `.some(nil)`: the default of its view.
    package var dashboard: DashboardID??

    /// Changes what is given.
    package init(
        name: String? = nil, user: UserID?? = nil, suspended: Bool? = nil, dashboard: DashboardID?? = nil
    ) {
        self.name = name
        self.user = user
        self.suspended = suspended
        self.dashboard = dashboard
    }
}

/// A registered device and where its board is.
package struct DeviceStatus: Hashable, Sendable {
    /// The device as it is stored.
    package let device: Device
    /// What its board shows, or would show.
    package let view: BoardView
    /// nil while the board is away.
    package let connection: BoardConnection?
    /// The board is away, and said before it went that its TV sleeps.
    package let isAwayAsleep: Bool
    /// When the board was last heard, and from where, since the gateway started; nil if it was not.
    package let lastSeen: Instant?
    /// The address of that moment, without its port.
    package let lastAddress: String?
    /// The last alarm about its credential, until the credential is rotated or the gateway restarts.
    package let alarm: DeviceAlarm?
    /// How many tiles of its dashboard its view leaves out, in whole or in part.
    package let tilesLeftOut: Int

    /// Takes the record and what is known of its board now.
    package init(
        device: Device, view: BoardView, connection: BoardConnection?, isAwayAsleep: Bool = false, lastSeen: Instant?,
        lastAddress: String?, alarm: DeviceAlarm? = nil, tilesLeftOut: Int = 0
    ) {
        self.device = device
        self.view = view
        self.connection = connection
        self.isAwayAsleep = isAwayAsleep
        self.lastSeen = lastSeen
        self.lastAddress = lastAddress
        self.alarm = alarm
        self.tilesLeftOut = tilesLeftOut
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
    /// What the board last said about itself; at most 200 characters.
    package var note: String?
    /// What the loops last measured; nil until they did.
    package var figures: ConnectionFigures?

    /// A board that was just let in, unless more is given.
    package init(since: Instant, address: String, appVersion: String?, asleep: Bool = false, note: String? = nil) {
        self.since = since
        self.address = address
        self.appVersion = appVersion
        self.asleep = asleep
        self.note = note
    }
}

/// What the boards' port measured of one connection.
package struct ConnectionFigures: Hashable, Sendable {
    /// From the last ping to its pong; nil until the first.
    package let roundTripMillis: Int?
    /// Bytes that wait for the board because it reads too slowly; 0 or more.
    package let queuedBytes: Int
    /// When the last message to the board was sent in full.
    package let lastMessageAt: Instant?

    /// Takes what was measured.
    package init(roundTripMillis: Int?, queuedBytes: Int, lastMessageAt: Instant?) {
        self.roundTripMillis = roundTripMillis
        self.queuedBytes = queuedBytes
        self.lastMessageAt = lastMessageAt
    }
}

/// A credential that was used where it should not be (protocol, section 6, rule 6).
package struct DeviceAlarm: Hashable, Sendable {
    /// When.
    package let at: Instant
    /// Whose device.
    package let customer: CustomerID
    /// Whose credential was used, or whose serial.
    package let device: DeviceID
    /// What happened.
    package let kind: Kind
    /// The serial that the board said.
    package let serial: String
    /// The peer's address without its port.
    package let address: String

    /// What happened.
    package enum Kind: String, Sendable, CaseIterable {
        /// More than three take-overs in a minute, each of a board that still answered: two boards use one credential.
        case clonedCredential
        /// The token came from hardware with another serial.
        case wrongSerial
        /// An enrolment key of a user that the device is not assigned to came with its serial; it was refused.
        case keyOfAnotherUser
        /// A board registered again by key and displaced one that still answered.
        case displacedByKey
    }

    /// Takes what was seen.
    package init(at: Instant, customer: CustomerID, device: DeviceID, kind: Kind, serial: String, address: String) {
        self.at = at
        self.customer = customer
        self.device = device
        self.kind = kind
        self.serial = serial
        self.address = address
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
    /// The reason as sent to the board, such as `seatLimit`.
    package let reason: String
    /// The sentence as sent to the board.
    package let detail: String
    /// What the board presented as its enrolment key; nil where it presented none.
    package let enrolmentKey: CredentialID?
    /// In the report of one customer, for the last attempt of a board that found no seat: the devices that it may be,
    /// as with `PendingPairing`, and that its key renews. Empty everywhere else.
    package var candidates: [DeviceStatus] = []
    /// How many attempts it stands for, of which this was the last: of boards that belong to no customer, equal ones
    /// are one.
    package var count: Int

    /// Takes what the board said and the answer that it got.
    package init(
        at: Instant, customer: CustomerID?, serial: String, model: String?, address: String, reason: String,
        detail: String, enrolmentKey: CredentialID? = nil, count: Int = 1
    ) {
        self.at = at
        self.customer = customer
        self.serial = serial
        self.model = model
        self.address = address
        self.reason = reason
        self.detail = detail
        self.enrolmentKey = enrolmentKey
        self.count = count
    }
}

/// The refusals of the last day.
package struct RefusalReport: Sendable {
    /// The start of the counts: a day ago, or when the gateway started.
    package let since: Instant
    /// By the word of the reason; those that occurred.
    package let reasons: [Reason]
    /// The last ones, newest first, bounded.
    package var attempts: [RefusedAttempt]

    /// How often a reason occurred.
    package struct Reason: Hashable, Sendable {
        /// As sent to the boards, such as `seatLimit`.
        package let reason: String
        /// Refusals; one board that tries again counts again.
        package let count: Int
        /// Different serials among them, up to a bound.
        package let boards: Int
        /// The newest.
        package let lastAt: Instant

        /// Takes the counts.
        package init(reason: String, count: Int, boards: Int, lastAt: Instant) {
            self.reason = reason
            self.count = count
            self.boards = boards
            self.lastAt = lastAt
        }
    }

    /// Takes the counts and the last attempts.
    package init(since: Instant, reasons: [Reason], attempts: [RefusedAttempt]) {
        self.since = since
        self.reasons = reasons
        self.attempts = attempts
    }
}
