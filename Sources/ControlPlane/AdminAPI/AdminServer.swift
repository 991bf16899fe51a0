import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import Metrics
import NIOCore
import NIOSSL
import ServiceLifecycle

/// The admin port: HTTP/1.1 over TLS 1.2 or 1.3.
///
/// It runs as a service until its group shuts down; requests that are under way are answered first.
package struct AdminServer: Service {
    let application: Application<AdminResponder>
    /// When the certificate ends, in seconds since 1970; the earliest of the chain.
    package let certificateEnd: Int

    /// Where the port is, and the certificate that it shows.
    package struct Configuration: Sendable {
        /// A name or an address; an IPv6 address without brackets.
        package var host: String
        /// 0 takes a free port.
        package var port: Int
        /// PEM, the server's own certificate first.
        package var certificateChainFile: String
        /// PEM.
        package var privateKeyFile: String

        /// See the properties.
        package init(host: String, port: Int, certificateChainFile: String, privateKeyFile: String) {
            self.host = host
            self.port = port
            self.certificateChainFile = certificateChainFile
            self.privateKeyFile = privateKeyFile
        }
    }

    /// Reads certificate and key. Throws `AdminServerError` if they cannot be read or used.
    ///
    /// `ports` is what the API asks the rest of the gateway for, `pages` what browsers are shown; `metrics` counts; `onRunning` is called with
    /// the number of the port once it answers.
    package init(
        configuration: Configuration, ports: any AdminPorts, pages: any PageSource, limits: AdminLimits = AdminLimits(),
        clock: AdminClock = .system, metrics: any MetricsFactory, logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void
    ) throws(AdminServerError) {
        let chain = try Self.certificates(in: configuration.certificateChainFile)
        certificateEnd = chain.map { Int($0.notValidAfter) }.min() ?? 0
        let tls = try Self.tls(configuration, chain)
        let counters = AdminCounters(factory: metrics)
        do {
            // The server makes its own context once it runs; this one finds out now what is wrong.
            _ = try NIOSSLContext(configuration: tls)
            application = Application(
                responder: AdminResponder(
                    ports: ports, pages: pages, limits: limits, counters: counters, clock: clock),
                server: try .tls(.http1(configuration: Self.http(limits, counters, logger)), tlsConfiguration: tls),
                configuration: ApplicationConfiguration(
                    address: .hostname(configuration.host, port: configuration.port),
                    availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: logger)),
                onServerRunning: { channel in
                    guard let port = channel.localAddress?.port else {
                        preconditionFailure("the admin port is bound to \(String(describing: channel.localAddress))")
                    }
                    await onRunning(port)
                },
                logger: logger)
        } catch {
            throw AdminServerError(
                reason: "\(configuration.certificateChainFile) and \(configuration.privateKeyFile) cannot be used "
                    + "together: \(error)")
        }
    }

    /// Serves until the task is cancelled or the service group shuts down. Throws if the address cannot be bound.
    package func run() async throws {
        try await application.run()
    }

    private static func certificates(in file: String) throws(AdminServerError) -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMFile(file)
        } catch {
            throw AdminServerError(reason: "\(file) holds no certificate: \(error)")
        }
    }

    private static func tls(
        _ configuration: Configuration, _ chain: [NIOSSLCertificate]
    ) throws(AdminServerError) -> TLSConfiguration {
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(file: configuration.privateKeyFile, format: .pem)
        } catch {
            throw AdminServerError(reason: "\(configuration.privateKeyFile) holds no private key: \(error)")
        }
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        tls.minimumTLSVersion = .tlsv12
        tls.applicationProtocols = ["http/1.1"]
        return tls
    }

    private static func http(
        _ limits: AdminLimits, _ counters: AdminCounters, _ logger: Logger
    ) -> HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                ContinueExpectation(), RequestDeadline(.seconds(Int64(limits.requestDeadlineSeconds))),
                ConnectionFaults(counters: counters, logger: logger),
            ],
            idleTimeout: .seconds(Int64(limits.idleTimeoutSeconds)))
    }
}

/// Why the admin port cannot start.
package struct AdminServerError: Error, CustomStringConvertible {
    /// Names the file; holds nothing of its content.
    package let reason: String

    /// The sentence itself.
    package var description: String { reason }
}
