import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import PrometheusText
import Values

/// What Prometheus is given about this process.
struct MetricsPort: Sendable {
    let host: String
    let port: Int
    let feed: CallFeed
    let tally: ConnectTally
    let logger: Logger

    private static let descriptions =
        [
            MetricDescription("wallboard_connect_ami_messages_total", "Messages of Asterisk.", .counter),
            MetricDescription("wallboard_connect_ami_up", "Whether the login to Asterisk is accepted.", .gauge),
            MetricDescription("wallboard_connect_reconnects_total", "Connections to Asterisk that ended.", .counter),
            MetricDescription(
                "wallboard_connect_not_understood_total", "Messages of Asterisk that lack something.", .counter),
            MetricDescription("wallboard_connect_calls", "Calls that are followed.", .gauge),
            MetricDescription("wallboard_connect_events_total", "Call events that were made.", .counter),
            MetricDescription(
                "wallboard_connect_posted_events_total", "Events by what the gateway answered.", .counter,
                labels: ["result"], known: ["accepted", "duplicate", "rejected", "ignored"]),
            MetricDescription("wallboard_connect_post_failures_total", "Requests that have to be repeated.", .counter),
            MetricDescription("wallboard_connect_spool_bytes", "Bytes that wait for the gateway.", .gauge),
            MetricDescription("wallboard_connect_spool_dropped_total", "Events that found no room.", .counter),
            MetricDescription(
                "wallboard_connect_spool_age_seconds", "Age of the oldest event that waits for the gateway.", .gauge),
            MetricDescription("wallboard_connect_last_event_age_seconds", "Age of the newest event.", .gauge),
            MetricDescription(
                "wallboard_connect_queue_log_lines_total", "Lines of the queue log that were read.", .counter),
            MetricDescription(
                "wallboard_connect_queue_log_unreadable_total", "Lines that are none of a queue log.", .counter),
            BuildInfo.description,
        ] + ProcessMetrics.descriptions

    /// Serves `GET /metrics` until it is cancelled.
    func run() async throws {
        let registry = MetricRegistry(Self.descriptions)
        registry.collect(BuildInfo.collector(version: Release.version))
        registry.collect(ProcessMetrics.collect)
        registry.collect { [feed, tally] samples in
            Self.add(await feed.current(), tally, to: &samples)
        }
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    return try NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>(
                        wrappingChannelSynchronously: channel)
                }
            }
        logger.notice("metrics", metadata: ["address": "\(server.channel.localAddress.map { "\($0)" } ?? "")"])
        try await server.executeThenClose { clients in
            try await withThrowingDiscardingTaskGroup { group in
                for try await client in clients {
                    group.addTask { try? await answer(client, registry) }
                }
            }
        }
    }

    private func answer(
        _ client: NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>, _ registry: MetricRegistry
    ) async throws {
        try await client.executeThenClose { inbound, outbound in
            for try await part in inbound {
                guard case .head(let head) = part else { continue }
                let isFound = head.method == .GET && head.uri == "/metrics"
                let body = ByteBuffer(string: isFound ? await registry.text() : "")
                let headers: HTTPHeaders = [
                    "Content-Type": MetricRegistry.contentType, "Content-Length": "\(body.readableBytes)",
                    "Connection": "close",
                ]
                try await outbound.write(
                    .head(HTTPResponseHead(version: .http1_1, status: isFound ? .ok : .notFound, headers: headers)))
                try await outbound.write(.body(.byteBuffer(body)))
                try await outbound.write(.end(nil))
                return
            }
        }
    }

    private static func add(_ numbers: CallFeed.Numbers, _ tally: ConnectTally, to samples: inout CollectedSamples) {
        let now = Clock.now / 1_000
        func age(_ time: Int64?) -> Double { time.map { max(0, Double(now - $0) / 1_000) } ?? 0 }
        samples.add("wallboard_connect_ami_messages_total", tally.total(.message))
        samples.add("wallboard_connect_ami_up", numbers.isLoggedIn ? 1 : 0)
        samples.add("wallboard_connect_reconnects_total", tally.total(.reconnect))
        samples.add("wallboard_connect_not_understood_total", numbers.notUnderstood)
        samples.add("wallboard_connect_calls", numbers.calls)
        samples.add("wallboard_connect_events_total", numbers.events)
        for (kind, result) in [
            (ConnectTally.Kind.accepted, "accepted"), (.duplicate, "duplicate"), (.rejected, "rejected"),
            (.ignored, "ignored"),
        ] {
            samples.add("wallboard_connect_posted_events_total", tally.total(kind), labels: [("result", result)])
        }
        samples.add("wallboard_connect_post_failures_total", tally.total(.failure))
        samples.add("wallboard_connect_spool_bytes", numbers.spoolBytes)
        samples.add("wallboard_connect_spool_dropped_total", numbers.spoolDropped)
        samples.add("wallboard_connect_spool_age_seconds", age(numbers.oldestWaiting))
        samples.add("wallboard_connect_last_event_age_seconds", age(numbers.newest))
        samples.add("wallboard_connect_queue_log_lines_total", numbers.logLines)
        samples.add("wallboard_connect_queue_log_unreadable_total", numbers.logUnreadable)
    }
}
