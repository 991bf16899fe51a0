import Foundation
import Values

/// A token in the compact form (RFC 7515, section 7.1), parsed and not yet verified.
struct CompactToken {
    let algorithm: SigningAlgorithm
    /// `kid`; nil if the header has none.
    let keyID: String?
    let claims: JSONObject
    /// As received.
    let text: String

    init(_ text: String, limits: OpenIDLimits) throws(TokenRefusal) {
        guard text.utf8.count <= limits.tokenBytes else { throw .malformed("it is too long") }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed("it has not three parts") }
        let header = try Self.object(parts[0], "header")
        claims = try Self.object(parts[1], "payload")
        guard Base64URL.decode(parts[2]) != nil else { throw .malformed("the signature is not base64url") }
        guard let name = header["alg"]?.string else { throw .malformed("the header has no alg") }
        guard let algorithm = SigningAlgorithm(rawValue: name) else { throw .algorithm }
        // RFC 7515, section 4.1.11: an extension that must be understood and is not makes a token invalid; none is
        // supported.
        guard header["crit"] == nil, header["b64"] == nil else { throw .malformed("it needs an extension") }
        try Self.checkIsAccessToken(header, claims)
        switch header["kid"] {
        case nil: keyID = nil
        case .string(let id)? where id.utf8.count <= limits.claimBytes: keyID = id
        default: throw .malformed("kid is no text")
        }
        self.algorithm = algorithm
        self.text = text
    }

    /// Other tokens of the same issuer, such as the identity token that says who signed in to a page, are signed with
    /// the same keys and may name the same audience. RFC 9068, section 2.1, marks access tokens as `at+jwt`, which
    /// not all providers do yet; but no access token has what binds an identity token to a sign-in (OpenID Connect
    /// Core 1.0, sections 2 and 3.3.2.11).
    private static func checkIsAccessToken(_ header: JSONObject, _ claims: JSONObject) throws(TokenRefusal) {
        if let type = header["typ"] {
            // A media type without its "application/" (RFC 7515, section 4.1.9); its case does not matter.
            guard let type = type.string?.lowercased(), ["jwt", "at+jwt", "application/at+jwt"].contains(type) else {
                throw .notAccessToken("typ")
            }
        }
        for claim in ["nonce", "at_hash", "c_hash"] where claims[claim] != nil { throw .notAccessToken(claim) }
    }

    /// A part as a JSON object; duplicate members are rejected (RFC 7519, section 4).
    private static func object(_ part: Substring.UTF8View, _ name: String) throws(TokenRefusal) -> JSONObject {
        guard let bytes = Base64URL.decode(part) else { throw .malformed("the \(name) is not base64url") }
        do {
            guard let object = try JSON(parsing: bytes).object else { throw TokenRefusal.malformed("no object") }
            return object
        } catch {
            throw .malformed("the \(name) is not a JSON object")
        }
    }
}
