import AdminAPI
import BoardProtocol
import BoardServer
import PrometheusText
import Values
import WallboardCore
import Webhooks

/// What `/metrics` reports in addition to what is counted where it happens: values read from loops and hubs at the
/// scrape.
struct GatewayMetrics: Sendable {
    let context: HubContext
    let inspection: FleetInspection
    /// nil if old events are not archived.
    let archive: EventArchive?
    /// nil if there is no webhook.
    let webhook: WebhookService?
    let adminTLS: AdminTLS

    /// Registers this with the registry, which asks it at each scrape. Call once.
    func collect(into registry: MetricRegistry) {
        registry.collect(ProcessMetrics.collect)
        registry.collect(BuildInfo.collector(version: Release.version))
        registry.collect { samples in readLoops(&samples) }
        registry.collect { samples in await readHubs(&samples) }
        if let webhook { registry.collect { samples in Self.read(webhook.counts, &samples) } }
    }

    private static func read(_ counts: WebhookService.Counts, _ samples: inout CollectedSamples) {
        for result in WebhookQueue.Result.allCases {
            samples.add("wallboard_webhooks_total", counts.results[result] ?? 0, labels: [("result", result.rawValue)])
        }
        samples.add("wallboard_webhooks_total", counts.losses.dropped, labels: [("result", "dropped")])
        samples.add("wallboard_webhook_queue_length", counts.queueLength)
    }

    private func readLoops(_ samples: inout CollectedSamples) {
        let counters = context.server.counters
        samples.add("wallboard_certificate_expiry_timestamp_seconds", adminTLS.certificateEnd)
        samples.add("wallboard_connections_open", counters.openConnections)
        samples.add("wallboard_connections_unfinished", context.server.connectionCounts.unfinished)
        for (loop, millis) in context.server.turnAges {
            samples.add(
                "wallboard_loop_last_turn_age_seconds", Double(millis) / 1_000, labels: [("loop", "\(loop)")])
        }
        for (name, counter) in Self.loopCounters { samples.add(name, counters[counter]) }
        let resumed = counters[.handshakesResumed]
        samples.add("wallboard_tls_handshakes_total", resumed, labels: [("resumed", "true")])
        samples.add(
            "wallboard_tls_handshakes_total", max(0, counters[.handshakes] - resumed), labels: [("resumed", "false")])
        for (status, count) in counters.answersByStatus {
            samples.add("wallboard_http_answers_total", count, labels: [("status", "\(status)")])
        }
        for (close, count) in counters.closesByCode {
            samples.add(
                "wallboard_board_closes_total", count, labels: [("code", "\(close.rawValue)"), ("reason", close.label)])
        }
        samples.add("wallboard_push_delay_seconds", HistogramCounts(counters.pushDelays.reading))
    }

    private static let loopCounters: [(name: String, counter: ServerCounters.Counter)] = [
        ("wallboard_loop_turns_total", .ticks), ("wallboard_connections_accepted_total", .accepted),
        ("wallboard_accept_pauses_total", .acceptPauses), ("wallboard_accepts_overloaded_total", .overloadedAccepts),
        ("wallboard_connections_displaced_total", .displaced),
        ("wallboard_tls_handshake_failures_total", .handshakeFailures), ("wallboard_tls_failures_total", .tlsFailures),
        ("wallboard_tls_record_floods_total", .recordFloods),
        ("wallboard_proxy_header_faults_total", .proxyHeaderFaults), ("wallboard_upgrades_total", .upgrades),
        ("wallboard_request_timeouts_total", .timeouts),
        ("wallboard_messages_received_total", .messagesReceived), ("wallboard_frames_queued_total", .framesSent),
        ("wallboard_sent_bytes_total", .bytesSent), ("wallboard_conflations_total", .conflations),
        ("wallboard_conflated_updates_total", .conflatedUpdates), ("wallboard_entitlement_resets_total", .resets),
    ]

    private func readHubs(_ samples: inout CollectedSamples) async {
        var overMaximum = 0
        var waiting = 0
        var leftOut = (queues: 0, agents: 0)
        for name in ["customers", "devices_configured", "devices_maximum", "devices_connected"] {
            for each in CustomerClass.allCases {
                samples.add("wallboard_\(name)", 0, labels: [("customer_class", each.rawValue)])
            }
        }
        for hub in context.registry.hubs {
            let summary = await hub.summary
            let labels = [("customer_class", CustomerClass(summary.seats.maximum).rawValue)]
            samples.add("wallboard_customers", 1, labels: labels)
            samples.add("wallboard_devices_configured", summary.seats.configured, labels: labels)
            samples.add("wallboard_devices_maximum", summary.seats.maximum.number ?? 0, labels: labels)
            samples.add("wallboard_devices_connected", summary.connected, labels: labels)
            leftOut.queues += summary.leftOut.queues
            leftOut.agents += summary.leftOut.agents
            if summary.seats.isOver { overMaximum += 1 }
            waiting += await hub.waiting.line.count
        }
        samples.add("wallboard_customers_over_maximum", overMaximum)
        samples.add("wallboard_boards_waiting_for_seat", waiting)
        samples.add("wallboard_names_left_out", leftOut.queues, labels: [("kind", "queue")])
        samples.add("wallboard_names_left_out", leftOut.agents, labels: [("kind", "agent")])
        samples.add("wallboard_stored_call_events", context.storedEvents.count)
        samples.add("wallboard_stored_call_events_limit", context.storedEvents.most)
        samples.add("wallboard_clock_lead_seconds", Double(context.retentionClock.leadMillis) / 1_000)
        samples.add("wallboard_event_archive_bytes", archive?.bytes ?? 0)
        samples.add("wallboard_pairings_waiting", context.reception.waiting)
        samples.add("wallboard_event_streams", context.feed.watchers)
        await inspection.refresh()
        samples.add("wallboard_send_queue_bytes", await inspection.queuedBytes)
    }
}

extension HistogramCounts {
    fileprivate init(_ reading: PushDelays.Reading) {
        var earlier = 0
        let buckets = (reading.cumulativeCounts + [reading.count]).map { count in
            defer { earlier = count }
            return UInt64(max(0, count - earlier))
        }
        self.init(buckets: buckets, sum: Double(reading.sumMicros) / 1_000_000)
    }
}

/// The classes by which metrics distinguish customers: a label with one value a customer would grow without bound.
enum CustomerClass: String, CaseIterable {
    case none
    case upTo10 = "1-10"
    case upTo100 = "11-100"
    case upTo1000 = "101-1000"
    case more = "1001+"
    case unlimited

    /// By the licensed maximum.
    init(_ maximum: SeatMaximum) {
        switch maximum {
        case .unlimited: self = .unlimited
        case .limited(let seats):
            switch seats {
            case ...0: self = .none
            case ...10: self = .upTo10
            case ...100: self = .upTo100
            case ...1_000: self = .upTo1000
            default: self = .more
            }
        }
    }
}
