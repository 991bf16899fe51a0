import HTTPTypes
import Hummingbird
import Values
import WallboardCore

/// Who sends a request, and how that is known.
struct Sender: Sendable {
    let principal: Principal
    let way: Way

    enum Way: Sendable {
        case token
        /// The secret of the session, by which it can be looked up again.
        case session(Session, secret: String)
    }
}

/// Authenticates the sender of a request.
struct SenderCheck: Sendable {
    let tokens: any TokenAuthority
    let sessions: Sessions
    let attempts: AttemptGuard
    let limits: AdminLimits
    let counters: AdminCounters

    /// The sender that the request's token or cookie names; nil if there is neither or it is not valid. A token wins
    /// over a cookie, even a wrong one. Throws 429 after too many wrong tokens, and 403 for a request that changes
    /// something with a cookie and does not prove that it comes from a page of this server.
    func sender(of request: Request, from address: String) async throws -> Sender? {
        if let authorization = request.headers[.authorization] {
            guard let token = BearerToken.parse(authorization, limits: limits) else { return nil }
            let principal = try await attempts.principal(bearing: token, from: address, of: tokens)
            return principal.map { Sender(principal: $0, way: .token) }
        }
        guard let sender = try await session(of: request) else { return nil }
        if request.method != .get && request.method != .head { try check(request, sender) }
        return sender
    }

    /// The session of the request's cookie; nil if there is none.
    func session(of request: Request) async throws -> Sender? {
        guard let secret = SessionCookie.secret(in: request.headers),
            let session = try await sessions.session(of: secret)
        else { return nil }
        return Sender(principal: session.principal, way: .session(session, secret: secret))
    }

    private func check(_ request: Request, _ sender: Sender) throws(Problem) {
        guard case .session(let session, _) = sender.way else { return }
        if RequestOrigin.isOwn(request), let sent = request.headers[Self.csrfHeader],
            ConstantTime.equal(sent.utf8, session.csrfToken.utf8)
        {
            return
        }
        counters.count(.csrf)
        throw .csrf
    }

    static let csrfHeader = fieldName("X-CSRF-Token")
}

extension Problem {
    /// 403 for a request with a cookie that may come from elsewhere.
    static let csrf = Problem(
        kind: .csrf, detail: "Send the token of the session as X-CSRF-Token, from a page of this server.")
}

/// Where a request comes from, according to the browser.
enum RequestOrigin {
    /// Whether the request may come from a page of this server: if the browser says anything at all, it has to say
    /// so. Programs that are not browsers say nothing.
    static func isOwn(_ request: Request) -> Bool {
        if let site = request.headers[secFetchSite], site != "same-origin", site != "none" { return false }
        guard let origin = request.headers[.origin] else { return true }
        guard let authority = request.head.authority else { return false }
        return origin.lowercased() == "https://" + authority.lowercased()
    }

    /// Whether the browser navigates, so that a person reads the answer.
    static func wantsPage(_ request: Request) -> Bool {
        request.headers[.accept]?.lowercased().contains("text/html") == true
    }

    /// Fetch Metadata Request Headers (W3C), section 2.4. Proof: the text is a token of RFC 9110.
    private static let secFetchSite = fieldName("Sec-Fetch-Site")
}

/// The name of a header that the library does not define.
func fieldName(_ text: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no name of a header") }
    return name
}

/// The credentials of a request (RFC 6750, section 2.1).
enum BearerToken {
    /// The token of an `Authorization` header; nil without one, for another scheme, and for text that cannot be a
    /// token. The scheme is compared without regard to case (RFC 9110, section 11.1).
    static func parse(_ authorization: String?, limits: AdminLimits) -> String? {
        guard let parts = authorization?.split(separator: " ", omittingEmptySubsequences: true),
            parts.count == 2, parts[0].lowercased() == "bearer",
            isOne(parts[1], limits: limits)
        else { return nil }
        return String(parts[1])
    }

    /// Whether a text may be a token at all.
    static func isOne(_ text: some StringProtocol, limits: AdminLimits) -> Bool {
        (1...limits.tokenBytes).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
