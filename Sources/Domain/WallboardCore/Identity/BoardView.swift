/// What a board shows (protocol, section 4).
package enum BoardView: String, Sendable, CaseIterable {
    /// A page that says why nothing is shown.
    case none
    case insights, analytics, liveAnalytics, contactCentre
}

extension BoardView {
    /// Each view shows at least what those of lower rank show.
    var rank: Int {
        switch self {
        case .none: 0
        case .insights: 1
        case .analytics: 2
        case .liveAnalytics: 3
        case .contactCentre: 4
        }
    }
}
