import WallboardCore

@testable import AdminAPI

/// The dashboards of the double.
extension GatewayDouble {
    func know(queues: Set<String>) {
        self.queues = queues
    }

    func dashboards(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [DashboardStatus] {
        _ = try record(customer)
        let all = (dashboards[customer] ?? [:]).values.sorted { $0.id < $1.id }
        return page.part(of: all.map { status(of: $0, of: customer) })
    }

    func dashboard(_ id: DashboardID, of customer: CustomerID) async throws(AdminError) -> DashboardStatus {
        _ = try record(customer)
        guard let dashboard = dashboards[customer]?[id] else { throw .notFound(.dashboard) }
        return status(of: dashboard, of: customer)
    }

    func putDashboard(
        _ dashboard: Dashboard, of customer: CustomerID, if precondition: Precondition<Dashboard>, dryRun: Bool
    ) async throws(AdminError) -> StoredDashboard {
        _ = try record(customer)
        let earlier = dashboards[customer]?[dashboard.id]
        guard precondition(earlier) else { throw .changedMeanwhile }
        let unknown = dashboard.namedQueues.filter { !queues.isEmpty && !queues.contains($0.queue) }
        guard unknown.isEmpty else { throw .unknownQueues(unknown.map(\.place)) }
        if earlier == nil, dashboards[customer, default: [:]].count == DashboardLimits.dashboards {
            throw .dashboardLimit
        }
        if !dryRun { dashboards[customer, default: [:]][dashboard.id] = dashboard }
        return StoredDashboard(status: status(of: dashboard, of: customer), existed: earlier != nil)
    }

    func deleteDashboard(
        _ id: DashboardID, of customer: CustomerID, if precondition: Precondition<Dashboard>
    ) async throws(AdminError) {
        guard precondition(try await dashboard(id, of: customer).dashboard) else { throw .changedMeanwhile }
        dashboards[customer]?[id] = nil
    }

    private func status(of dashboard: Dashboard, of customer: CustomerID) -> DashboardStatus {
        let devices = (boards[customer] ?? [:]).values.map(\.device).filter { $0.dashboard == dashboard.id }
        return DashboardStatus(dashboard: dashboard, devices: devices.map(\.id).sorted())
    }
}
