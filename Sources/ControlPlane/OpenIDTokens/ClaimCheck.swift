import BoardProtocol
import Values

/// What a token must say (RFC 7519, section 4.1; OpenID Connect Core 1.0, section 3.1.3.7). A value that reads no
/// clock.
struct ClaimCheck {
    let configuration: OpenIDConfiguration
    let limits: OpenIDLimits

    /// Throws the first thing that is wrong. The signature has already been checked.
    func bearer(of claims: JSONObject, at now: Instant) throws(TokenRefusal) -> OpenIDBearer {
        guard let issuer = claims["iss"]?.string, issuer.utf8.elementsEqual(configuration.issuer.utf8) else {
            throw .issuer
        }
        guard audiences(claims["aud"]).contains(where: { $0.utf8.elementsEqual(configuration.audience.utf8) }) else {
            throw .audience
        }
        let skew = limits.skewSeconds * 1_000
        guard let expiresAt = try time("exp", claims) else { throw .claim("exp") }
        guard now.milliseconds < expiresAt.milliseconds + skew else { throw .expired }
        guard expiresAt.milliseconds <= now.milliseconds + limits.validSeconds * 1_000 + skew else { throw .tooLong }
        for name in ["nbf", "iat"] {
            if let time = try time(name, claims), time.milliseconds > now.milliseconds + skew { throw .notYet }
        }
        guard let subject = text(claims["sub"]) else { throw .claim("sub") }
        let names = configuration.claims
        guard let role = text(claims[names.role]) ?? onlyText(claims[names.role]) else { throw .claim(names.role) }
        return OpenIDBearer(
            subject: subject, name: String(subject.prefix(limits.nameCharacters)), role: role,
            customer: try optional(names.customer, claims, text),
            maySetMaximum: try optional(names.maySetMaximum, claims, \.bool) ?? false, expiresAt: expiresAt)
    }

    private func audiences(_ claim: JSON?) -> [String] {
        switch claim {
        case .string(let text)?: [text]
        case .array(let texts)?: texts.compactMap(\.string)
        default: []
        }
    }

    /// A claim of seconds since 1970, whole or not (RFC 7519, section 2, NumericDate); nil if it is missing.
    private func time(_ name: String, _ claims: JSONObject) throws(TokenRefusal) -> Instant? {
        guard let claim = claims[name] else { return nil }
        // The allowance for clocks must not overflow the range of times either.
        guard let seconds = claim.number, (0...253_370_000_000).contains(seconds) else { throw .claim(name) }
        return Instant(milliseconds: Int64(seconds * 1_000))
    }

    /// A text that may be used in a log and in the ledger: not empty, not long, without control characters and others
    /// that end a line or turn the direction of what follows.
    private func text(_ claim: JSON?) -> String? {
        guard let text = claim?.string, !text.isEmpty, text.utf8.count <= limits.claimBytes,
            text.unicodeScalars.allSatisfy({ scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
                default: true
                }
            })
        else { return nil }
        return text
    }

    /// Many providers send roles as a list; more than one would be ambiguous.
    private func onlyText(_ claim: JSON?) -> String? {
        guard let texts = claim?.array, texts.count == 1 else { return nil }
        return text(texts[0])
    }

    /// A claim that may be missing, but not wrong: a customer that cannot be read must not become none.
    private func optional<Value>(
        _ name: String, _ claims: JSONObject, _ read: (JSON) -> Value?
    ) throws(TokenRefusal) -> Value? {
        guard let claim = claims[name], claim != .null else { return nil }
        guard let value = read(claim) else { throw .claim(name) }
        return value
    }
}
