import Synchronization

/// Counts the requests of the admin port for `/metrics`. Bounded by the number of routes and of statuses.
final class RequestCounters: Sendable {
    private struct Key: Hashable, Comparable {
        let route: String
        let status: Int

        static func < (a: Key, b: Key) -> Bool { (a.route, a.status) < (b.route, b.status) }
    }

    private let counts = Mutex<[Key: Int]>([:])

    /// Counts one request; `route` is nil if it led to none.
    func count(_ route: Route?, status: Int) {
        counts.withLock { $0[Key(route: route?.rawValue ?? "none", status: status), default: 0] += 1 }
    }

    /// In Prometheus' exposition format, sorted.
    func text() -> String {
        let counts = counts.withLock { $0 }.sorted { $0.key < $1.key }
        return counts.reduce(
            into: """
                # HELP wallboard_admin_requests_total Requests of the admin port, by route and status.
                # TYPE wallboard_admin_requests_total counter

                """
        ) { text, count in
            text +=
                "wallboard_admin_requests_total{route=\"\(count.key.route)\",status=\"\(count.key.status)\"} "
                + "\(count.value)\n"
        }
    }
}
