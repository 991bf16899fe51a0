import AsyncHTTPClient
import BoardProtocol
import NIOCore
import NIOHTTP1
import NIOSSL

/// Speaks the admin API of one gateway with one token. Requests may run side by side.
///
/// Nothing is tried twice by itself: a request that may have been carried out is repeated only by whoever knows that
/// repeating it is harmless.
package struct AdminClient: Sendable {
    /// What a request asks for.
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    private let http: HTTPClient
    private let endpoint: AdminEndpoint
    private let limits: AdminClientLimits

    /// Connects nothing yet, runs `body` with a client, and closes all its connections when `body` has ended.
    ///
    /// - Throws: `AdminClientError.misconfigured` if the file of trust roots is not readable; what `body` throws.
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
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        if let file = endpoint.trustRoots {
            do {
                // Read here once, so that a wrong path is told as such and not as a failed handshake.
                _ = try NIOSSLCertificate.fromPEMFile(file)
            } catch {
                throw .misconfigured("there are no certificates in \(file)")
            }
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(file)
            configuration.tlsConfiguration = tls
        }
        self.http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        self.endpoint = endpoint
        self.limits = limits
    }

    /// The answer to GET `path`.
    package func get(
        _ path: AdminPath, query: [(name: String, value: String)] = []
    ) async throws(AdminClientError) -> AdminAnswer {
        try await send(.get, path, query: query)
    }

    /// Sends one request with a JSON body, or with none. `ifMatch` is the version that the resource must still have;
    /// nil: whatever it has. Throws `.refused` for any status that is not 2xx, `.unreachable`, `.notUnderstood`.
    package func send(
        _ method: Method, _ path: AdminPath, query: [(name: String, value: String)] = [], body: JSON? = nil,
        ifMatch: String? = nil
    ) async throws(AdminClientError) -> AdminAnswer {
        var headers: [(String, String)] = []
        if let ifMatch { headers.append(("If-Match", ifMatch)) }
        let content = body.map { (type: "application/json", bytes: $0.encode()) }
        return try await answer(to: method, path, query: query, content: content, headers: headers)
    }

    /// Sends call events, one JSON object a line (protocol, section 7). Sending the same lines again is harmless: the
    /// gateway counts their ids as duplicates.
    package func post(
        events lines: [UInt8], of customer: String
    ) async throws(AdminClientError) -> AdminAnswer {
        try await answer(
            to: .post, ["v1", "customers", customer, "call-events"], content: ("application/x-ndjson", lines))
    }

    /// All items of a list, page after page.
    ///
    /// - Throws: `.notUnderstood` if the list does not end within `AdminClientLimits.maxPages`.
    package func items(of path: AdminPath) async throws(AdminClientError) -> [JSON] {
        var items: [JSON] = []
        var query = [(name: "limit", value: String(limits.pageSize))]
        for _ in 0..<limits.maxPages {
            let page = try await get(path, query: query)
            guard let json = page.json, let found = json["items"]?.array else {
                throw .notUnderstood("the list at \(path) has no items")
            }
            items += found
            guard let cursor = json["nextCursor"]?.string else { return items }
            query = [("limit", String(limits.pageSize)), ("cursor", cursor)]
        }
        throw .notUnderstood("the list at \(path) has more than \(limits.maxPages) pages")
    }

    private func answer(
        to method: Method, _ path: AdminPath, query: [(name: String, value: String)] = [],
        content: (type: String, bytes: [UInt8])? = nil, headers: [(String, String)] = []
    ) async throws(AdminClientError) -> AdminAnswer {
        var request = HTTPClientRequest(url: endpoint.url(of: path, query: query))
        request.method = .init(rawValue: method.rawValue)
        request.headers.add(name: "Authorization", value: "Bearer \(endpoint.token.revealed)")
        request.headers.add(name: "Accept", value: "application/json, application/problem+json")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let content {
            request.headers.add(name: "Content-Type", value: content.type)
            request.body = .bytes(content.bytes)
        }
        let answer: AdminAnswer
        do {
            let response = try await http.execute(request, timeout: .seconds(Int64(limits.requestSeconds)))
            let body = try await response.body.collect(upTo: limits.maxAnswerBytes)
            answer = AdminAnswer(
                status: Int(response.status.code), version: response.headers.first(name: "ETag"),
                retryAfterSeconds: response.headers.first(name: "Retry-After").flatMap(Int.init),
                body: Array(body.readableBytesView), limits: limits)
        } catch is NIOTooManyBytesError {
            throw .notUnderstood("the answer of \(path) is longer than \(limits.maxAnswerBytes) bytes")
        } catch {
            throw .unreachable("\(endpoint.base): \(AdminClientError.sentence(for: error))")
        }
        guard answer.isSuccess else { throw .refused(Problem(of: answer)) }
        return answer
    }
}
