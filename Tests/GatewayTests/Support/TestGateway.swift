import AdminAPI
import BoardProtocol
import BoardServer
import EventLoop
import Foundation
import Logging
import PrometheusText
import SQLiteStore
import Synchronization
import TestSupport
import Values
import WallboardCore

@testable import Gateway

/// The control plane on a real database and a real boards' port that nobody connects to, with a clock that tests set.
final class TestGateway: Sendable {
    let directory: TemporaryDirectory
    let store: SQLiteStore
    let context: HubContext
    let administration: Administration
    let router: BoardEventRouter
    let metrics: MetricRegistry
    private let clock: TestClock
    private let routing: Task<Void, Never>

    init(in directory: TemporaryDirectory, now: Instant = RandomDay.nine) async throws {
        self.directory = directory
        store = try SQLiteStore(directory: directory.path + "/data")
        let clock = TestClock(now: now)
        self.clock = clock
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = try BoardServer(
            BoardServer.Configuration(
                listen: SocketAddress(host: "127.0.0.1", port: 0)!, loopCount: 1,
                tls: TLSServerContext(
                    certificateChainFile: directory.path + "/cert.pem", privateKeyFile: directory.path + "/key.pem"),
                logger: logger))
        let metrics = MetricRegistry(MetricsTable.all)
        self.metrics = metrics
        let registry = HubRegistry()
        let topics = TopicOwners()
        context = HubContext(
            store: store, server: server, registry: registry, topics: topics,
            reception: Reception(clock: { clock.now }), strangers: RefusedStrangers(),
            feed: BoardEventBus(), clock: { clock.now },
            retentionClock: RetentionClock(
                try await store.retentionTime(), wall: { clock.now }, monotonic: { clock.running }),
            settings: HubSettings(
                publishIntervalMillis: 100, orphanAfterMillis: 14_400_000, maxEventSkewMillis: 300_000,
                maxEventAgeMillis: 8 * 86_400_000, heartbeatSeconds: 15), metrics: HubMetrics(factory: metrics),
            logger: logger)
        let roster = CustomerRoster(context: context)
        try await roster.load()
        let router = BoardEventRouter(
            context: context, screen: PairingScreen(publicURL: "https://gateway.example"))
        administration = Administration(
            context: context, roster: roster,
            inspection: FleetInspection(context: context), tokens: TokenUse(), metricRegistry: metrics,
            dataDirectory: "/")
        self.router = router
        routing = Task { await router.run() }
        try server.start(sink: router)
    }

    func hub(_ customer: CustomerID) throws -> CustomerHub { try administration.hub(of: customer) }

    /// It is later: the time until then passes. If it is earlier, somebody set the clock back.
    func setTime(_ now: Instant) { clock.set(now) }

    /// Somebody sets the clock: no time passes.
    func leap(to now: Instant) { clock.leap(to: now) }

    /// Ends the loops and closes the database, as a clean stop does.
    func stop() async {
        try? await context.server.shutDown(.shuttingDown, spreadMillis: 0)
        context.feed.finish()
        router.finish()
        await routing.value
        await store.close()
    }
}

final class TestClock: Sendable {
    private let state: Mutex<(now: Instant, running: Int64)>

    init(now: Instant) { state = Mutex((now, 0)) }

    var now: Instant { state.withLock(\.now) }
    /// Milliseconds that have passed.
    var running: Int64 { state.withLock(\.running) }

    func set(_ now: Instant) {
        state.withLock { $0 = (now, $0.running + max(0, now.milliseconds(since: $0.now))) }
    }

    func leap(to now: Instant) { state.withLock { $0.now = now } }
}

/// A directory with a certificate for 127.0.0.1, removed when the test ends.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "wallboard-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        _ = try CertificateMaker(in: URL(filePath: path)).selfSigned(for: "DNS:localhost")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
