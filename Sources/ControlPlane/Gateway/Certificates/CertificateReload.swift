import AdminAPI
import BoardServer
import EventLoop
import Foundation
import Logging
import Metrics
import ServiceLifecycle
import UnixSignals

/// Loads new certificates without a restart: when one of their files changes, and on SIGHUP. Existing connections
/// stay open. Files that cannot be used change nothing: the previous certificates stay, an error is logged, and the
/// files are tried again when they next change, as they do when the second half of a pair arrives.
///
/// It also saves the ticket keys as they change.
actor CertificateReload: Service {
    private let settings: GatewaySettings
    private let ticketKeys: TicketKeys
    private let ticketKeyFile: TicketKeyFile
    private let server: BoardServer
    private let admin: AdminTLS
    private let hangUps: UnixSignalsSequence
    private let loaded: Counter
    private let refused: Counter
    private let logger: Logger
    /// What was last checked, whether it could be used or not.
    private var stamps: CertificateFileStamps

    enum Result: String, CaseIterable {
        case loaded, refused
    }

    /// `stamps` are of the files before the certificates in use were read, `hangUps` the sequence of SIGHUP signals.
    init(
        settings: GatewaySettings, stamps: CertificateFileStamps, ticketKeys: TicketKeys, ticketKeyFile: TicketKeyFile,
        server: BoardServer, admin: AdminTLS, hangUps: UnixSignalsSequence, metrics: any MetricsFactory, logger: Logger
    ) {
        self.settings = settings
        self.stamps = stamps
        self.ticketKeys = ticketKeys
        self.ticketKeyFile = ticketKeyFile
        self.server = server
        self.admin = admin
        self.hangUps = hangUps
        self.logger = logger
        func counter(_ result: Result) -> Counter {
            Counter(
                label: "wallboard_certificate_reloads_total", dimensions: [("result", result.rawValue)],
                factory: metrics)
        }
        loaded = counter(.loaded)
        refused = counter(.refused)
    }

    func run() async throws {
        let seconds = settings.tlsCheckSeconds
        await cancelWhenGracefulShutdown { [self, hangUps] in
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in hangUps { await self.reload(because: "SIGHUP") }
                }
                group.addTask {
                    while (try? await Task.sleep(for: .seconds(seconds))) != nil { await self.look() }
                }
            }
        }
        ticketKeyFile.keep(ticketKeys)
    }

    private func look() {
        ticketKeyFile.keep(ticketKeys)
        if CertificateFileStamps(settings) != stamps { reload(because: "a file changed") }
    }

    /// Without a suspension inside, so that the last of two reloads is the one that stays.
    private func reload(because reason: String) {
        // Before the files are read: what changes while they are being read is noticed at the next check.
        stamps = CertificateFileStamps(settings)
        do throws(PortCertificates.Problem) {
            let certificates = try PortCertificates(settings, ticketKeys: ticketKeys)
            let end = Date(timeIntervalSince1970: TimeInterval(certificates.end)).formatted(.iso8601)
            guard certificates.end * 1_000 > Clock.wallMilliseconds() else {
                throw PortCertificates.Problem(description: "they ended at \(end)")
            }
            server.use(certificates.boards)
            admin.use(certificates.admin)
            loaded.increment()
            logger.info("certificates loaded", metadata: ["because": "\(reason)", "end": "\(end)"])
        } catch {
            refused.increment()
            logger.error(
                "certificates could not be loaded: those before stay",
                metadata: ["because": "\(reason)", "reason": "\(error)"])
        }
    }
}
