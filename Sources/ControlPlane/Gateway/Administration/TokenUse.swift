import AdminAPI
import OpenIDTokens
import Synchronization
import Values
import WallboardCore

/// What is known of tokens beyond what is stored: when they were last used, and who the identities of an OpenID
/// provider are.
final class TokenUse: Sendable {
    /// How ids of the OpenID provider's identities begin; none of the gateway's own has a dot.
    private static let identityPrefix = "oidc."

    private let lastUses = Mutex<[CredentialID: Instant]>([:])
    private let verify: (@Sendable (String) async -> Principal?)?

    /// `verify` returns the identity of a token that the OpenID provider signed; nil if no provider is trusted.
    init(identities verify: (@Sendable (String) async -> Principal?)? = nil) {
        self.verify = verify
    }

    /// Whose a token is that the gateway did not make.
    func identity(bearing token: String) async -> Principal? {
        await verify?(token)
    }

    /// Whether a token takes a check of a signature to find out whose it is.
    func isSigned(_ token: String) -> Bool { verify != nil && OpenIDVerifier.looksLikeToken(token) }

    /// The id of the bearer with this digest of issuer and subject: 1–59 letters and digits.
    static func identity(_ digest: String) -> CredentialID {
        guard let id = CredentialID(identityPrefix + digest) else { preconditionFailure("\(digest) is no digest") }
        return id
    }

    /// Whether an id was made by `identity(_:)`.
    static func isIdentity(_ id: CredentialID) -> Bool { id.text.hasPrefix(identityPrefix) }

    func lastUse(of token: CredentialID) -> Instant? {
        lastUses.withLock { $0[token] }
    }

    func used(_ token: CredentialID, at now: Instant) {
        lastUses.withLock { uses in
            if uses[token] == nil, uses.count == GatewayLimits.Admins.maxTokensRemembered,
                let oldest = uses.min(by: { ($0.value, $0.key) < ($1.value, $1.key) })
            {
                uses[oldest.key] = nil
            }
            uses[token] = now
        }
    }
}
