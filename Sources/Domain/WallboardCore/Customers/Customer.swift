import Values

/// One customer of the provider, with the settings that admins may change.
package struct Customer: Hashable, Sendable {
    /// Its id, which never changes.
    package let id: CustomerID
    /// Shown on boards and pages; 1–200 characters.
    package var name: String
    /// IANA name, such as `Europe/London`; checked by the maker of the record.
    package var timeZone: String
    /// When "today" begins, in minutes after local midnight: 0–1439. Default 120 (02:00).
    package var resetMinuteOfDay: Int
    /// T of the service level, in seconds: 1–3600. Default 20.
    package var serviceLevelSeconds: Int
    /// S of the short abandon, in seconds: 0–600. Default 5.
    package var shortAbandonSeconds: Int
    /// Which calls the service level counts. Default `standard`.
    package var serviceLevelVariant: ServiceLevelVariant
    /// How long its feed may be quiet before the boards show it as lost, in seconds: 10–86,400; nil: for ever. Default
    /// 900.
    package var feedLostSeconds: Int?
    /// What boards judge figures by. Default `Goals.standard`.
    package var goals: Goals
    /// Whether boards show callers' whole numbers.
    package var callerNumbers: CallerNumbers
    /// Whether agent add-ons are set by hand or follow the PBX.
    package var agentAddOn: AgentAddOnSource
    /// When its boards may be off without being reported; nil: never.
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

    /// A part of the local day; one that ends before it begins spans midnight, and one that ends when it begins is the
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

    /// A customer with the default settings of docs/calls.md.
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
        feedLostSeconds = 120
        goals = .standard
        callerNumbers = .masked
        agentAddOn = .manual
        sleepHours = nil
        isFed = false
        maximumVersion = 1
    }
}

/// What one customer may have, so that no customer uses up what all share. A maximum of boards is sold; these bounds
/// are not, and no customer is expected to reach them.
package enum CustomerLimits {
    /// Users. 20,000: twice the largest customer; the licence figures are counted over all of them.
    package static let users = 20_000
    /// Registered devices, suspended ones included. 50,000: five times the largest customer. A suspended device takes
    /// no seat, so that without this bound suspending would make room for ever more.
    package static let devices = 50_000
    /// Enrolment keys, expired ones included. 1,000: one a user of a large customer that has boards.
    package static let enrolmentKeys = 1_000
    /// Valid admin tokens. 1,000: a few hundred people and programs.
    package static let tokens = 1_000
    /// Admin tokens that have ended and are still listed; the newest. 200: those of the last weeks.
    package static let endedTokens = 200
}
