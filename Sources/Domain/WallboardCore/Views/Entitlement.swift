/// What one board may show, and why: decided again whenever the device, its user or the user's licence changes.
package struct Entitlement: Hashable, Sendable {
    /// What the board shows.
    package let view: BoardView
    /// The class that the device is counted under.
    package let boardLicence: BoardLicence
    /// The user it follows; nil: nobody.
    package let user: UserID?
    /// Which part of its customer's calls it gets.
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

/// Which part of its customer's calls a board learns of: boards with the same view and selection get the same frames.
package struct ViewSelection: Hashable, Sendable {
    /// The queues that it learns of.
    package let queues: QueueSelection
    /// Whether the numbers of callers are masked although the customer shows them.
    package let hidesCallers: Bool

    /// Everything, as the customer shows it.
    package static let everything = ViewSelection(queues: .all, hidesCallers: false)

    /// Some queues, or other numbers than the customer shows.
    package init(queues: QueueSelection, hidesCallers: Bool) {
        self.queues = queues
        self.hidesCallers = hidesCallers
    }

    /// The selection of a dashboard as far as it matters to a view: `insights` shows nothing by queue, and neither it
    /// nor `analytics` shows callers.
    package init(of dashboard: Dashboard?, in view: BoardView) {
        let queues: QueueSelection = dashboard?.queues.map { .only($0) } ?? .all
        let hidesCallers = dashboard?.hidesCallers ?? false
        switch view {
        case .none, .insights: self = .everything
        case .analytics: self.init(queues: queues, hidesCallers: false)
        case .liveAnalytics, .contactCentre: self.init(queues: queues, hidesCallers: hidesCallers)
        }
    }

    /// How callers are shown, given the customer's setting `customers`.
    package func callerNumbers(_ customers: Customer.CallerNumbers) -> Customer.CallerNumbers {
        hidesCallers ? .masked : customers
    }

    /// Whether a board that goes from `earlier` to this may no longer see something that it saw.
    package func revokesSomething(of earlier: ViewSelection) -> Bool {
        hidesCallers && !earlier.hidesCallers || !queues.covers(earlier.queues)
    }
}
