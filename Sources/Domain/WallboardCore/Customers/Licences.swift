/// The telephony licence of a user.
package enum UserLicence: String, Sendable, CaseIterable {
    case essential, professional
}

/// The supervisor licence of a user, which decides what a board assigned to that user may see
/// (protocol, section 4).
package enum SupervisorLicence: String, Sendable, CaseIterable {
    case none, reports, insights, analytics, liveAnalytics, contactCentre

    /// What a board of such a user shows.
    package var view: BoardView {
        switch self {
        case .none, .reports: .none
        case .insights: .insights
        case .analytics: .analytics
        case .liveAnalytics: .liveAnalytics
        case .contactCentre: .contactCentre
        }
    }

    /// The class of board licence that a board of such a user consumes; nil where the licence gives no view and the
    /// device keeps its class.
    package var boardLicence: BoardLicence? {
        switch self {
        case .none, .reports: nil
        case .insights, .analytics: .analytics
        case .liveAnalytics, .contactCentre: .liveAnalytics
        }
    }
}

/// The class of licence that a configured device is counted under.
package enum BoardLicence: String, Sendable, CaseIterable {
    case analytics, liveAnalytics
}

/// The licensed maximum of configured devices of one customer.
package enum SeatMaximum: Hashable, Sendable {
    /// 0 means that no device may be configured. Never negative.
    case limited(Int)
    case unlimited

    /// The maximum as a number; nil for unlimited.
    package var number: Int? {
        switch self {
        case .limited(let maximum): maximum
        case .unlimited: nil
        }
    }

    /// Whether `configured` devices are within the maximum.
    package func allows(_ configured: Int) -> Bool {
        switch self {
        case .limited(let maximum): configured <= maximum
        case .unlimited: true
        }
    }
}
