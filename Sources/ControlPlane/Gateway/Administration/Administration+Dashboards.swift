import AdminAPI
import WallboardCore

extension Administration: DashboardAdministration {
    func dashboards(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [DashboardStatus] {
        await (try hub(of: customer)).dashboards(page)
    }

    func dashboard(_ id: DashboardID, of customer: CustomerID) async throws(AdminError) -> DashboardStatus {
        try await hub(of: customer).dashboard(id)
    }

    func putDashboard(
        _ dashboard: Dashboard, of customer: CustomerID, if precondition: Precondition<Dashboard>, dryRun: Bool
    ) async throws(AdminError) -> StoredDashboard {
        try await hub(of: customer).put(dashboard, if: precondition, dryRun: dryRun)
    }

    func deleteDashboard(
        _ id: DashboardID, of customer: CustomerID, if precondition: Precondition<Dashboard>
    ) async throws(AdminError) {
        try await hub(of: customer).deleteDashboard(id, if: precondition)
    }
}
