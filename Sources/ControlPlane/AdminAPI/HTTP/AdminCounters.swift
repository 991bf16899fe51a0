import Metrics
import Synchronization
import Values

/// Counts the requests and the broken connections of the admin port. Bounded by the number of routes, statuses and
/// faults.
struct AdminCounters: Sendable {
    /// What happened when the port accepted or refused connections and requests.
    enum Event: String, Sendable, CaseIterable {
        case signIn, signOut, wrongToken, wrongCode, tooManyAttempts, tooManyChanges, csrf
    }

    /// The cause of a broken connection.
    enum Fault: String, Sendable, CaseIterable {
        /// No handshake, or bytes that are not TLS.
        case tls
        /// Bytes that are not HTTP/1.1.
        case http
        /// A handshake or request that did not arrive in time.
        case deadline
        /// A connection beyond a bound, closed before anything was read from it.
        case refused
    }

    private let factory: any MetricsFactory
    private let faults: [Fault: Counter]
    private let events: [Event: Counter]

    init(factory: any MetricsFactory) {
        self.factory = factory
        faults = Dictionary(
            uniqueKeysWithValues: Fault.allCases.map { fault in
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

    /// Counts one request and the time from its head to its answer; `route` is the name of its route, nil if it
    /// matched none.
    func count(route: String?, status: Int, after duration: Duration) {
        let name = route ?? "none"
        Counter(
            label: "wallboard_admin_requests_total", dimensions: [("route", name), ("status", String(status))],
            factory: factory
        ).increment()
        Timer(label: "wallboard_admin_request_seconds", dimensions: [("route", name)], factory: factory)
            .record(duration: duration)
    }

    /// Counts one connection that broke before its request was complete.
    func count(_ fault: Fault) { faults[fault]?.increment() }

    /// Counts one event at the gate.
    func count(_ event: Event) { events[event]?.increment() }
}

/// The log lines about requests and connections of unknown senders: a burst, then one at a time at a fixed rate, so
/// that a flood without a token neither fills the disk nor drowns other lines. Lines about requests with a valid
/// token are not bounded.
final class StrangerLines: Sendable {
    private enum Account { case everybody }

    private struct State {
        var lines: RateLimiter<Account>
        var leftOut = 0
    }

    private let clock: AdminClock
    private let state: Mutex<State>

    init(limits: AdminLimits, clock: AdminClock) {
        self.clock = clock
        let rule = RateLimiter<Account>.Rule(
            burst: limits.strangerLogLines, millisEach: Int64(limits.strangerLogLineSeconds) * 1_000, maxKeys: 1)
        state = Mutex(State(lines: RateLimiter(rule)))
    }

    /// Asks for a line: nil if there is none now, otherwise how many were left out since the last.
    func take() -> Int? {
        let now = clock.monotonic()
        return state.withLock { state in
            guard state.lines.spend(.everybody, at: now) else {
                state.leftOut += 1
                return nil
            }
            defer { state.leftOut = 0 }
            return state.leftOut
        }
    }
}
