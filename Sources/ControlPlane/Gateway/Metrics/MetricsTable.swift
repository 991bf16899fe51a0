import BoardServer
import PrometheusText

/// Every metric of the gateway: the one place that says what it is called and what it means.
enum MetricsTable {
    /// Seconds; from what is not noticed to what is an outage.
    private static let requestBounds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]

    static let all =
        fleet + boardsPort + control + ProcessMetrics.descriptions + [BuildInfo.description]

    private static let fleet = [
        gauge("wallboard_customers", "Customers by class of their maximum.", ["customer_class"]),
        gauge("wallboard_customers_over_maximum", "Customers with more configured devices than they are licensed for."),
        gauge("wallboard_devices_configured", "Devices that hold a seat.", ["customer_class"]),
        gauge("wallboard_devices_maximum", "Licensed seats; unlimited ones are not counted.", ["customer_class"]),
        gauge("wallboard_devices_connected", "Devices whose board is connected.", ["customer_class"]),
        gauge("wallboard_pairings_waiting", "Boards that show a code."),
        counter("wallboard_admissions_total", "Boards let in."),
        counter("wallboard_refusals_total", "Boards turned away.", ["reason"]),
        counter("wallboard_alarms_total", "Device tokens used by other hardware or by two boards.", ["kind"]),
        counter("wallboard_pairings_total", "Codes that admins typed, by what became of them.", ["result"]),
        counter("wallboard_entitlement_changes_total", "Changes of what a connected board may see."),
    ]

    private static let boardsPort = [
        gauge("wallboard_connections_open", "Connections of the boards' port, in any phase."),
        counter("wallboard_loop_turns_total", "Turns of the loops; few where nothing happens."),
        counter("wallboard_connections_accepted_total", "Accepted connections."),
        counter("wallboard_accept_pauses_total", "Pauses for want of descriptors."),
        counter("wallboard_accepts_overloaded_total", "Connections beyond the limit."),
        counter("wallboard_tls_handshakes_total", "TLS handshakes that were done.", ["resumed"]),
        counter("wallboard_tls_handshake_failures_total", "TLS handshakes that came to nothing."),
        counter("wallboard_tls_failures_total", "Connections that broke TLS after the handshake."),
        counter("wallboard_upgrades_total", "Requests that became a board's."),
        counter("wallboard_request_timeouts_total", "Connections without a request in time."),
        counter("wallboard_http_answers_total", "Answered requests that were no upgrade.", ["status"]),
        counter("wallboard_board_closes_total", "Ended board connections.", ["code", "reason"]),
        counter("wallboard_messages_received_total", "Messages of boards."),
        counter("wallboard_frames_queued_total", "Updates queued for one board each."),
        counter("wallboard_sent_bytes_total", "Bytes given to TLS."),
        counter("wallboard_conflations_total", "Queues that were replaced by a snapshot."),
        counter("wallboard_conflated_updates_total", "Updates that a snapshot stands in for."),
        counter("wallboard_entitlement_resets_total", "Connections reset to take revoked state back."),
        gauge("wallboard_send_queue_bytes", "Bytes that wait for boards that read too slowly."),
        MetricDescription(
            "wallboard_push_delay_seconds", "From an update's making to a loop's last write of it.",
            .histogram(bounds: PushDelays.boundsMillis.map { Double($0) / 1_000 })),
    ]

    private static let control = [
        counter("wallboard_call_events_total", "Call events by what became of them.", ["result"]),
        MetricDescription(
            "wallboard_call_events_durable_seconds", "From a batch's arrival to its commit.",
            .histogram(bounds: requestBounds)),
        MetricDescription(
            "wallboard_admin_requests_total", "Requests of the admin port.", .counter, labels: ["route", "status"],
            mostSeries: 1_000),
        MetricDescription(
            "wallboard_admin_request_seconds", "From a request's head to its answer.",
            .histogram(bounds: requestBounds), labels: ["route"]),
        counter("wallboard_admin_connection_faults_total", "Connections of the admin port that broke.", ["fault"]),
        counter("wallboard_admin_gate_events_total", "Sign-ins, and what was turned away at the gate.", ["event"]),
        gauge("wallboard_event_streams", "Streams of server-sent events, the webhooks' own included."),
        counter("wallboard_webhooks_total", "Webhook notices by what became of them.", ["result"]),
        gauge("wallboard_webhook_queue_length", "Webhook notices that wait."),
    ]

    private static func gauge(_ name: String, _ help: String, _ labels: [String] = []) -> MetricDescription {
        MetricDescription(name, help, .gauge, labels: labels)
    }

    private static func counter(_ name: String, _ help: String, _ labels: [String] = []) -> MetricDescription {
        MetricDescription(name, help, .counter, labels: labels)
    }
}
