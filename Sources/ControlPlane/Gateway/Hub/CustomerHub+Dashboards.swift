import AdminAPI
import Store
import WallboardCore

/// What admins want boards to show. A change is durable, then in memory, then on the boards, then acknowledged.
extension CustomerHub {
    func dashboards(_ page: PageSelection) -> [DashboardStatus] {
        dashboards.values(after: page.after).prefix(page.limit).map(status(of:))
    }

    func dashboard(_ id: DashboardID) throws(AdminError) -> DashboardStatus {
        guard let dashboard = dashboards[id] else { throw .notFound(.dashboard) }
        return status(of: dashboard)
    }

    func put(
        _ dashboard: Dashboard, if precondition: Precondition<Dashboard>, dryRun: Bool
    ) async throws(AdminError) -> StoredDashboard {
        try await changing { () throws(AdminError) in
            let earlier = dashboards[dashboard.id]
            guard precondition(earlier) else { throw .changedMeanwhile }
            let unknown = unknownQueues(of: dashboard)
            guard unknown.isEmpty else { throw .unknownQueues(unknown) }
            guard earlier != nil || dashboards.count < DashboardLimits.dashboards else { throw .dashboardLimit }
            if !dryRun, dashboard != earlier {
                try await surroundings.calling(missing: .customer) { store throws(StoreError) in
                    try await store.putDashboard(dashboard, of: id)
                }
                dashboards[dashboard.id] = dashboard
                await inForce(Set(devices.showing(dashboard.id).map(\.id)))
            }
            return StoredDashboard(status: status(of: dashboard), existed: earlier != nil)
        }
    }

    func deleteDashboard(
        _ dashboard: DashboardID, if precondition: Precondition<Dashboard>
    ) async throws(AdminError) {
        try await changing { () throws(AdminError) in
            guard let earlier = dashboards[dashboard] else { throw .notFound(.dashboard) }
            guard precondition(earlier) else { throw .changedMeanwhile }
            let showing = devices.showing(dashboard).count
            try await removing(from: showing, missing: .dashboard) { store throws(StoreError) in
                try await store.deleteDashboard(dashboard, of: id)
            } after: {
                dashboards[dashboard] = nil
            }
        }
    }

    private func status(of dashboard: Dashboard) -> DashboardStatus {
        DashboardStatus(dashboard: dashboard, devices: devices.showing(dashboard.id).map(\.id))
    }

    /// Where a dashboard names a queue that no call has named. One that a stored dashboard names is let pass: its calls
    /// may be older than what was read at the start.
    private func unknownQueues(of dashboard: Dashboard) -> [Dashboard.Place] {
        let suspects = dashboard.namedQueues.filter { !knownQueues.mayHave($0.queue) }
        guard !suspects.isEmpty else { return [] }
        let stored = Set(dashboards.values.flatMap { $0.namedQueues.map(\.queue) })
        return suspects.filter { !stored.contains($0.queue) }.map(\.place)
    }
}
