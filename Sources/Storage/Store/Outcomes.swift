import Values
import WallboardCore

/// What `setMaximum` did.
package enum MaximumOutcome: Hashable, Sendable {
    /// Changed, or would be on a dry run.
    case changed(MaximumEffect)
    /// Refused: what the figure would be, and the configured devices that could be suspended, newest registration
    /// first.
    case surplus(SeatFigure, devices: [Device])
    /// Refused: a device that is to be suspended holds no seat.
    case notConfigured(DeviceID)
    /// The version is not the one that the caller saw. `lastChange` is the newest entry of the ledger about the
    /// maximum; nil if it was never changed.
    case versionMismatch(current: Int, lastChange: LedgerRecord?)
}

/// A change of the maximum: done, or as it would be.
package struct MaximumEffect: Hashable, Sendable {
    /// The customer afterwards.
    package let customer: Customer
    /// The figure before.
    package let before: SeatFigure
    /// The figure afterwards.
    package let after: SeatFigure
    /// The devices that are suspended with it, as they are afterwards; in the order in which they were named.
    package let suspended: [Device]

    /// Takes the result of the transaction.
    package init(customer: Customer, before: SeatFigure, after: SeatFigure, suspended: [Device]) {
        self.customer = customer
        self.before = before
        self.after = after
        self.suspended = suspended
    }
}

/// What a part of `putUsers` did.
package struct UsersOutcome: Hashable, Sendable {
    /// The first ones of those that were given: they are done.
    package let users: [Change]
    /// The devices that are counted under another class now, as they are afterwards, by id. Of the user after those who
    /// are done there may be some, too.
    package let devices: [Device]

    /// One user before and after.
    package struct Change: Hashable, Sendable {
        /// nil when the user is new.
        package let before: User?
        /// As stored now.
        package let after: User

        /// Takes the result of the transaction.
        package init(before: User?, after: User) {
            self.before = before
            self.after = after
        }
    }

    /// Takes the result of the transaction.
    package init(users: [Change], devices: [Device]) {
        self.users = users
        self.devices = devices
    }
}

/// What a part of `deleteUser` or `deleteDashboard` did.
package struct RemovalOutcome: Hashable, Sendable {
    /// The devices that have it no longer, as they are afterwards, by id.
    package let devices: [Device]
    /// Whether it is gone.
    package let isDone: Bool

    /// Takes what the transaction left.
    package init(devices: [Device], isDone: Bool) {
        self.devices = devices
        self.isDone = isDone
    }
}

/// What a part of `followPBX` did.
package struct FollowingOutcome: Hashable, Sendable {
    /// The users whose agent add-on is another one now, as they are afterwards, by id.
    package let users: [User]
    /// After whom to go on; nil: all are done.
    package let next: UserID?

    /// Takes what the transaction left.
    package init(users: [User], next: UserID?) {
        self.users = users
        self.next = next
    }
}

/// What the PBX reported of its agents.
package struct PBXAgents: Hashable, Sendable {
    /// Their extensions; at most 100,000.
    package let extensions: Set<String>
    /// When it reported.
    package let at: Instant

    /// Takes what is stored.
    package init(extensions: Set<String>, at: Instant) {
        self.extensions = extensions
        self.at = at
    }
}

/// A device that wants a seat, and how it comes.
package struct EnrolmentRequest: Hashable, Sendable {
    /// How it comes.
    package let way: Way
    /// The device's hardware.
    package let serial: Serial
    /// What the hardware reported itself to be; at most 100 characters.
    package let model: String?
    /// What the device gets if it is let in: made by the caller, since the store generates no random values.
    package let newDevice: DeviceID
    /// What its new token is looked up by.
    package let newCredential: CredentialID
    /// The hash of the new token's secret half.
    package let newSecretHash: SecretHash

    /// The ways in which a device gets its first seat.
    package enum Way: Hashable, Sendable {
        /// It presented the key with this public half, whose secret has been checked.
        case enrolmentKey(CredentialID)
        /// An admin entered its code. With `waits` the choice is kept where no seat is free.
        case pairing(CustomerID, PairingChoice, waits: Bool)
        /// It waits for a seat of this customer: the choice and the token are the stored ones.
        case waiting(CustomerID)
    }

    /// Takes what the device sent and what was drawn for it.
    package init(
        way: Way, serial: Serial, model: String?, newDevice: DeviceID, newCredential: CredentialID,
        newSecretHash: SecretHash
    ) {
        self.way = way
        self.serial = serial
        self.model = model
        self.newDevice = newDevice
        self.newCredential = newCredential
        self.newSecretHash = newSecretHash
    }
}

