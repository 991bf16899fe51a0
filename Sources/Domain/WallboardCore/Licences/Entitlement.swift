/// What one board may show, and why: decided anew whenever the device, its user or the user's licence changes.
package struct Entitlement: Hashable, Sendable {
    /// What the board shows.
    package let view: BoardView
    /// The class that the device is counted under.
    package let boardLicence: BoardLicence
    /// The user it follows; nil: nobody.
    package let user: UserID?

    /// The entitlement of a device, given the user it is assigned to (nil: nobody, or a user that is gone).
    package init(device: Device, user: User?) {
        self.user = user?.id
        view = user?.supervisor.view ?? .none
        boardLicence = user?.supervisor.boardLicence ?? device.boardLicence
    }

    /// Whether a board that goes from `earlier` to this may no longer see something that it saw.
    package func revokesSomething(of earlier: Entitlement) -> Bool {
        view.rank < earlier.view.rank
    }
}

extension BoardView {
    /// Each view shows at least what those of lower rank show.
    fileprivate var rank: Int {
        switch self {
        case .none: 0
        case .insights: 1
        case .analytics: 2
        case .liveAnalytics: 3
        case .contactCentre: 4
        }
    }
}
