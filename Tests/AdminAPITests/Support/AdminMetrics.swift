import PrometheusText

@testable import AdminAPI

/// A registry with the metrics of the admin port alone.
enum AdminMetrics {
    static func registry() -> MetricRegistry {
        MetricRegistry([
            MetricDescription("wallboard_admin_requests_total", "Requests.", .counter, labels: ["route", "status"]),
            MetricDescription(
                "wallboard_admin_request_seconds", "Their time.", .histogram(bounds: [1]), labels: ["route"]),
            MetricDescription("wallboard_admin_connection_faults_total", "Faults.", .counter, labels: ["fault"]),
            MetricDescription("wallboard_admin_gate_events_total", "Gate.", .counter, labels: ["event"]),
        ])
    }
}
