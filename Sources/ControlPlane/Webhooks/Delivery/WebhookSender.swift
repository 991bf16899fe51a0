import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Values

/// Sends one signed notice at a time over HTTPS, once, without following redirects.
struct WebhookSender: Sendable {
    private let http: HTTPClient
    private let endpoint: WebhookEndpoint
    private let secrets: WebhookSecrets
    private let limits: WebhookLimits
    private let clock: @Sendable () -> Instant

    /// Runs `body` with a sender, and closes its connections when `body` has ended.
    ///
    /// `clock` is the time of day, which is signed with each try: receivers reject what is minutes off.
    static func with(
        _ endpoint: WebhookEndpoint, _ secrets: WebhookSecrets, trustRoots: String?, limits: WebhookLimits,
        clock: @escaping @Sendable () -> Instant, _ body: (WebhookSender) async -> Void
    ) async throws {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .milliseconds(limits.connectMillis)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        if let trustRoots {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(trustRoots)
            configuration.tlsConfiguration = tls
        }
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        await body(
            WebhookSender(http: http, endpoint: endpoint, secrets: secrets, limits: limits, clock: clock))
        try await http.shutdown()
    }

    /// One try. The headers are those of Standard Webhooks ("Webhook headers").
    func send(_ delivery: WebhookDelivery) async -> WebhookOutcome {
        let body = delivery.notice.body
        // Rounded down, also before 1970: receivers compare it with their own clock.
        let now = clock()
        let seconds = now.milliseconds.flooredSeconds
        var request = HTTPClientRequest(url: endpoint.url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "User-Agent", value: "wallboard-gateway")
        request.headers.add(name: "webhook-id", value: delivery.id)
        request.headers.add(name: "webhook-timestamp", value: "\(seconds)")
        request.headers.add(
            name: "webhook-signature", value: secrets.signature(id: delivery.id, seconds: seconds, body: body))
        request.body = .bytes(body)
        do {
            let response = try await http.execute(request, timeout: .milliseconds(limits.requestMillis))
            // A long answer is not read to its end; that only costs its connection.
            _ = try? await response.body.collect(upTo: limits.answerBytes)
            return .answered(
                status: Int(response.status.code),
                retryAfterMillis: response.headers.first(name: "Retry-After").flatMap { RetryAfter.millis($0, at: now) }
            )
        } catch {
            return .unreachable(Self.sentence(for: error))
        }
    }

    /// What went wrong, without the address: it may hold a key.
    private static func sentence(for error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { sentence(for: $0.error) } ?? "the name is not known"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case is NIOSSLExtraError: "the certificate is not for this host"
        case let error as NIOSSLError where "\(error)".contains("CERTIFICATE_VERIFY_FAILED"):
            "the certificate is of no authority that is trusted"
        case is NIOSSLError: "TLS failed"
        case let error as HTTPClientError: error.shortDescription
        case is CancellationError: "the gateway stops"
        default: "\(type(of: error))"
        }
    }
}

extension Int64 {
    /// Whole seconds of milliseconds, rounded down.
    var flooredSeconds: Int64 { self >= 0 ? self / 1_000 : -((-self + 999) / 1_000) }
}

/// The header `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date.
enum RetryAfter {
    /// How long to wait, in milliseconds, not below 0; nil for anything else.
    static func millis(_ text: String, at now: Instant) -> Int64? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            // More digits than a day count needs are as good as for ever; the queue bounds it.
            return Int64(text.prefix(12)).map { $0 * 1_000 }
        }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: text).map { max(Int64($0.timeIntervalSince1970) * 1_000 - now.milliseconds, 0) }
    }
}

/// Where notices go.
package struct WebhookEndpoint: Hashable, Sendable {
    /// The whole address; it may hold a key in its path or query, so that it is not logged.
    let url: String
    /// Scheme, host and port, for the log.
    package let origin: String

    /// Accepts `https` with any host. `http` is for a program on the same machine alone: what notices say about
    /// customers does not cross a network in the clear.
    ///
    /// Throws `.misconfigured` for anything else.
    package init(_ url: String) throws(WebhookError) {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme, let host = parts.host, !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.fragment == nil
        else { throw .misconfigured("the address of the webhook is not an https address") }
        let isLocal = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host)
        guard scheme == "https" || (scheme == "http" && isLocal) else {
            throw .misconfigured("the webhook at \(host) must be https; http is for localhost alone")
        }
        self.url = url
        origin = "\(scheme)://\(host)" + (parts.port.map { ":\($0)" } ?? "")
    }
}
