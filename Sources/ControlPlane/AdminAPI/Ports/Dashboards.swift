import WallboardCore

/// Makes, changes and removes dashboards.
package protocol DashboardAdministration: Sendable {
    /// By id.
    func dashboards(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [DashboardStatus]
    /// Throws `.notFound(.dashboard)`.
    func dashboard(_ id: DashboardID, of customer: CustomerID) async throws(AdminError) -> DashboardStatus
    /// Adds a dashboard or replaces the one with its id; when this returns, the boards that show it are up to date.
    /// With `dryRun` only says what would happen. Throws `.unknownQueues`, `.dashboardLimit`, `.changedMeanwhile`.
    func putDashboard(
        _ dashboard: Dashboard, of customer: CustomerID, if precondition: Precondition<Dashboard>, dryRun: Bool
    ) async throws(AdminError) -> StoredDashboard
    /// Removes a dashboard; the boards that showed it show the default of their view. Throws `.notFound(.dashboard)`,
    /// `.changedMeanwhile`, and `.unfinished` where only some of many boards do so: the dashboard is still there.
    func deleteDashboard(
        _ id: DashboardID, of customer: CustomerID, if precondition: Precondition<Dashboard>
    ) async throws(AdminError)
}

/// A dashboard and who shows it.
package struct DashboardStatus: Sendable {
    /// What boards show.
    package let dashboard: Dashboard
    /// The devices that it is assigned to, by id.
    package let devices: [DeviceID]

    /// Takes what is known.
    package init(dashboard: Dashboard, devices: [DeviceID]) {
        self.dashboard = dashboard
        self.devices = devices
    }
}

/// The result of sending a dashboard.
package struct StoredDashboard: Sendable {
    /// As it is now, or would be.
    package let status: DashboardStatus
    /// Whether one with its id already existed.
    package let existed: Bool

    /// Takes what was done.
    package init(status: DashboardStatus, existed: Bool) {
        self.status = status
        self.existed = existed
    }
}
