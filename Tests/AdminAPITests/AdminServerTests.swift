import HTTPTypes
import HummingbirdTesting
import Logging
import NIOCore
import NIOSSL
import TestSupport
import Testing
import WallboardCore

@testable import AdminAPI

@Suite("The admin port over TLS")
struct AdminServerTests {
    private static func serve(
        _ certificate: ServerCertificate, _ test: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        try await serve(AdminTLS(AdminTLSContext([certificate.files])), test)
    }

    /// Runs a server on a free port of 127.0.0.1 while `test` runs.
    private static func serve(_ tls: AdminTLS, _ test: @escaping @Sendable (Int) async throws -> Void) async throws {
        let gateway = GatewayDouble()
        await gateway.add(token: "provider", .provider)
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingOldest(1))
        let server = AdminServer(
            configuration: AdminServer.Configuration(host: "127.0.0.1", port: 0, tls: tls),
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

    static func client(
        _ certificate: ServerCertificate, serverName: String = "localhost",
        _ change: (inout TLSConfiguration) -> Void = { _ in }
    ) throws -> TestClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(certificate.certificate)
        change(&tls)
        return TestClient.Configuration(tlsConfiguration: tls, serverName: serverName)
    }

    @Test("requests are answered over TLS 1.2 and 1.3", arguments: [TLSVersion.tlsv12, .tlsv13])
    func answers(version: TLSVersion) async throws {
        let certificate = try ServerCertificate()
        let configuration = try Self.client(certificate) { tls in
            tls.minimumTLSVersion = version
            tls.maximumTLSVersion = version
        }
        try await Self.serve(certificate) { port in
            try await TestClient.withClient(host: "127.0.0.1", port: port, configuration: configuration) { client in
                let health = try await client.send(.get, "/healthz")
                #expect(health.status == .ok)
                #expect(health.body.map { String(buffer: $0) } == #"{"status":"ok"}"#)
                let created = try await client.send(
                    .post,
                    "/v1/customers",
                    headers: [.authorization: "Bearer provider", .contentType: "application/json"],
                    body: ByteBuffer(
                        string: #"{"id":"acme","name":"A","timeZone":"Europe/London","maxWallboards":null}"#))
                #expect(created.status == .created)
                let deleted = try await client.send(
                    .delete,
                    "/v1/customers/acme", headers: [.authorization: "Bearer provider"], body: ByteBuffer())
                #expect(deleted.status == .noContent)
                #expect(deleted.headers[.contentLength] == nil)
                let head = try await client.send(.head, "/healthz")
                #expect(head.headers[.contentLength] == "15")
                let refused = try await client.send(.get, "/v1/customers")
                #expect(refused.status == .unauthorized)
            }
        }
    }

    @Test("a body that is refused unread does not hurt the next request of the connection")
    func refusedBody() async throws {
        let certificate = try ServerCertificate()
        let configuration = try Self.client(certificate)
        try await Self.serve(certificate) { port in
            try await TestClient.withClient(host: "127.0.0.1", port: port, configuration: configuration) { client in
                for _ in 0..<2 {
                    let refused = try await client.send(
                        .post,
                        "/v1/customers",
                        headers: [.authorization: "Bearer provider", .contentType: "application/json"],
                        body: ByteBuffer(repeating: 0x20, count: 300_000))
                    #expect(refused.status == .contentTooLarge)
                }
                #expect(try await client.send(.get, "/healthz").status == .ok)
            }
        }
    }

    @Test("TLS 1.1 is refused")
    func oldTLS() async throws {
        let certificate = try ServerCertificate()
        let configuration = try Self.client(certificate) { tls in
            tls.minimumTLSVersion = .tlsv1
            tls.maximumTLSVersion = .tlsv11
        }
        try await Self.serve(certificate) { port in
            await #expect(throws: (any Error).self) {
                try await TestClient.withClient(host: "127.0.0.1", port: port, configuration: configuration) { client in
                    _ = try await client.send(.get, "/healthz")
                }
            }
        }
    }

    /// Throws unless the server on a port lets the client in.
    private static func expectHealth(_ port: Int, _ configuration: TestClient.Configuration) async throws {
        try await TestClient.withClient(host: "127.0.0.1", port: port, configuration: configuration) { client in
            let status = try await client.send(.get, "/healthz").status
            #expect(status == .ok)
        }
    }

    @Test("new connections get the current certificates, and open connections stay open")
    func newCertificate() async throws {
        let (old, new) = (try ServerCertificate(), try ServerCertificate())
        let tls = AdminTLS(try AdminTLSContext([old.files]))
        let (believesOld, believesNew) = (try Self.client(old), try Self.client(new))
        try await Self.serve(tls) { port in
            try await TestClient.withClient(host: "127.0.0.1", port: port, configuration: believesOld) { client in
                #expect(try await client.send(.get, "/healthz").status == .ok)
                tls.use(try AdminTLSContext([new.files]))
                #expect(try await client.send(.get, "/healthz").status == .ok)
            }
            try await Self.expectHealth(port, believesNew)
            await #expect(throws: (any Error).self) { try await Self.expectHealth(port, believesOld) }
        }
    }

    @Test("the certificate is for the host that a client names", arguments: [TLSVersion.tlsv12, .tlsv13])
    func certificateByName(version: TLSVersion) async throws {
        let (first, second) = (try ServerCertificate(), try ServerCertificate(for: "DNS:second.example"))
        let tls = AdminTLS(
            try AdminTLSContext([first.files, second.files], choose: { $0 == "second.example" ? 1 : 0 }))
        func configuration(_ certificate: ServerCertificate, _ name: String) throws -> TestClient.Configuration {
            try Self.client(certificate, serverName: name) { client in
                client.minimumTLSVersion = version
                client.maximumTLSVersion = version
            }
        }
        let (asksFirst, asksSecond) = (
            try configuration(first, "localhost"), try configuration(second, "second.example")
        )
        try await Self.serve(tls) { port in
            try await Self.expectHealth(port, asksFirst)
            try await Self.expectHealth(port, asksSecond)
        }
    }

    @Test("with authorities of clients, only those with a certificate of one of them are answered")
    func clientCertificates() async throws {
        let (server, admin, stranger) = (
            try ServerCertificate(), try ServerCertificate(for: "DNS:admin"), try ServerCertificate()
        )
        let tls = AdminTLS(try AdminTLSContext([server.files], clientAuthorities: admin.certificate))
        func configuration(_ shown: ServerCertificate?) throws -> TestClient.Configuration {
            try Self.client(server) { client in
                guard let shown else { return }
                client.certificateChain =
                    (try? NIOSSLCertificate.fromPEMFile(shown.certificate).map { .certificate($0) }) ?? []
                client.privateKey = (try? NIOSSLPrivateKey(file: shown.key, format: .pem)).map { .privateKey($0) }
            }
        }
        let (known, unknown, none) = (try configuration(admin), try configuration(stranger), try configuration(nil))
        try await Self.serve(tls) { port in
            try await Self.expectHealth(port, known)
            await #expect(throws: (any Error).self) { try await Self.expectHealth(port, unknown) }
            await #expect(throws: (any Error).self) { try await Self.expectHealth(port, none) }
        }
    }

    @Test("a certificate or key that cannot be used is named before anything starts")
    func badFiles() throws {
        let certificate = try ServerCertificate()
        let other = try ServerCertificate()
        for (chain, key) in [
            (certificate.certificate, other.key),
            ("/nowhere/cert.pem", certificate.key), (certificate.certificate, "/nowhere/key.pem"),
            (certificate.certificate, certificate.certificate),
        ] {
            #expect(throws: AdminServerError.self) {
                try AdminTLSContext([
                    certificate.files, AdminTLSContext.Files(certificateChain: chain, privateKey: key),
                ])
            }
        }
    }
}

extension ServerCertificate {
    var files: AdminTLSContext.Files { AdminTLSContext.Files(certificateChain: certificate, privateKey: key) }
}
