import AdminAPI
import Store
import WallboardCore

/// The dashboards of the customer. A change is durable, then in memory, then on the boards, then acknowledged.
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

    /// Where a dashboard names a queue that no call has named. A queue that a stored dashboard names is accepted: its
    /// calls may be older than what was read at the start.
    private func unknownQueues(of dashboard: Dashboard) -> [Dashboard.Place] {
        let suspects = dashboard.namedQueues.filter { !knownQueues.mayHave($0.queue) }
        guard !suspects.isEmpty else { return [] }
        let stored = Set(dashboards.values.flatMap { $0.namedQueues.map(\.queue) })
        return suspects.filter { !stored.contains($0.queue) }.map(\.place)
    }
}

/// The queues that calls have named, as far as this gateway has read their events: those of today and of the day before
/// at its start, and every one since.
struct KnownQueues {
    /// Names that are remembered. Default 5,000: ten times the queues that the figures distinguish. Beyond that every
    /// name counts as known.
    static let most = 5_000

    private var names: Set<String> = []

    mutating func note(_ events: [CallEvent]) {
        for event in events {
            guard case .call(let step) = event.content, let queue = step.queue, names.count < Self.most else {
                continue
            }
            names.insert(queue)
        }
    }

    /// Adds what another read found.
    mutating func formUnion(_ other: KnownQueues) {
        for name in other.names where names.count < Self.most { names.insert(name) }
    }

    /// Whether a call may have named the queue: before the first call, any queue may be valid.
    func mayHave(_ queue: String) -> Bool {
        names.isEmpty || names.count == Self.most || names.contains(queue)
    }
}
