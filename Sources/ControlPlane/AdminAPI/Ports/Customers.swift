import Values
import WallboardCore

/// A customer and its licence figure.
package struct CustomerSummary: Hashable, Sendable {
    /// The record as stored.
    package let customer: Customer
    /// Seats taken and the maximum.
    package let seats: SeatFigure
    /// Boards that are connected now.
    package let connected: Int
    /// How its feed does.
    package let feed: FeedReport
    /// Queues and agents of today without figures of their own.
    package let leftOut: NamesLeftOut

    /// Takes the figures of one moment.
    package init(
        customer: Customer, seats: SeatFigure, connected: Int, feed: FeedReport, leftOut: NamesLeftOut = NamesLeftOut()
    ) {
        self.customer = customer
        self.seats = seats
        self.connected = connected
        self.feed = feed
        self.leftOut = leftOut
    }
}

/// A customer to be created. The time zone is checked by the port, which throws `.invalid(field: "timeZone", …)`.
package struct NewCustomer: Sendable {
    /// The id that it gets.
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
    /// Which calls the service level counts.
    package var serviceLevelVariant: ServiceLevelVariant?
    /// How long the feed may be quiet: 10–86,400 s; `.some(nil)`: for ever.
    package var feedLostSeconds: Int??
    /// What changes of the goals; the port throws `.conflictingGoals` where that contradicts the others.
    package var goals: GoalsPatch?
    /// Whether boards show whole numbers. Masking is in force before the change is answered.
    package var callerNumbers: Customer.CallerNumbers?
    /// Whether the agent add-on follows the PBX. From `synced` on it is what the PBX reported last.
    package var agentAddOn: Customer.AgentAddOnSource?
    /// `.some(nil)` removes the sleep hours.
    package var sleepHours: Customer.SleepHours??

    /// Changes nothing.
    package init() {}
}

/// A user as stored: if the customer's agent add-ons follow the PBX, the user's may differ from what was sent.
package struct StoredUser: Hashable, Sendable {
    /// The user as stored.
    package let user: User
    /// Whether the user already existed.
    package let existed: Bool
    /// The user's devices whose seat is now counted under another class.
    package let reclassified: Int

    /// Takes the result of the change.
    package init(user: User, existed: Bool, reclassified: Int = 0) {
        self.user = user
        self.existed = existed
        self.reclassified = reclassified
    }
}

/// What an import of users did, or would do.
package struct UserImport: Sendable {
    /// Those that are new or differ, by id.
    package let changes: [Change]
    /// Those that stay the same.
    package let unchanged: Int
    /// Devices whose seat is counted under another class afterwards.
    package let reclassified: Int
    /// The figures before.
    package let before: LicenceUsage
    /// The figures afterwards, or as they would be.
    package let after: LicenceUsage

    /// A user before and after, and what that does to screens.
    package struct Change: Sendable {
        /// nil: the user is new.
        package let before: User?
        /// As stored, or as it would be.
        package let after: User
        /// The assigned devices whose screen shows something else afterwards.
        package let screens: [ScreenChange]

        /// Takes what the change did or would do.
        package init(before: User?, after: User, screens: [ScreenChange]) {
            self.before = before
            self.after = after
            self.screens = screens
        }
    }

    /// Takes what the import did or would do.
    package init(
        changes: [Change], unchanged: Int, reclassified: Int = 0, before: LicenceUsage, after: LicenceUsage
    ) {
        self.changes = changes
        self.unchanged = unchanged
        self.reclassified = reclassified
        self.before = before
        self.after = after
    }
}

/// What a screen shows after a change.
package struct ScreenChange: Hashable, Sendable {
    /// The device as it is afterwards.
    package let device: Device
    /// What it shows afterwards.
    package let view: BoardView
    /// A sentence for admins, such as `Goes dark: this board is suspended.`
    package let screen: String

    /// Takes what a change does to one device.
    package init(device: Device, view: BoardView, screen: String) {
        self.device = device
        self.view = view
        self.screen = screen
    }
}

/// What the PBX reported, and what that changed.
package struct PBXReport: Sendable {
    /// The extensions that are agents, sorted.
    package let extensions: [String]
    /// When it reported; nil: never.
    package let at: Instant?
    /// The users whose agent add-on it has changed, by id; empty where the customer is `manual`.
    package let changed: [UserID]

    /// Takes what is stored, and what was changed.
    package init(extensions: [String], at: Instant?, changed: [UserID]) {
        self.extensions = extensions
        self.at = at
        self.changed = changed
    }
}
