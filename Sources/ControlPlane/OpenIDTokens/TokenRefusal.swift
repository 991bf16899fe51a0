/// Why a token is rejected. For the log: it holds words of tables and claims that are not secret, never the token.
package enum TokenRefusal: Error, Hashable, Sendable {
    /// It does not have the form of a signed token (RFC 7515, section 7.1).
    case malformed(String)
    /// The algorithm is none of those that are allowed, such as `none` or `HS256`.
    case algorithm
    /// No key of the issuer has this id and this algorithm.
    case unknownKey
    /// The signature does not match the key.
    case badSignature
    /// It is another token of the issuer, such as an identity token, as this member of it shows.
    case notAccessToken(String)
    /// It would be valid for longer than `OpenIDLimits.validSeconds`.
    case tooLong
    /// Another issuer, or none.
    case issuer
    /// For another audience.
    case audience
    /// Expired.
    case expired
    /// Not yet valid: `nbf` or `iat` lie in the future.
    case notYet
    /// A claim is missing or invalid.
    case claim(String)
    /// The keys are unavailable; this says nothing about the token.
    case keysUnavailable(String)
}

extension TokenRefusal: CustomStringConvertible {
    /// The end of a sentence that begins with "the token".
    package var description: String {
        switch self {
        case .malformed(let reason): "is malformed: \(reason)"
        case .algorithm: "is not signed with RS256, PS256, ES256 or EdDSA"
        case .unknownKey: "is signed with a key that the issuer does not have"
        case .badSignature: "has a wrong signature"
        case .notAccessToken(let member): "is not an access token: \(member) says so"
        case .tooLong: "expires more than a day from now"
        case .issuer: "is of another issuer"
        case .audience: "is for another audience"
        case .expired: "has expired"
        case .notYet: "is not valid yet"
        case .claim(let name): "has no usable claim \(name)"
        case .keysUnavailable(let reason): "cannot be checked: \(reason)"
        }
    }
}
