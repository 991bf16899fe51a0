import AdminAPI
import BoardProtocol
import BoardServer
import PrometheusText
import Webhooks

/// Every metric of the gateway: the one place that says what it is called, what it means and how many series it may
/// have. docs/operations.md, the dashboard and the alert rules name no others. Customers and devices are not labels:
/// there may be more of them than Prometheus handles.
enum MetricsTable {
    /// 1 ms to 10 s: an update is on a board within 100 ms, a slow line takes seconds.
    static let delayBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// All of them, to be declared at the start.
    static var all: [MetricDescription] {
        seats + boardsPort + publishing + events + administration + ProcessMetrics.descriptions + [
            BuildInfo.description
        ]
    }

    private static let seats = [
        MetricDescription(
            "wallboard_customers", "Customers, by the size of their licence.", .gauge, labels: ["customer_class"],
            maxSeries: 6, known: CustomerClass.allCases.map(\.rawValue)),
        MetricDescription(
            "wallboard_customers_over_maximum", "Customers with more devices than their maximum.", .gauge),
        MetricDescription(
            "wallboard_devices_configured", "Devices that hold a seat.", .gauge, labels: ["customer_class"],
            maxSeries: 6, known: CustomerClass.allCases.map(\.rawValue)),
        MetricDescription(
            "wallboard_devices_maximum", "Seats by licence; unlimited ones are not in it.", .gauge,
            labels: ["customer_class"],
            maxSeries: 6, known: CustomerClass.allCases.map(\.rawValue)),
        MetricDescription(
            "wallboard_devices_connected", "Boards that are let in.", .gauge, labels: ["customer_class"],
            maxSeries: 6, known: CustomerClass.allCases.map(\.rawValue)),
        MetricDescription("wallboard_admissions_total", "Boards let in.", .counter),
        MetricDescription(
            "wallboard_refusals_total", "Boards turned away.", .counter, labels: ["reason"], maxSeries: 30,
            known: RefusalReason.allCases.map(\.rawValue)),
        MetricDescription(
            "wallboard_alarms_total", "Tokens from other hardware, or of two boards.", .counter, labels: ["kind"],
            maxSeries: 10, known: ["clonedCredential", "displacedByKey", "keyOfAnotherUser", "wrongSerial"]),
        MetricDescription(
            "wallboard_entitlement_changes_total", "Changes of what a board may see.", .counter),
        MetricDescription(
            "wallboard_pairings_total", "Pairing codes, by what became of them.", .counter, labels: ["result"],
            maxSeries: 20),
        MetricDescription("wallboard_pairings_waiting", "Boards that show a code.", .gauge),
        MetricDescription(
            "wallboard_boards_waiting_for_seat", "Boards that are paired and wait for a free seat.", .gauge),
    ]

    private static let boardsPort = [
        MetricDescription("wallboard_connections_open", "Connections of the boards' port, in any phase.", .gauge),
        MetricDescription("wallboard_connections_accepted_total", "Accepted connections.", .counter),
        MetricDescription("wallboard_accepts_overloaded_total", "Connections beyond the limit.", .counter),
        MetricDescription("wallboard_accept_pauses_total", "Pauses for want of descriptors.", .counter),
        MetricDescription(
            "wallboard_tls_handshakes_total", "TLS handshakes; resumed ones by a ticket.", .counter,
            labels: ["resumed"],
            maxSeries: 2, known: ["false", "true"]),
        MetricDescription("wallboard_tls_handshake_failures_total", "Failed TLS handshakes.", .counter),
        MetricDescription(
            "wallboard_proxy_header_faults_total",
            "Connections of trusted proxies with a PROXY header that is bad or missing.", .counter),
        MetricDescription("wallboard_tls_failures_total", "Connections that broke TLS after the handshake.", .counter),
        MetricDescription(
            "wallboard_tls_record_floods_total", "Connections ended for keeping TLS busy without data.", .counter),
        MetricDescription("wallboard_upgrades_total", "Requests that became a board's.", .counter),
        MetricDescription("wallboard_request_timeouts_total", "Connections without a request in time.", .counter),
        MetricDescription(
            "wallboard_http_answers_total", "Answered requests that were no upgrade.", .counter, labels: ["status"],
            maxSeries: 30),
        MetricDescription(
            "wallboard_board_closes_total", "Ended board connections.", .counter, labels: ["code", "reason"],
            maxSeries: 60),
        MetricDescription(
            "wallboard_certificate_expiry_timestamp_seconds",
            "When the first of the served certificates ends, since 1970.", .gauge),
        MetricDescription(
            "wallboard_certificate_reloads_total", "Certificates that were read again: loaded, or refused.", .counter,
            labels: ["result"], maxSeries: 2, known: CertificateReload.Result.allCases.map(\.rawValue)),
        MetricDescription(
            "wallboard_connections_unfinished", "Connections of the boards' port without an accepted hello.", .gauge),
        MetricDescription(
            "wallboard_connections_displaced_total", "Unfinished connections that newer ones pushed out.", .counter),
        MetricDescription(
            "wallboard_loop_last_turn_age_seconds", "Since the loop began its last turn; more than 5 is a fault.",
            .gauge,
            labels: ["loop"], maxSeries: BoardServer.loopCounts.upperBound),
        MetricDescription("wallboard_loop_turns_total", "Turns of the loops; few where nothing happens.", .counter),
    ]

