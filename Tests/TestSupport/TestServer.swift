import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// An HTTP or HTTPS server on a free port of 127.0.0.1 that answers as a test says.
package final class TestServer: Sendable {
    /// The longest body of a request, in bytes.
    private static let maxBodyBytes = 16 * 1_048_576

    /// Where it listens.
    package let port: Int
    private let certificate: ServerCertificate?
    private let recorder: Recorder

    private final class Recorder: Sendable {
        let requests = Mutex<[Request]>([])
    }

    private init(port: Int, _ certificate: ServerCertificate?, _ recorder: Recorder) {
        self.port = port
        self.certificate = certificate
        self.recorder = recorder
    }

    /// Such as `https://localhost:8443`.
    package var url: String { "\(certificate == nil ? "http" : "https")://localhost:\(port)" }

    /// The file of the certificate to trust, PEM; empty for plain HTTP.
    package var trustRoots: String { certificate?.certificate ?? "" }

    /// Every request that has come, oldest first.
    package var requests: [Request] { recorder.requests.withLock { $0 } }

    /// Serves HTTPS with a certificate for localhost while `test` runs.
    package static func serve(
        _ answer: @escaping @Sendable (Request) async -> Answer,
        _ test: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await run(.shared(), answer: answer, test)
    }

    /// Serves while `test` runs. `certificate` nil is plain HTTP.
    package static func run(
        _ certificate: ServerCertificate? = nil, answer: @escaping @Sendable (Request) async -> Answer,
        _ test: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        let recorder = Recorder()
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingOldest(1))
        let application = Application(
            responder: CallbackResponder { (request: HummingbirdCore.Request, _: BasicRequestContext) in
                let bytes = try await request.body.collect(upTo: maxBodyBytes)
                let received = Request(request, body: Array(bytes.readableBytesView))
                recorder.requests.withLock { $0.append(received) }
                return response(await answer(received))
            },
            server: try server(certificate),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { continuation.yield(port) }
            },
            logger: Logger(label: "test-server", factory: { _ in SwiftLogNoOpLogHandler() }))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            defer { group.cancelAll() }
            for await port in ports {
                try await test(TestServer(port: port, certificate, recorder))
                break
            }
        }
    }

    private static func server(_ certificate: ServerCertificate?) throws -> HTTPServerBuilder {
        guard let certificate else { return .http1() }
        let chain = try NIOSSLCertificate.fromPEMFile(certificate.certificate)
        let tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: certificate.key, format: .pem)))
        return try .tls(.http1(), tlsConfiguration: tls)
    }

    private static func response(_ answer: Answer) -> Response {
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        guard answer.pieces.count != 1 || answer.staysOpen else {
            return Response(
                status: .init(code: answer.status), headers: headers,
                body: .init(byteBuffer: ByteBuffer(string: answer.pieces[0])))
        }
        let body = ResponseBody { writer in
            for piece in answer.pieces { try await writer.write(ByteBuffer(string: piece)) }
            // Ended by the end of the test, which cancels it.
            if answer.staysOpen { try await Task.sleep(for: .seconds(600)) }
            try await writer.finish(nil)
        }
        return Response(status: .init(code: answer.status), headers: headers, body: body)
    }
}
