import AdminAPI
import BoardProtocol
import Crypto
import EventLoop
import Foundation
import Logging
import OpenIDTokens
import Values
import WallboardCore

/// Holders of an OpenID provider's tokens, as principals of the admin API.
struct Identities: Sendable {
    private let verifier: OpenIDVerifier
    private let issuer: String
    private let logger: Logger

    /// nil if no provider is trusted. Throws if the keys or the trust roots cannot be used.
    init?(_ settings: GatewaySettings, logger: Logger) async throws(OpenIDMisconfiguration) {
        guard let issuer = settings.oidcIssuer, let audience = settings.oidcAudience else { return nil }
        var claims = OpenIDConfiguration.ClaimNames()
        claims.role = settings.oidcRoleClaim
        claims.customer = settings.oidcCustomerClaim
        claims.maySetMaximum = settings.oidcMaximumClaim
        verifier = try await OpenIDVerifier(
            OpenIDConfiguration(
                issuer: issuer, audience: audience,
                keys: settings.oidcJwksFile.map { .file($0) } ?? .issuer(trustRoots: settings.oidcTrustRoots),
                claims: claims),
            clock: { Instant(milliseconds: Clock.wallMilliseconds()) })
        self.issuer = issuer
        self.logger = logger
    }

    /// Whose token it is; nil if it is rejected, which is logged without the token.
    func principal(bearing token: String) async -> Principal? {
        guard OpenIDVerifier.looksLikeToken(token) else { return nil }
        do throws(TokenRefusal) {
            let bearer = try await verifier.bearer(of: token)
            guard let principal = Principal(bearer, issuer: issuer) else {
                logger.info("an identity has no role here", metadata: ["role": "\(bearer.role)"])
                return nil
            }
            return principal
        } catch {
            logger.info("an identity's token was rejected", metadata: ["reason": "\(error)"])
            return nil
        }
    }
}

extension Principal {
    /// nil if the claims name no role of the gateway, or a customer that the role does not allow.
    init?(_ bearer: OpenIDBearer, issuer: String) {
        guard let role = Role(rawValue: bearer.role) else { return nil }
        let customer: CustomerID?
        switch (role, bearer.customer) {
        case (.provider, nil), (.monitor, nil): customer = nil
        case (.customer, let text?), (.feed, let text?), (.monitor, let text?):
            guard let id = CustomerID(text) else { return nil }
            customer = id
        case (.provider, .some), (.customer, nil), (.feed, nil): return nil
        }
        let digest = SHA256.hash(data: Array("\(issuer) \(bearer.subject)".utf8)).prefix(16)
        self.init(
            token: TokenUse.identity(digest.map { String(format: "%02x", $0) }.joined()), name: bearer.name, role: role,
            customer: customer, maySetMaximum: role == .customer && bearer.maySetMaximum,
            expiresAt: bearer.expiresAt)
    }
}
