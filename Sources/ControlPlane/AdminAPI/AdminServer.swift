import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import Metrics
import NIOCore
import ServiceLifecycle
import Values

/// The admin port: HTTP/1.1 over TLS 1.2 or 1.3.
///
/// It runs as a service until its group shuts down; requests in progress are answered first.
package struct AdminServer: Service {
    let application: Application<AdminResponder>
    /// Where the port is, and the certificates that it shows.
    package struct Configuration: Sendable {
        /// A name or an address; an IPv6 address without brackets.
        package var host: String
        /// 0 takes a free port.
        package var port: Int
        /// Certificates, keys and trusted authorities; may change while the port is open.
        package var tls: AdminTLS
        /// Peers that are proxies and name the client of a request.
        package var trustedProxies: [AddressBlock]

        /// See the properties.
        package init(host: String, port: Int, tls: AdminTLS, trustedProxies: [AddressBlock] = []) {
            self.host = host
            self.port = port
            self.tls = tls
            self.trustedProxies = trustedProxies
        }
    }

    /// `ports` is what the API needs from the rest of the gateway, `pages` what browsers get; `metrics` counts;
    /// `onRunning` is called with the port number once the port answers.
    package init(
        configuration: Configuration, ports: any AdminPorts, pages: any PageSource, limits: AdminLimits = AdminLimits(),
        clock: AdminClock = .system, metrics: any MetricsFactory, logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void
    ) {
        let counters = AdminCounters(factory: metrics)
        let lines = StrangerLines(limits: limits, clock: clock)
        let http = Self.http(limits, counters, logger, lines)
        let door = ConnectionDoor(limits: limits, clock: clock, trustedProxies: configuration.trustedProxies)
        application = Application(
            responder: AdminResponder(
                ports: ports, pages: pages, limits: limits, counters: counters, door: door, clock: clock,
                trustedProxies: configuration.trustedProxies, lines: lines),
            server: HTTPServerBuilder { responder in
                AdminChannel(
                    http: HTTP1Channel(responder: responder, configuration: http), tls: configuration.tls, door: door,
                    limits: limits, counters: counters)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port)),
            onServerRunning: { channel in
                guard let port = channel.localAddress?.port else {
                    preconditionFailure("the admin port is bound to \(String(describing: channel.localAddress))")
                }
                await onRunning(port)
            },
            logger: logger)
    }

    /// Serves until the task is cancelled or the service group shuts down. Throws if the address cannot be bound.
    package func run() async throws {
        try await application.run()
    }

    private static func http(
        _ limits: AdminLimits, _ counters: AdminCounters, _ logger: Logger, _ lines: StrangerLines
    ) -> HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                ContinueExpectation(), RequestDeadline(.seconds(Int64(limits.requestDeadlineSeconds))),
                ConnectionFaults(counters: counters, logger: logger, lines: lines, limits: limits),
            ],
            idleTimeout: .seconds(Int64(limits.idleTimeoutSeconds)))
    }
}

/// What Hummingbird hands to the responder along with the request.
struct AdminContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address of the connection's other end without its port, perhaps a proxy's; "unknown" if the peer is
    /// already gone.
    let peer: String
    /// The connection that the request came on.
    let connection: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        connection = source.channel
        peer = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }
}
