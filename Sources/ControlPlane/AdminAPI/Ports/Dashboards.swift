import WallboardCore

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