    private static let publishing = [
        MetricDescription(
            "wallboard_push_delay_seconds", "From an update's making until a loop had it written to its last board.",
            .histogram(bounds: PushDelays.boundsMillis.map { Double($0) / 1_000 })),
        MetricDescription("wallboard_send_queue_bytes", "Bytes that wait for boards.", .gauge),
        MetricDescription(
            "wallboard_conflated_updates_total", "Updates that a snapshot replaced.", .counter),
        MetricDescription("wallboard_conflations_total", "Queues that were replaced by a snapshot.", .counter),
        MetricDescription(
            "wallboard_entitlement_resets_total",
            "Connections reset because state that was revoked, or outlived its connection, was not acknowledged.",
            .counter),
        MetricDescription("wallboard_messages_received_total", "Messages of boards.", .counter),
        MetricDescription("wallboard_frames_queued_total", "Updates queued for boards.", .counter),
        MetricDescription("wallboard_sent_bytes_total", "Bytes given to TLS.", .counter),
    ]

    private static let events = [
        MetricDescription(
            "wallboard_call_events_total", "Call events: accepted, duplicate, rejected.", .counter, labels: ["result"],
            maxSeries: 10, known: ["accepted", "duplicate", "rejected"]),
        MetricDescription(
            "wallboard_call_events_durable_seconds", "From a body of call events to its commit.",
            .histogram(bounds: delayBounds)),
        MetricDescription(
            "wallboard_names_left_out",
            "Queues and agents that count in the totals only: a customer's day names more than can be told apart.",
            .gauge, labels: ["kind"], maxSeries: 2, known: ["agent", "queue"]),
        MetricDescription("wallboard_stored_call_events", "Call events in the database, of all customers.", .gauge),
        MetricDescription(
            "wallboard_stored_call_events_limit", "Call events that may be stored (maxStoredEvents).", .gauge),
        MetricDescription(
            "wallboard_clock_lead_seconds",
            "How far the machine's clock is ahead of the time by which what is old is removed.", .gauge),
        MetricDescription("wallboard_event_archive_bytes", "Files of archived call events, together.", .gauge),
        MetricDescription(
            "wallboard_store_failures_total", "Calls that the store could not carry out, by what they were about.",
            .counter, labels: ["operation"], maxSeries: 30,
            known: AdminError.Resource.allCases.map(\.rawValue)),
        MetricDescription("wallboard_audit_failures_total", "Audit records that could not be written.", .counter),
    ]

    private static let administration = [
        MetricDescription(
            "wallboard_admin_requests_total", "Requests of the admin port.", .counter, labels: ["route", "status"],
            maxSeries: 600),
        MetricDescription(
            "wallboard_admin_request_seconds", "From a request of the admin port to its answer.",
            .histogram(bounds: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10]), labels: ["route"], maxSeries: 100),
        MetricDescription(
            "wallboard_admin_connection_faults_total", "Connections of the admin port that broke.", .counter,
            labels: ["fault"], maxSeries: 20),
        MetricDescription(
            "wallboard_admin_gate_events_total", "Sign-ins, and what was turned away at the gate of the admin port.",
            .counter, labels: ["event"], maxSeries: 20),
        MetricDescription("wallboard_event_streams", "Streams of what happens to boards.", .gauge),
        MetricDescription(
            "wallboard_webhooks_total", "Tries of webhooks by result; dropped ones were never tried.", .counter,
            labels: ["result"], maxSeries: 10, known: WebhookQueue.Result.allCases.map(\.rawValue) + ["dropped"]),
        MetricDescription("wallboard_webhook_queue_length", "Notices that wait.", .gauge),
    ]
}
