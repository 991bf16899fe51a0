/// Which OpenID provider is believed, and what its claims mean here.
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
        /// The id of the one customer; need not be there.
        package var customer = "wallboard_customer"
        /// A truth value; false where it is missing.
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

/// Why no OpenID provider can be believed with these settings.
package struct OpenIDMisconfiguration: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sentence.
    package let reason: String
    /// The sentence itself.
    package var description: String { reason }
}