/// The result of an `EnrolmentRequest`.
package enum EnrolmentOutcome: Hashable, Sendable {
    /// The device has a new seat and the new token. Its name is its serial unless the admin gave one.
    case registered(Device)
    /// The device kept its seat and has the new token.
    case renewed(Device)
    /// No seat is free, and the admin's choice is kept until there is one; the figure shows the full maximum.
    case waiting(WaitingBoard, SeatFigure)
    /// Any other result of `AdmissionDecision`.
    case refused(AdmissionDecision)
}

/// What an admin changes of a device; nil leaves a field as it is.
package struct DeviceChange: Hashable, Sendable {
    /// 1–200 characters.
    package var name: String?
    /// Whom it is assigned to.
    package var user: Assignment?
    /// Whether it gives up its seat; false takes one again.
    package var suspended: Bool?
    /// Other hardware takes over the seat.
    package var serial: Serial?
    /// Another token replaces the one that the device has.
    package var credential: NewCredential?
    /// What its board shows.
    package var dashboard: DashboardChoice?

    /// Whose device it becomes.
    package enum Assignment: Hashable, Sendable {
        case user(UserID)
        case nobody
    }

    /// What a board shows.
    package enum DashboardChoice: Hashable, Sendable {
        case dashboard(DashboardID)
        /// The default of its view.
        case `default`
    }

    /// What a new token is looked up by, and the hash of its secret half.
    package struct NewCredential: Hashable, Sendable {
        /// The public half.
        package let id: CredentialID
        /// The hash of the secret half.
        package let secretHash: SecretHash

        /// Takes both.
        package init(id: CredentialID, secretHash: SecretHash) {
            self.id = id
            self.secretHash = secretHash
        }
    }

    /// Changes what is given.
    package init(
        name: String? = nil, user: Assignment? = nil, suspended: Bool? = nil, serial: Serial? = nil,
        credential: NewCredential? = nil, dashboard: DashboardChoice? = nil
    ) {
        self.name = name
        self.user = user
        self.suspended = suspended
        self.serial = serial
        self.credential = credential
        self.dashboard = dashboard
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
    /// For each given event, in order: as which of all it was accepted; nil of a duplicate.
    package let accepted: [Acceptance?]
    /// The stored events of the recalled calls and of those that merges made one with them, without those just
    /// appended.
    package let earlier: [CallEvent]

    /// Takes the result of the transaction.
    package init(accepted: [Acceptance?], earlier: [CallEvent]) {
        self.accepted = accepted
        self.earlier = earlier
    }

    /// For each given event, in order: whether it was new.
    package var isNew: [Bool] { accepted.map { $0 != nil } }
}

/// What `removeFormer` did.
package struct FormerRemoval: Hashable, Sendable {
    /// How many call events were removed.
    package let events: Int
    /// Whether anything may be left.
    package let hasMore: Bool

    /// Takes the result of one part.
    package init(events: Int, hasMore: Bool) {
        self.events = events
        self.hasMore = hasMore
    }
}

/// How many call events are stored.
package struct StoredEventCounts: Hashable, Sendable {
    /// Of the customers that have some.
    package let byCustomer: [CustomerID: Int]
    /// Of customers that were deleted and whose events are not removed yet.
    package let ofFormer: Int

    /// Takes both.
    package init(byCustomer: [CustomerID: Int], ofFormer: Int) {
        self.byCustomer = byCustomer
        self.ofFormer = ofFormer
    }
}
