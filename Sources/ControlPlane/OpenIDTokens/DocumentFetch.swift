import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

/// Fetches small documents over HTTPS: no redirects, one try, bounded in time and size. Each fetch has its own
/// client, since there is at most one a minute.
struct DocumentFetch: Sendable {
    let trustRoots: String?
    let limits: OpenIDLimits

    /// Throws `.keysUnavailable` unless the answer is 200 and complete.
    func callAsFunction(_ url: String) async throws(TokenRefusal) -> [UInt8] {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(limits.requestSeconds)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        if let trustRoots {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(trustRoots)
            configuration.tlsConfiguration = tls
        }
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let result: Result<[UInt8], TokenRefusal>
        do {
            var request = HTTPClientRequest(url: url)
            request.headers.add(name: "Accept", value: "application/json")
            let response = try await http.execute(request, timeout: .seconds(limits.requestSeconds))
            if response.status == .ok {
                let body = try await response.body.collect(upTo: limits.documentBytes)
                result = .success(Array(body.readableBytesView))
            } else {
                result = .failure(.keysUnavailable("the issuer answers \(response.status.code)"))
            }
        } catch is NIOTooManyBytesError {
            result = .failure(.keysUnavailable("the issuer's document is longer than \(limits.documentBytes) bytes"))
        } catch {
            result = .failure(.keysUnavailable("the issuer cannot be reached: \(type(of: error))"))
        }
        // The document is no worse for a connection that does not close well.
        try? await http.shutdown()
        return try result.get()
    }
}
