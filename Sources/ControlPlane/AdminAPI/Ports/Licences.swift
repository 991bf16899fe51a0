import Values
import WallboardCore

/// A change of the maximum: made, or as it would be.
package struct MaximumResult: Sendable {
    /// The figures afterwards, or as they would be.
    package var usage: LicenceUsage
    /// The figure before.
    package let before: SeatFigure
    /// Devices that are suspended with it, and what their screens show then.
    package let suspended: [ScreenChange]
    /// Boards that get a seat: those that wait for one, in order, and then those that were refused for lack of one
    /// within the last minutes, oldest refusal first.
    package let letsIn: [BoardToLetIn]

    /// Takes what the change did or would do.
    package init(usage: LicenceUsage, before: SeatFigure, suspended: [ScreenChange], letsIn: [BoardToLetIn]) {
        self.usage = usage
        self.before = before
        self.suspended = suspended
        self.letsIn = letsIn
    }
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
    /// Configured devices that are connected now, asleep or not.
    package var connectedBoards = 0
    /// Configured devices whose TV sleeps, whether its board is still connected or not.
    package var asleepBoards = 0
    /// Configured devices that are neither connected nor asleep.
    package var offlineBoards = 0
    /// Devices that gave up their seat and are not counted.
    package var suspendedBoards = 0

    /// Figures that count nobody yet.
    package init(asOf: Instant, maximumVersion: Int, seats: SeatFigure) {
        self.asOf = asOf
        self.maximumVersion = maximumVersion
        self.seats = seats
    }

    /// Counts a user's licences in.
    package mutating func count(_ user: User) {
        switch user.userLicence {
        case .essential: essential += 1
        case .professional: professional += 1
        case nil: break
        }
        if user.agentAddOn { agentAddOn += 1 }
        if user.desktopClient { desktop += 1 }
        if user.crmAddOn { crmAddOn += 1 }
        switch user.supervisor {
        case .none: break
        case .reports: reports += 1
        case .insights: insights += 1
        case .analytics: analytics += 1
        case .liveAnalytics: liveAnalytics += 1
        case .contactCentre: contactCentre += 1
        }
    }

    /// Counts a device in by its class.
    package mutating func count(_ device: Device) {
        guard !device.suspended else {
            suspendedBoards += 1
            return
        }
        switch device.boardLicence {
        case .analytics: analyticsBoards += 1
        case .liveAnalytics: liveAnalyticsBoards += 1
        }
    }
}

/// A board that gets a seat under another maximum.
package struct BoardToLetIn: Hashable, Sendable {
    /// As the board said; 1–64 characters.
    package let serial: String
    /// As the board said; at most 100 characters.
    package let model: String?
    /// Since when its pairing waits for the seat: it comes in at once. nil: it was refused.
    package let waitingSince: Instant?
    /// When it was last refused: it comes in at its next try. nil: it waits.
    package let lastRefusedAt: Instant?

    /// A screen that waits.
    package init(_ screen: WaitingScreen) {
        serial = screen.board.serial.text
        model = screen.board.model
        waitingSince = screen.board.since
        lastRefusedAt = nil
    }

    /// A board that was refused.
    package init(_ attempt: RefusedAttempt) {
        serial = attempt.serial
        model = attempt.model
        waitingSince = nil
        lastRefusedAt = attempt.at
    }
}

/// Reads the seat ledger and what is billed from it.
package protocol LedgerReading: Sendable {
    /// The entries after the one numbered `sequence` (0: from the first), oldest first, at most `limit`. Also works
    /// for a customer that was removed. Throws `.notFound(.customer)` for one that never existed.
    func ledger(of customer: CustomerID, after sequence: Int, limit: Int) async throws(AdminError) -> [LedgerRecord]
    /// The statement of a month in the customer's billing time zone, from the ledger alone; nil: of the current
    /// month. Throws `.notFound(.customer)` for a customer that never existed.
    func usage(of customer: CustomerID, in period: BillingPeriod?) async throws(AdminError) -> UsageReport
}

/// The statement of a billing period, and how the period was cut.
package struct UsageReport: Sendable {
    /// Whose statement.
    package let customer: CustomerID
    /// The month.
    package let period: BillingPeriod
    /// The IANA name of the time zone in which the month ends; it begins where the previous one ended.
    package let timeZone: String
    /// What was counted.
    package let statement: UsageStatement

    /// Takes a statement and how its period was cut.
    package init(customer: CustomerID, period: BillingPeriod, timeZone: String, statement: UsageStatement) {
        self.customer = customer
        self.period = period
        self.timeZone = timeZone
        self.statement = statement
    }
}
