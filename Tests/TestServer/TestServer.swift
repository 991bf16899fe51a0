import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL

/// An HTTP or HTTPS server on a free port of 127.0.0.1 that answers as a test says.
package enum TestServer {
    /// What came.
    package struct Request: Sendable {
        /// Such as `POST`.
        package let method: String
        /// With the query, as it was sent.
        package let path: String
        /// The whole body.
        package let body: [UInt8]
        private let fields: [String: String]

        init(_ request: HummingbirdCore.Request, body: [UInt8]) {
            method = request.method.rawValue
            path = request.uri.string
            self.body = body
            fields = Dictionary(request.headers.map { ($0.name.canonicalName, $0.value) }) { first, _ in first }
        }

        /// The value of a header, in lower case.
        package subscript(name: String) -> String? { fields[name] }
    }

    /// What to answer.
    package struct Answer: Sendable {
        let status: Int
        let headers: [(name: String, value: String)]
        let body: [UInt8]

        /// Any status with any headers.
        package init(_ status: Int, headers: [(name: String, value: String)] = [], body: String = "") {
            self.status = status
            self.headers = headers
            self.body = Array(body.utf8)
        }
    }

    /// Serves while `test` runs, which gets the port. `certificate` nil is plain HTTP.
    package static func run(
        _ certificate: TestCertificate? = nil, answer: @escaping @Sendable (Request) async -> Answer,
        _ test: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingOldest(1))
        let application = Application(
            responder: CallbackResponder { (request: HummingbirdCore.Request, _: BasicRequestContext) in
                let bytes = try await request.body.collect(upTo: 1_048_576)
                return response(await answer(Request(request, body: Array(bytes.readableBytesView))))
            },
            server: try server(certificate),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { continuation.yield(port) }
            },
            logger: Logger(label: "test-server", factory: { _ in SwiftLogNoOpLogHandler() }))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            for await port in ports {
                try await test(port)
                break
            }
            group.cancelAll()
        }
    }

    private static func server(_ certificate: TestCertificate?) throws -> HTTPServerBuilder {
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
        return Response(
            status: .init(code: answer.status), headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}
