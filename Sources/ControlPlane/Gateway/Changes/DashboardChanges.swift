import AdminAPI
import Store
import WallboardCore

/// What an admin changes of the dashboards.
enum DashboardChanges {
    static func put(
        _ dashboard: Dashboard, if precondition: Precondition<Dashboard>, dryRun: Bool, in hub: isolated CustomerHub
    ) async throws(AdminError) -> StoredDashboard {
        try await hub.changing { () throws(AdminError) in
            let earlier = hub.registrations.dashboards[dashboard.id]
            guard precondition(earlier) else { throw .changedMeanwhile }
            try hub.registrations.check(dashboard, knowing: hub.desk.queues)
            if !dryRun, dashboard != earlier {
                let id = hub.id
                try await hub.context.calling(missing: .customer) { store throws(StoreError) in
                    try await store.putDashboard(dashboard, of: id)
                }
                hub.apply(dashboard)
                await hub.enforce(Set(hub.registrations.devices.showing(dashboard.id).map(\.id)))
            }
            return StoredDashboard(status: hub.registrations.status(of: dashboard), existed: earlier != nil)
        }
    }

    static func delete(
        _ dashboard: DashboardID, if precondition: Precondition<Dashboard>, in hub: isolated CustomerHub
    ) async throws(AdminError) {
        try await hub.changing { () throws(AdminError) in
            guard precondition(try hub.registrations.dashboard(dashboard)) else { throw .changedMeanwhile }
            let id = hub.id
            let removal = GradualRemoval(
                missing: .dashboard, from: hub.registrations.devices.showing(dashboard).count)
            try await removal.run(in: hub) { store throws(StoreError) in
                try await store.deleteDashboard(dashboard, of: id)
            } after: {
                hub.applyRemoval(of: dashboard)
            }
        }
    }
}
