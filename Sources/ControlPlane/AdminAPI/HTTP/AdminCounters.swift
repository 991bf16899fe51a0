import Metrics

/// Counts the requests and the broken connections of the admin port. Bounded by the number of routes, statuses and faults.
struct AdminCounters: Sendable {
    /// What happened at the gate of the port.
    enum Event: String, Sendable, CaseIterable {
        case signIn, signOut, wrongToken, wrongCode, tooManyAttempts, tooManyChanges, csrf
    }

    private let factory: any MetricsFactory
    private let faults: [ConnectionFaults.Kind: Counter]
    private let events: [Event: Counter]

    init(factory: any MetricsFactory) {
        self.factory = factory
        faults = Dictionary(
            uniqueKeysWithValues: ConnectionFaults.Kind.allCases.map { fault in
                (
                    fault,
                    Counter(
                        label: "wallboard_admin_connection_faults_total", dimensions: [("fault", fault.rawValue)],
                        factory: factory)
                )
            })
        events = Dictionary(
            uniqueKeysWithValues: Event.allCases.map { event in
                (
                    event,
                    Counter(
                        label: "wallboard_admin_gate_events_total", dimensions: [("event", event.rawValue)],
                        factory: factory)
                )
            })
    }

    /// Counts one request and the time from its head to its answer; `route` is nil if it led to none.
    func count(_ route: Route?, status: Int, after duration: Duration) {
        let name = route?.rawValue ?? "none"
        Counter(
            label: "wallboard_admin_requests_total", dimensions: [("route", name), ("status", String(status))],
            factory: factory
        ).increment()
        Timer(label: "wallboard_admin_request_seconds", dimensions: [("route", name)], factory: factory)
            .record(duration: duration)
    }

    /// Counts one connection that broke before its request was whole.
    func count(_ fault: ConnectionFaults.Kind) { faults[fault]?.increment() }

    /// Counts one event at the gate.
    func count(_ event: Event) { events[event]?.increment() }
}
