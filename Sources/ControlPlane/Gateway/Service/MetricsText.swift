import BoardProtocol
import BoardServer

/// The gateway's counters in Prometheus' text exposition format. No label has an unbounded set of values: reasons and
/// codes come from tables, customers do not appear.
enum MetricsText {
    static func render(server: BoardServer, hubs: HubCounters, configured: Int, connected: Int) -> String {
        var text = Exposition()
        let counters = server.counters
        text.gauge(
            "wallboard_connections_open", "Connections of the boards' port, in any phase.", counters.openConnections)
        text.gauge("wallboard_devices_configured", "Devices that hold a seat.", configured)
        text.gauge("wallboard_boards_connected", "Boards that are let in.", connected)
        text.counter("wallboard_loop_turns_total", "Turns of the loops; few where nothing happens.", counters[.ticks])
        text.counter("wallboard_connections_accepted_total", "Accepted connections.", counters[.accepted])
        text.counter("wallboard_accept_pauses_total", "Pauses for want of descriptors.", counters[.acceptPauses])
        text.counter(
            "wallboard_accepts_overloaded_total", "Connections beyond the limit.", counters[.overloadedAccepts])
        text.counter("wallboard_tls_handshakes_total", "TLS handshakes.", counters[.handshakes])
        text.counter("wallboard_tls_handshakes_resumed_total", "Resumed TLS handshakes.", counters[.handshakesResumed])
        text.counter("wallboard_tls_handshake_failures_total", "Failed TLS handshakes.", counters[.handshakeFailures])
        text.counter("wallboard_tls_failures_total", "Connections that broke TLS later.", counters[.tlsFailures])
        text.counter(
            "wallboard_tls_failures_total", "Connections that broke TLS after the handshake.", counters[.tlsFailures])
        text.counter("wallboard_upgrades_total", "Requests that became a board's.", counters[.upgrades])
        text.counter("wallboard_request_timeouts_total", "Connections without a request in time.", counters[.timeouts])
        text.counter("wallboard_messages_received_total", "Messages of boards.", counters[.messagesReceived])
        text.counter("wallboard_frames_queued_total", "Updates queued for boards.", counters[.framesSent])
        text.counter("wallboard_sent_bytes_total", "Bytes given to TLS.", counters[.bytesSent])
        text.counter(
            "wallboard_conflations_total", "Queues that were replaced by a snapshot.", counters[.conflations])
        text.counter(
            "wallboard_entitlement_resets_total", "Connections reset to take revoked state back.", counters[.resets])
        text.counters(
            "wallboard_http_answers_total", "Answered requests that were no upgrade.", label: "status",
            counters.answersByStatus.map { ("\($0.status)", $0.count) })
        text.counters(
            "wallboard_closes_total", "Ended board connections by code.", label: "reason",
            counters.closesByCode.map { ($0.label, $1) })
        text.counter("wallboard_admissions_total", "Boards let in.", hubs[.admissions])
        text.counters(
            "wallboard_refusals_total", "Boards turned away.", label: "reason",
            hubs.refusals.map { ($0.reason.rawValue, $0.count) })
        text.counter("wallboard_alarms_total", "Tokens from other hardware or two boards.", hubs[.alarms])
        text.counter(
            "wallboard_entitlement_changes_total", "Changes of what a board may see.", hubs[.entitlementChanges])
        text.counters(
            "wallboard_call_events_total", "Call events by what became of them.", label: "result",
            [
                ("accepted", hubs[.eventsAccepted]), ("duplicate", hubs[.eventsDuplicate]),
                ("rejected", hubs[.eventsRejected]),
            ])
        return text.lines
    }
}

/// Collects lines of the text exposition format.
private struct Exposition {
    private(set) var lines = ""

    mutating func gauge(_ name: String, _ help: String, _ value: Int) {
        describe(name, help, type: "gauge")
        lines += "\(name) \(value)\n"
    }

    mutating func counter(_ name: String, _ help: String, _ value: Int) {
        describe(name, help, type: "counter")
        lines += "\(name) \(value)\n"
    }

    /// Label values are words of tables and need no escaping.
    mutating func counters(_ name: String, _ help: String, label: String, _ values: [(String, Int)]) {
        describe(name, help, type: "counter")
        for (value, count) in values { lines += "\(name){\(label)=\"\(value)\"} \(count)\n" }
    }

    private mutating func describe(_ name: String, _ help: String, type: String) {
        lines += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }
}
