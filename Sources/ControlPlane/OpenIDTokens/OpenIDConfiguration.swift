import Foundation

/// Which OpenID provider is trusted, and what its claims mean here.
package struct OpenIDConfiguration: Hashable, Sendable {
    /// Where the keys come from.
    package enum Keys: Hashable, Sendable {
        /// The path of a JSON Web Key Set (RFC 7517, section 5); read again when it changes.
        case file(String)
        /// The issuer itself (OpenID Connect Discovery 1.0, section 4). `trustRoots` is a PEM file; nil: those of the
        /// system.
        case issuer(trustRoots: String?)
    }

    /// The names of the claims that say who may do what.
    package struct ClaimNames: Hashable, Sendable {
        /// The role: a text, or a list with one text.
        package var role = "wallboard_role"
        /// The id of the one customer; may be missing.
        package var customer = "wallboard_customer"
        /// A boolean; false if it is missing.
        package var maySetMaximum = "wallboard_may_set_maximum"

        /// The defaults.
        package init() {}
    }

    /// Compared byte by byte with the claim `iss`.
    package let issuer: String
    /// Must be one of the claim `aud`.
    package let audience: String
    /// Where the keys come from.
    package let keys: Keys
    /// What the claims are called.
    package let claims: ClaimNames

    /// Throws `.misconfigured` unless the issuer is an `https` URL without query and fragment (OpenID Connect Core 1.0,
    /// section 2) and there is an audience.
    package init(
        issuer: String, audience: String, keys: Keys, claims: ClaimNames = ClaimNames()
    ) throws(OpenIDMisconfiguration) {
        guard Self.isSecure(issuer), !issuer.contains("?") else {
            throw OpenIDMisconfiguration(reason: "the issuer \(issuer) is not an https address without a query")
        }
        guard !audience.isEmpty else { throw OpenIDMisconfiguration(reason: "the audience is empty") }
        self.issuer = issuer
        self.audience = audience
        self.keys = keys
        self.claims = claims
    }
}

/// Why no OpenID tokens can be verified with these settings.
package struct OpenIDMisconfiguration: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sentence.
    package let reason: String
    /// The sentence itself.
    package var description: String { reason }
}

extension OpenIDConfiguration {
    /// Whether it is an `https` address with a host, and without user and fragment.
    static func isSecure(_ text: String) -> Bool {
        guard let url = URLComponents(string: text), url.scheme == "https", let host = url.host else { return false }
        return !host.isEmpty && url.user == nil && url.password == nil && url.fragment == nil
    }
}

/// The bounds of verifying an OpenID provider's tokens.
package struct OpenIDLimits: Hashable, Sendable {
    /// Bytes of a token. Default 8,192: providers put groups in, and servers accept no longer header lines.
    package var tokenBytes = 8_192
    /// Bytes of a discovery document or a set of keys. Default 262,144: 50 keys with certificates.
    package var documentBytes = 262_144
    /// Keys of a set; further ones are left out. Default 64: providers have two to ten.
    package var keys = 64
    /// Seconds that clocks may differ. Default 60.
    package var skewSeconds: Int64 = 60
    /// Seconds from now that a token may be valid for. Default 86,400: nobody can revoke a token, so one that says it
    /// is valid for longer is rejected as a mistake in the provider's settings.
    package var validSeconds: Int64 = 86_400
    /// Seconds after which the keys of an issuer are fetched again. Default 3,600: a key that the issuer revoked is
    /// accepted for at most this long.
    package var freshSeconds: Int64 = 3_600
    /// Seconds for which keys are used while the issuer does not answer. Default 86,400.
    package var staleSeconds: Int64 = 86_400
    /// The fewest seconds between two fetches, whatever asks for an unknown key. Default 60.
    package var fetchIntervalSeconds: Int64 = 60
    /// Seconds until the issuer's complete answer has arrived. Default 10.
    package var requestSeconds: Int64 = 10
    /// Characters of a name. Default 200, as for the gateway's own tokens.
    package var nameCharacters = 200
    /// Bytes of a claim that is used. Default 256.
    package var claimBytes = 256

    /// The defaults.
    package init() {}
}
