import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import NIOCore
import NIOSSL
import Testing
import WallboardCore

@testable import AdminAPI

@Suite("The admin port over TLS")
struct AdminServerTests {
    /// A key and a certificate for localhost in a folder of their own.
    struct Certificate {
        let folder: URL
        var certificate: String { folder.appending(path: "cert.pem").path }
        var key: String { folder.appending(path: "key.pem").path }

        init() throws {
            folder = FileManager.default.temporaryDirectory.appending(path: "admin-server-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let openssl = Process()
            openssl.executableURL = URL(filePath: "/usr/bin/openssl")
            openssl.arguments = [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
            ]
            openssl.standardError = FileHandle.nullDevice
            try openssl.run()
            openssl.waitUntilExit()
            try #require(openssl.terminationStatus == 0)
        }

        func remove() throws {
            try FileManager.default.removeItem(at: folder)
        }
    }

    /// Runs a server on a free port of 127.0.0.1 while `test` runs.
    private static func serve(
        _ certificate: Certificate, _ test: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let gateway = GatewayDouble()
        await gateway.add(token: "provider", .provider)
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingOldest(1))
        let server = try AdminServer(
            configuration: AdminServer.Configuration(
                host: "127.0.0.1", port: 0, certificateChainFile: certificate.certificate,
                privateKeyFile: certificate.key),
            ports: gateway, pages: PagesDouble(), metrics: AdminMetrics.registry(), logger: LogRecorder().logger,
            onRunning: { continuation.yield($0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            for await port in ports {
                #expect(port > 0)
                try await test(port)
                break
            }
            group.cancelAll()
        }
    }

    static func client(_ certificate: Certificate, _ change: (inout TLSConfiguration) -> Void = { _ in })
        throws -> TestClient.Configuration
    {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(certificate.certificate)
        change(&tls)
        return TestClient.Configuration(tlsConfiguration: tls, serverName: "localhost")
    }

    @Test("requests are answered over TLS 1.2 and 1.3", arguments: [TLSVersion.tlsv12, .tlsv13])
    func answers(version: TLSVersion) async throws {
        let certificate = try Certificate()
        let configuration = try Self.client(certificate) { tls in
            tls.minimumTLSVersion = version
            tls.maximumTLSVersion = version
        }
        try await Self.serve(certificate) { port in
            try await TestClient.withClient(host: "127.0.0.1", port: port, configuration: configuration) { client in
                let health = try await client.get("/healthz")
                #expect(health.status == .ok)
                #expect(health.body.map { String(buffer: $0) } == #"{"status":"ok"}"#)
                let created = try await client.post(
                    "/v1/customers",
                    headers: [.authorization: "Bearer provider", .contentType: "application/json"],
                    body: ByteBuffer(
                        string: #"{"id":"acme","name":"A","timeZone":"Europe/London","maxWallboards":null}"#))
                #expect(created.status == .created)
                let deleted = try await client.delete(
                    "/v1/customers/acme", headers: [.authorization: "Bearer provider"], body: ByteBuffer())
                #expect(deleted.status == .noContent)
                #expect(deleted.headers[.contentLength] == nil)
                let head = try await client.head("/healthz")
                #expect(head.headers[.contentLength] == "15")
                let refused = try await client.get("/v1/customers")
                #expect(refused.status == .unauthorized)
            }
        }
        try certificate.remove()
    }

    @Test("a body that is refused unread does not hurt the next request of the connection")
    func refusedBody() async throws {
        let certificate = try Certificate()
        let configuration = try Self.client(certificate)
        try await Self.serve(certificate) { port in
            try await TestClient.withClient(host: "127.0.0.1", port: port, configuration: configuration) { client in
                for _ in 0..<2 {
                    let refused = try await client.post(
                        "/v1/customers",
                        headers: [.authorization: "Bearer provider", .contentType: "application/json"],
                        body: ByteBuffer(repeating: 0x20, count: 300_000))
                    #expect(refused.status == .contentTooLarge)
                }
                #expect(try await client.get("/healthz").status == .ok)
            }
        }
        try certificate.remove()
    }

    @Test("TLS 1.1 is refused")
    func oldTLS() async throws {
        let certificate = try Certificate()
        let configuration = try Self.client(certificate) { tls in
            tls.minimumTLSVersion = .tlsv1
            tls.maximumTLSVersion = .tlsv11
        }
        try await Self.serve(certificate) { port in
            await #expect(throws: (any Error).self) {
                try await TestClient.withClient(host: "127.0.0.1", port: port, configuration: configuration) { client in
                    _ = try await client.get("/healthz")
                }
            }
        }
        try certificate.remove()
    }

    @Test("a certificate or key that cannot be used is named before anything starts")
    func badFiles() throws {
        let certificate = try Certificate()
        let other = try Certificate()
        for (chain, key) in [
            (certificate.certificate, other.key),
            ("/nowhere/cert.pem", certificate.key), (certificate.certificate, "/nowhere/key.pem"),
            (certificate.certificate, certificate.certificate),
        ] {
            #expect(throws: AdminServerError.self) {
                try AdminServer(
                    configuration: AdminServer.Configuration(
                        host: "127.0.0.1", port: 0, certificateChainFile: chain, privateKeyFile: key),
                    ports: GatewayDouble(), pages: PagesDouble(), metrics: AdminMetrics.registry(),
                    logger: LogRecorder().logger, onRunning: { _ in })
            }
        }
        try other.remove()
        try certificate.remove()
    }
}
