import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// An HTTPS server on a free port of 127.0.0.1 that answers as a test tells it, with a certificate of its own.
package final class AdminDouble: Sendable {
    /// A request as it arrived.
    package struct Request: Sendable {
        /// Such as `GET`.
        package let method: String
        /// Path and query, as they were sent.
        package let target: String
        /// Names in lower case.
        package let headers: [String: String]
        /// All of it, at most 16 MiB.
        package let body: String
    }

    /// What the server answers.
    package struct Answer: Sendable {
        let status: Int
        let headers: [(name: String, value: String)]
        let pieces: [String]
        let staysOpen: Bool

        /// One body with the type given.
        package static func body(
            _ body: String, status: Int = 200, type: String = "application/json", headers: [(String, String)] = []
        ) -> Answer {
            Answer(status: status, headers: [("Content-Type", type)] + headers, pieces: [body], staysOpen: false)
        }

        /// A problem document.
        package static func problem(_ status: Int, _ body: String, headers: [(String, String)] = []) -> Answer {
            .body(body, status: status, type: "application/problem+json", headers: headers)
        }

        /// A stream of events in these pieces, that ends after them or stays open.
        package static func events(_ pieces: [String], staysOpen: Bool) -> Answer {
            Answer(status: 200, headers: [("Content-Type", "text/event-stream")], pieces: pieces, staysOpen: staysOpen)
        }
    }

    /// The address for `--url`.
    package let url: String
    /// The file for `--ca`.
    package let trustRoots: String
    /// The file for `--token-file`; the token is `secret.token`.
    package let tokenFile: String

    private let recorder: Recorder

    /// Every request that has come, oldest first.
    package var requests: [Request] { recorder.requests.withLock { $0 } }

    private final class Recorder: Sendable {
        let requests = Mutex<[Request]>([])
    }

    private init(port: Int, _ certificate: TestCertificate, _ recorder: Recorder) {
        url = "https://localhost:\(port)"
        trustRoots = certificate.certificate
        tokenFile = certificate.token
        self.recorder = recorder
    }

    /// Answers each request by `answer` while `test` runs.
    package static func serve(
        _ answer: @escaping @Sendable (Request) -> Answer,
        _ test: @escaping @Sendable (AdminDouble) async throws -> Void
    ) async throws {
        let certificate = try TestCertificate()
        defer { certificate.remove() }
        let recorder = Recorder()
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingOldest(1))
        let application = Application(
            responder: CallbackResponder { (request: Hummingbird.Request, _: BasicRequestContext) in
                let received = try await Self.received(request)
                recorder.requests.withLock { $0.append(received) }
                return Self.response(answer(received))
            },
            server: try .tls(tlsConfiguration: try certificate.tls),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "double") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            defer { group.cancelAll() }
            for await port in ports {
                try await test(AdminDouble(port: port, certificate, recorder))
                break
            }
        }
    }

    private static func received(_ request: Hummingbird.Request) async throws -> Request {
        let body = try await request.body.collect(upTo: 16 * 1_048_576)
        let headers = request.headers.map { ($0.name.canonicalName, $0.value) }
        return Request(
            method: request.method.rawValue, target: request.uri.string,
            headers: Dictionary(headers) { $0 + ", " + $1 }, body: String(buffer: body))
    }

    private static func response(_ answer: Answer) -> Response {
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        let body = ResponseBody { writer in
            for piece in answer.pieces { try await writer.write(ByteBuffer(string: piece)) }
            // Ended by the end of the test, which cancels it.
            if answer.staysOpen { try await Task.sleep(for: .seconds(600)) }
            try await writer.finish(nil)
        }
        return Response(status: HTTPResponse.Status(code: answer.status), headers: headers, body: body)
    }
}
