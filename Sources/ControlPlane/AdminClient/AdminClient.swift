import AsyncHTTPClient
import BoardProtocol
import NIOCore
import NIOHTTP1
import NIOSSL
import Values

/// Uses the admin API of one gateway with one token. Requests may run concurrently.
///
/// Nothing is retried by itself: only a caller that knows that repeating is harmless may repeat a request that may
/// have been carried out.
package struct AdminClient: Sendable {
    /// The HTTP method of a request.
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// What must be true of a resource before a change of it is carried out.
    package enum Condition: Hashable, Sendable {
        /// It still has this version: the entity tag of an earlier answer.
        case match(String)
        /// It does not exist yet.
        case absent
    }

    let limits: AdminClientLimits
    private let http: HTTPClient
    private let endpoint: AdminEndpoint

    /// Runs `body` with a client that connects to nothing yet, and closes all its connections when `body` has ended.
    ///
    /// - Throws: `AdminClientError.misconfigured` if a file of certificates cannot be used; what `body` throws.
    package static func with<Result>(
        _ endpoint: AdminEndpoint, limits: AdminClientLimits = AdminClientLimits(),
        _ body: (AdminClient) async throws -> Result
    ) async throws -> Result {
        let client = try AdminClient(endpoint, limits)
        let result: Result
        do {
            result = try await body(client)
        } catch {
            try await client.http.shutdown()
            throw error
        }
        try await client.http.shutdown()
        return result
    }

    private init(_ endpoint: AdminEndpoint, _ limits: AdminClientLimits) throws(AdminClientError) {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(Int64(limits.connectSeconds))
        configuration.timeout.read = .seconds(Int64(limits.silenceSeconds))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        configuration.tlsConfiguration = try Self.tls(endpoint)
        self.http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        self.endpoint = endpoint
        self.limits = limits
    }

    /// The files are read here once, so that a wrong path is reported as such and not as a failed handshake.
    private static func tls(_ endpoint: AdminEndpoint) throws(AdminClientError) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file = endpoint.trustRoots {
            _ = try certificates(in: file)
            tls.trustRoots = .file(file)
        }
        if let file = endpoint.clientCertificate {
            tls.certificateChain = try certificates(in: file).map { .certificate($0) }
            do {
                tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: file, format: .pem))
            } catch {
                throw .misconfigured("there is no private key in \(file)")
            }
        }
        return tls
    }

    private static func certificates(in file: String) throws(AdminClientError) -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMFile(file)
        } catch {
            throw .misconfigured("there are no certificates in \(file)")
        }
    }

    /// The answer to GET `path`.
    package func get(
        _ path: AdminPath, query: [(name: String, value: String)] = []
    ) async throws(AdminClientError) -> AdminAnswer {
        try await send(.get, path, query: query)
    }

    /// Sends one request with a JSON body, or with none. Throws `.refused` for any status that is not 2xx, including
    /// a failed `condition` (412); `.unreachable`, `.notUnderstood`.
    package func send(
        _ method: Method, _ path: AdminPath, query: [(name: String, value: String)] = [], body: JSON? = nil,
        if condition: Condition? = nil
    ) async throws(AdminClientError) -> AdminAnswer {
        let content = body.map { (type: "application/json", bytes: $0.encode()) }
        return try await answer(to: method, path, query: query, content: content, condition)
    }

    /// Sends `bytes` as they are, such as a file of users.
    package func post(
        _ bytes: [UInt8], as type: String, to path: AdminPath, query: [(name: String, value: String)] = []
    ) async throws(AdminClientError) -> AdminAnswer {
        try await answer(to: .post, path, query: query, content: (type, bytes))
    }

    /// Sends call events, one JSON object a line (docs/calls.md). Sending the same lines again is harmless: the
    /// gateway counts their ids as duplicates.
    package func post(
        events lines: [UInt8], of customer: String
    ) async throws(AdminClientError) -> AdminAnswer {
        try await post(lines, as: "application/x-ndjson", to: ["v1", "customers", customer, "call-events"])
    }

    private func answer(
        to method: Method, _ path: AdminPath, query: [(name: String, value: String)],
        content: (type: String, bytes: [UInt8])?, _ condition: Condition? = nil
    ) async throws(AdminClientError) -> AdminAnswer {
        var headers = [("Accept", "application/json, application/problem+json")]
        switch condition {
        case .match(let version)?: headers.append(("If-Match", version))
        case .absent?: headers.append(("If-None-Match", "*"))
        case nil: break
        }
        let response = try await response(to: method, path, query: query, content: content, headers: headers)
        return try await whole(response, of: path)
    }

    /// The head of a 2xx answer, its body still to come. Throws `.refused` for any other status.
    func response(
        to method: Method, _ path: AdminPath, query: [(name: String, value: String)],
        content: (type: String, bytes: [UInt8])? = nil, headers: [(String, String)]
    ) async throws(AdminClientError) -> HTTPClientResponse {
        var request = HTTPClientRequest(url: endpoint.url(of: path, query: query))
        request.method = .init(rawValue: method.rawValue)
        request.headers.add(name: "Authorization", value: "Bearer \(endpoint.token.revealed)")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let content {
            request.headers.add(name: "Content-Type", value: content.type)
            request.body = .bytes(content.bytes)
        }
        let response: HTTPClientResponse
        do {
            response = try await http.execute(request, timeout: .seconds(Int64(limits.requestSeconds)))
        } catch {
            throw unreachable(error)
        }
        guard (200..<300).contains(response.status.code) else {
            throw .refused(Problem(of: try await whole(response, of: path)))
        }
        return response
    }

    /// The next piece of a body; nil at its end.
    func next(
        of pieces: inout HTTPClientResponse.Body.AsyncIterator
    ) async throws(AdminClientError) -> ByteBuffer? {
        do {
            return try await pieces.next()
        } catch {
            throw unreachable(error)
        }
    }

    private func whole(
        _ response: HTTPClientResponse, of path: AdminPath
    ) async throws(AdminClientError) -> AdminAnswer {
        do {
            let body = try await response.body.collect(upTo: limits.maxAnswerBytes)
            return AdminAnswer(
                status: Int(response.status.code), version: response.headers.first(name: "ETag"),
                retryAfterSeconds: response.headers.first(name: "Retry-After").flatMap(seconds),
                body: Array(body.readableBytesView), limits: limits)
        } catch is NIOTooManyBytesError {
            throw .notUnderstood("the answer of \(path) is longer than \(limits.maxAnswerBytes) bytes")
        } catch {
            throw unreachable(error)
        }
    }

    /// Nil for what is no number of seconds, such as one below 0 or a date, which the gateway does not send.
    private func seconds(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        return min(Int(text) ?? .max, limits.maxRetryAfterSeconds)
    }

    private func unreachable(_ error: any Error) -> AdminClientError {
        .unreachable("\(endpoint.base): \(AdminClientError.sentence(for: error))")
    }
}

