extension RouteTable {
    /// Every route of the port: the rows of each resource, which stand at the top of its file beside what answers them.
    /// A new route is a row and its handler, and an operation of `docs/openapi.yaml`.
    static func all(
        ports: any AdminPorts, limits: AdminLimits, attempts: AttemptGuard, changes: ChangeGuard, sessions: Sessions,
        openStreams: OpenStreams, clock: AdminClock
    ) -> RouteTable {
        let exports = Shares(limits.exports)
        return RouteTable(
            CustomerRoutes(ports: ports, limits: limits, openStreams: openStreams).routes
                + UserRoutes(ports: ports, limits: limits, changes: changes).routes
                + UserImportRoutes(ports: ports, limits: limits, changes: changes).routes
                + PBXAgentRoutes(ports: ports, limits: limits).routes
                + LicenceRoutes(ports: ports, changes: changes).routes
                + EnrolmentKeyRoutes(ports: ports, limits: limits).routes
                + PairingRoutes(ports: ports, limits: limits, attempts: attempts, changes: changes).routes
                + DeviceRoutes(ports: ports, limits: limits, attempts: attempts, changes: changes).routes
                + DashboardRoutes(ports: ports, limits: limits).routes
                + LedgerRoutes(ports: ports, limits: limits, exports: exports).routes
                + UsageRoutes(ports: ports).routes
                + CallEventRoutes(ports: ports, limits: limits).routes
                + CallCorrectionRoutes(ports: ports, limits: limits, exports: exports).routes
                + BoardRoutes(
                    ports: ports, limits: limits, sessions: sessions, openStreams: openStreams, clock: clock,
                    streams: Shares(limits.eventStreams)
                ).routes
                + TokenRoutes(ports: ports, limits: limits, openStreams: openStreams).routes
                + SessionRoutes(sessions: sessions, openStreams: openStreams).routes
                + OperationRoutes(ports: ports, limits: limits).routes)
    }
}
