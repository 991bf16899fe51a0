import BoardProtocol

/// What the demo sets up: a customer with ten seats, a user of each tier, and eleven boards.
enum DemoPlan {
    static let customer = "demo"
    static let customerName = "Demo Telecom"
    static let timeZone = "Europe/London"
    static let maximum = 10

    /// A user, and how many boards show what this user may see.
    struct Tier: Hashable, Sendable {
        /// Also the user's supervisor licence.
        let view: Welcome.View
        let name: String
        let boards: Int
    }

    /// Ten boards; the one too many is `lateSerial`.
    static let tiers = [
        Tier(view: .insights, name: "Iris Insights", boards: 2),
        Tier(view: .analytics, name: "Anna Analytics", boards: 3),
        Tier(view: .liveAnalytics, name: "Liv Live", boards: 3),
        Tier(view: .contactCentre, name: "Cem Contact", boards: 2),
    ]

    /// The board without a seat: of the last tier, and it comes when the others have theirs.
    static let lateSerial = "TV-contactCentre-3"
    private static let lateMillis: Int64 = 2_000

    static func user(of tier: Tier) -> String { "demo-\(tier.view.rawValue)" }

    /// All boards, with the enrolment keys by view.
    static func boards(keys: [Welcome.View: Secret]) -> [BoardSpec] {
        let seated = tiers.flatMap { tier in
            (1...tier.boards).map { number in
                BoardSpec(
                    serial: "TV-\(tier.view.rawValue)-\(number)", enrolmentKey: keys[tier.view], startMillis: 0)
            }
        }
        return seated + [
            BoardSpec(serial: lateSerial, enrolmentKey: keys[.contactCentre], startMillis: lateMillis)
        ]
    }

    /// A busy office: enough calls for something to happen every few seconds, and not quite enough agents.
    static func contactCentre() -> ContactCentreSettings {
        var settings = ContactCentreSettings()
        settings.callsPerHour = 600
        settings.agents = 43
        settings.queues = ["Sales", "Support", "Billing", "Repairs"]
        return settings
    }

    /// The time of a recorded day at which its play begins; the calls before it are there at once, so that the boards
    /// have something to show.
    static let replayFrom = TimeOfDay(seconds: 9 * 3_600 + 1_800)
}
