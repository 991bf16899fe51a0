import AdminAPI
import BoardServer
import EventLoop
import Foundation
import Logging
import OpenIDTokens
import PrometheusText
import SQLiteStore
import ServiceLifecycle
import Store
import UnixSignals
import Values
import WallboardCore
import Webhooks

/// The whole gateway: opens the store, binds the boards' port, loads the hubs, and serves until a signal.
package enum GatewayService {
    /// Runs until SIGTERM or SIGINT and returns when every board has been asked to come back and everything is
    /// closed; a second signal makes that quick.
    ///
    /// - Throws: `StartupError` with a sentence for the operator; `UncleanEnd` where a thread could not be ended.
    package static func run(_ settings: GatewaySettings) async throws {
        var logger = Logger(label: "wallboard", factory: { LineLogHandler(label: $0) })
        logger.logLevel = settings.logLevel
        BrokenPipe.ignoreSignal()
        let plan = DescriptorPlan(
            boards: settings.maxConnections, admins: settings.maxAdminConnections, loops: settings.loops)
        if let shortfall = plan.shortfall { logger.warning("\(shortfall)") }
        let parking = Parking.decide(settings)
        logger.log(level: parking.isAsWanted ? .info : .warning, "\(parking.summary)")
        let store = try openStore(settings)
        let lock = try lockDataDirectory(settings)
        defer { withExtendedLifetime(lock) {} }
        let stamps = CertificateFileStamps(settings)
        let ticketKeyFile = TicketKeyFile(directory: settings.dataDirectory, logger: logger)
        let ticketKeys = ticketKeyFile.load()
        ticketKeyFile.keep(ticketKeys)
        let certificates = try loadCertificates(settings, ticketKeys)
        StartWarnings(settings, certificateEnd: certificates.admin.certificateEnd).log(to: logger)
        let server = try makeServer(settings, plan, certificates.boards, parking, logger: logger)
        let adminTLS = AdminTLS(certificates.admin)
        let metrics = MetricRegistry(MetricsTable.all)
        let clock: @Sendable () -> Instant = { Instant(milliseconds: Clock.wallMilliseconds()) }
        let context = HubContext(
            store: store, server: server, registry: HubRegistry(), topics: TopicOwners(),
            reception: Reception(clock: clock), strangers: RefusedStrangers(), feed: BoardEventBus(),
            clock: clock, retentionClock: try await makeRetentionClock(store, clock), settings: HubSettings(settings),
            storedEvents: StoredEvents(most: settings.maxStoredEvents), metrics: HubMetrics(factory: metrics),
            logger: logger)
        let roster = CustomerRoster(context: context)
        let retention = EventRetention(context: context, settings: settings)
        try await load(roster, retention)

        if let reason = SettingsCheck.reasonAgainstPairing(
            publicURL: settings.publicURL, adminListen: settings.adminListen)
        {
            logger.warning("\(SettingsTable.publicUrl.key) \(reason)")
        }
        let screen = PairingScreen(settings)
        let ready = Readiness(
            settings: settings, boardPort: Int(server.address.port), screen: screen, logger: logger)
        let router = BoardEventRouter(context: context, screen: screen)
        let inspection = FleetInspection(context: context)
        let webhook = try makeWebhook(settings, logger: logger)
        var adminLimits = AdminLimits()
        adminLimits.connections = plan.admins
        let admin = AdminServer(
            configuration: AdminServer.Configuration(
                host: settings.adminListen.host, port: settings.adminListen.port, tls: adminTLS,
                trustedProxies: settings.trustedProxies),
            ports: Administration(
                context: context, roster: roster, inspection: inspection,
                tokens: TokenUse(identities: try await makeIdentities(settings, logger: logger)),
                metricRegistry: metrics, dataDirectory: settings.dataDirectory),
            pages: try makePages(), limits: adminLimits, metrics: metrics, logger: logger,
            onRunning: { port in await ready.adminRuns(on: port) })
        GatewayMetrics(
            context: context, inspection: inspection, archive: retention.archive, webhook: webhook,
            adminTLS: adminTLS
        ).collect(into: metrics)
        var services: [any Service] = [
            admin, inspection,
            CertificateReload(
                settings: settings, stamps: stamps, ticketKeys: ticketKeys, ticketKeyFile: ticketKeyFile,
                server: server, admin: adminTLS, hangUps: await UnixSignalsSequence(trapping: .sighup),
                metrics: metrics, logger: logger),
            Housekeeping(context: context, router: router, retention: retention, settings: settings),
        ]
        if let webhook {
            services += [
                webhook,
                FleetNotices(
                    context: context, webhook: webhook, offlineMinutes: settings.boardOfflineMinutes),
            ]
        }
        let boards = BoardService(
            server: server, router: router, feed: context.feed,
            spreadMillis: Int64(settings.goawaySpreadSeconds) * 1_000)

        // Ended in reverse: boards are closed first, while admins and feeds are still answered.
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) } + [
                    .init(service: boards, failureTerminationBehavior: .gracefullyShutdownGroup)
                ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        var left: BoardServer.LeftRunning?
        do {
            try await SecondSignal.run(group, hurry: { server.hurry() })
        } catch let error as BoardServer.LeftRunning {
            left = error
        } catch {
            await store.close()
            throw StartupError("\(error)")
        }
        await SightingRecord(context: context).save(everything: true)
        await context.retentionClock.save(to: store, logger)
        await store.close()
        if let left {
            logger.critical("stopped, and a thread was left", metadata: ["reason": "\(left)"])
            throw UncleanEnd()
        }
        logger.info("stopped")
    }

    /// Everything is stored and closed, and a thread of the boards' port stands still: the program around it ends the
    /// process with `exitCode` at once, without what `exit` does before, since that thread may go on meanwhile.
    package struct UncleanEnd: Error {
        /// `EX_SOFTWARE` of sysexits(3).
        package static let exitCode: Int32 = 70
    }

    private static func openStore(_ settings: GatewaySettings) throws(StartupError) -> SQLiteStore {
        do throws(StoreError) {
            return try SQLiteStore(directory: settings.dataDirectory)
        } catch {
            throw StartupError("the database in \(settings.dataDirectory) cannot be opened: \(error)")
        }
    }

    private static func load(_ roster: CustomerRoster, _ retention: EventRetention) async throws(StartupError) {
        do throws(StoreError) {
            try await retention.begin()
            try await roster.load()
        } catch {
            throw StartupError("the customers cannot be read: \(error)")
        }
    }

    private static func makeRetentionClock(
        _ store: SQLiteStore, _ clock: @escaping @Sendable () -> Instant
    ) async throws(StartupError) -> RetentionClock {
        do throws(StoreError) {
            let stored = try await store.retentionTime()
            // A new database: from now on the passing of time is recorded, even across a crash.
            if stored == nil { try await store.noteRetentionTime(RetentionTime(clock())) }
            return RetentionClock(stored, wall: clock, monotonic: Clock.monotonicMilliseconds)
        } catch {
            throw StartupError("how old things are cannot be read: \(error)")
        }
    }

    /// Two gateways on one database would each trust their own memory.
    private static func lockDataDirectory(_ settings: GatewaySettings) throws(StartupError) -> FileLock {
        do {
            return try FileLock(path: settings.dataDirectory + "/serve.lock")
        } catch {
            throw StartupError("another gateway serves from \(settings.dataDirectory): \(error)")
        }
    }

    private static func loadCertificates(
        _ settings: GatewaySettings, _ ticketKeys: TicketKeys
    ) throws(StartupError) -> PortCertificates {
        do {
            return try PortCertificates(settings, ticketKeys: ticketKeys)
        } catch {
            throw StartupError("the certificates cannot be used: \(error)")
        }
    }

    private static func makeServer(
        _ settings: GatewaySettings, _ plan: DescriptorPlan, _ tls: TLSServerContext, _ parking: Parking, logger: Logger
    ) throws(StartupError) -> BoardServer {
        let address = settings.boardListen
        guard let listen = SocketAddress(host: address.host, port: UInt16(address.port)) else {
            throw StartupError("boardListen: \(address) is not a numeric address")
        }
        var limits = BoardServerLimits()
        limits.maxConnections = plan.boards
        limits.maxFailedAttempts = settings.maxFailedAttempts
        limits.helloMillis = Int64(settings.helloTimeoutSeconds) * 1_000
        limits.heartbeatMillis = Int64(settings.heartbeatSeconds) * 1_000
        do {
            return try BoardServer(
                BoardServer.Configuration(
                    listen: listen, loopCount: settings.loops, tls: tls, parksSessions: parking.isOn, files: boardPage,
                    allowedOrigins: settings.allowedOrigins, trustedProxies: settings.trustedProxies, limits: limits,
                    logger: logger))
        } catch {
            throw StartupError("boards cannot be served on \(address): \(error)")
        }
    }

    private static func makePages() throws(StartupError) -> GatewayPages {
        do {
            return try GatewayPages()
        } catch {
            throw StartupError("the pages cannot be read: \(error)")
        }
    }

    /// nil if no webhook is set.
    private static func makeWebhook(_ settings: GatewaySettings, logger: Logger) throws(StartupError) -> WebhookService?
    {
        guard let url = settings.webhookURL, let secrets = settings.webhookSecretFile else { return nil }
        do throws(WebhookError) {
            return try WebhookService(
                endpoint: WebhookEndpoint(url), secrets: WebhookSecrets(file: secrets),
                trustRoots: settings.webhookTrustRoots, logger: logger,
                clock: { Instant(milliseconds: Clock.wallMilliseconds()) })
        } catch {
            throw StartupError("cannot initialise webhooks: \(error)")
        }
    }

    /// nil if no OpenID provider is trusted.
    private static func makeIdentities(
        _ settings: GatewaySettings, logger: Logger
    ) async throws(StartupError) -> (@Sendable (String) async -> Principal?)? {
        do throws(OpenIDMisconfiguration) {
            guard let identities = try await Identities(settings, logger: logger) else { return nil }
            return { await identities.principal(bearing: $0) }
        } catch {
            throw StartupError("cannot verify OpenID tokens: \(error)")
        }
    }

    /// Why the gateway could not start.
    package struct StartupError: Error, CustomStringConvertible {
        /// A sentence for the operator; never a secret.
        package let description: String

        init(_ description: String) {
            self.description = description
        }
    }
}

extension HubSettings {
    init(_ settings: GatewaySettings) {
        self.init(
            publishIntervalMillis: Int64(settings.publishIntervalMillis),
            orphanAfterMillis: Int64(settings.orphanAfterHours) * 3_600_000,
            maxEventSkewMillis: Int64(settings.maxEventSkewSeconds) * 1_000,
            maxEventAgeMillis: Int64(settings.eventRetentionDays) * 86_400_000,
            heartbeatSeconds: settings.heartbeatSeconds)
    }
}

/// Logs once that both ports answer.
private struct Readiness: Sendable {
    let settings: GatewaySettings
    let boardPort: Int
    let screen: PairingScreen
    let logger: Logger

    func adminRuns(on adminPort: Int) async {
        screen.adminRuns(on: adminPort)
        logger.info(
            "serving", metadata: ["boardPort": "\(boardPort)", "adminPort": "\(adminPort)"])
        guard let path = settings.readyFile else { return }
        let file = ReadyFile(
            boardPort: boardPort, adminPort: adminPort, pid: ProcessInfo.processInfo.processIdentifier)
        do {
            try file.write(to: path)
        } catch {
            logger.error("the ready file could not be written", metadata: ["path": "\(path)", "reason": "\(error)"])
        }
    }
}
