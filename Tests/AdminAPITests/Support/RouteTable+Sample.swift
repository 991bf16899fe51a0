import Values

@testable import AdminAPI

extension RouteTable {
    /// The table over a gateway that nobody has set up: for tests of the rows.
    static let sample: RouteTable = {
        let gateway = GatewayDouble()
        let limits = AdminLimits()
        let clock = TestClock().clock
        let counters = AdminCounters(factory: AdminMetrics.registry())
        return .all(
            ports: gateway, limits: limits, attempts: AttemptGuard(limits: limits, clock: clock, counters: counters),
            changes: ChangeGuard(limits: limits, clock: clock, counters: counters),
            sessions: Sessions(tokens: gateway, limits: limits, clock: clock), openStreams: OpenStreams(), clock: clock)
    }()
}
