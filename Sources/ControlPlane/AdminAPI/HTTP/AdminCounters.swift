import Synchronization

/// Counts the requests and the broken connections of the admin port for `/metrics`. Bounded by the number of routes,
/// statuses and faults.
final class AdminCounters: Sendable {
    private struct Request: Hashable, Comparable {
        let route: String
        let status: Int

        static func < (a: Request, b: Request) -> Bool { (a.route, a.status) < (b.route, b.status) }
    }

    /// What happened at the gate of the port.
    enum Event: String, Sendable, CaseIterable {
        case signIn, signOut, wrongToken, wrongCode, tooManyAttempts, csrf
    }

    private struct Counts: Sendable {
        var events: [Event: Int] = [:]
        var requests: [Request: Int] = [:]
        var faults: [ConnectionFaults.Kind: Int] = [:]
    }

    private let counts = Mutex(Counts())

    /// Counts one request; `route` is nil if it led to none.
    func count(_ route: Route?, status: Int) {
        counts.withLock { $0.requests[Request(route: route?.rawValue ?? "none", status: status), default: 0] += 1 }
    }

    /// Counts one connection that broke before its request was whole.
    func count(_ fault: ConnectionFaults.Kind) {
        counts.withLock { $0.faults[fault, default: 0] += 1 }
    }

    /// Counts one event at the gate.
    func count(_ event: Event) {
        counts.withLock { $0.events[event, default: 0] += 1 }
    }

    /// In Prometheus' exposition format, sorted.
    func text() -> String {
        let counts = counts.withLock { $0 }
        var lines = [
            "# HELP wallboard_admin_requests_total Requests of the admin port, by route and status.",
            "# TYPE wallboard_admin_requests_total counter",
        ]
        for (request, count) in counts.requests.sorted(by: { $0.key < $1.key }) {
            lines.append(
                "wallboard_admin_requests_total{route=\"\(request.route)\",status=\"\(request.status)\"} \(count)")
        }
        lines += [
            "# HELP wallboard_admin_connection_faults_total Connections of the admin port that broke, by fault.",
            "# TYPE wallboard_admin_connection_faults_total counter",
        ]
        for fault in ConnectionFaults.Kind.allCases {
            lines.append(
                "wallboard_admin_connection_faults_total{fault=\"\(fault.rawValue)\"} \(counts.faults[fault] ?? 0)")
        }
        lines += [
            "# HELP wallboard_admin_gate_events_total Sign-ins, and what was turned away at the gate of the admin port.",
            "# TYPE wallboard_admin_gate_events_total counter",
        ]
        for event in Event.allCases {
            lines.append("wallboard_admin_gate_events_total{event=\"\(event.rawValue)\"} \(counts.events[event] ?? 0)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