/// The bounds of a client of the admin API.
package struct AdminClientLimits: Hashable, Sendable {
    /// Bytes of one answer; longer ones are not read. Default 16 MiB: a page of 1,000 devices has about 0.5 MiB.
    package var maxAnswerBytes = 16 * 1_048_576
    /// Members and elements of one answer. Default 500,000: a page of 1,000 devices has about 20,000.
    package var maxAnswerMembers = 500_000
    /// Items asked for at a time. Default 1,000: the most that the gateway gives.
    package var pageSize = 1_000
    /// Pages of one list. Default 1,000: a million items, and the end of a list whose cursors loop.
    package var maxPages = 1_000
    /// Seconds until a connection is open, TLS included. Default 5: the machine is nearby.
    package var connectSeconds = 5
    /// Seconds until an answer begins. Default 30: the gateway answers within a second or says 503.
    package var requestSeconds = 30
    /// Seconds without a byte within an answer, until it counts as lost. Default 45: a stream of events sends
    /// something every 15 seconds.
    package var silenceSeconds = 45
    /// Bytes of one event of a stream, and of one of its lines. Default 4 MiB: the figures of 10,000 boards have about
    /// 1.5 MiB.
    package var maxEventBytes = 4 * 1_048_576
    /// Milliseconds to wait at least before a lost stream is opened again, unless the gateway asks for more. Default
    /// 1,000.
    package var minReconnectMilliseconds = 1_000
    /// Milliseconds to wait at most. Default 30,000: a watcher notices within half a minute that a gateway is back.
    package var maxReconnectMilliseconds = 30_000
    /// Seconds that the gateway may ask to wait before the next try (`Retry-After`); more count as so many. Default
    /// 86,400, a day: nobody waits for longer.
    package var maxRetryAfterSeconds = 86_400
    /// Bytes of a token's file. Default 4,096: a token has fewer than 200.
    package var maxTokenFileBytes = 4_096

    /// The defaults.
    package init() {}
}
