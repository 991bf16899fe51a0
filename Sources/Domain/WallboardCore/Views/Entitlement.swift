/// What one board may show, and why: decided anew whenever the device, its user or the user's licence changes.
package struct Entitlement: Hashable, Sendable {
    /// What the board shows.
    package let view: BoardView
    /// The class that the device is counted under.
    package let boardLicence: BoardLicence
    /// The user it follows; nil: nobody.
    package let user: UserID?
    /// Which part of its customer's calls it is told of.
    package let selection: ViewSelection

    /// The entitlement of a device, given the user it is assigned to (nil: nobody, or a user that is gone) and the
    /// dashboard that it shows (nil: the default one).
    package init(device: Device, user: User?, dashboard: Dashboard? = nil) {
        self.user = user?.id
        view = user?.supervisor.view ?? .none
        boardLicence = user?.supervisor.boardLicence ?? device.boardLicence
        selection = ViewSelection(of: dashboard, in: view)
    }

    /// Whether a board that goes from `earlier` to this may no longer see something that it saw.
    package func revokesSomething(of earlier: Entitlement) -> Bool {
        view.rank < earlier.view.rank || selection.revokesSomething(of: earlier.selection)
    }
}
