import BoardProtocol
import JWTKit
import Values

/// The keys of an issuer, from a JSON Web Key Set (RFC 7517, section 5). Unknown keys are left out: sets also hold
/// keys for encryption and for algorithms that are not accepted.
struct KeySet: Sendable {
    private struct Key: Sendable {
        let id: String?
        let algorithm: SigningAlgorithm
        /// A collection with this key alone: if the library does not find the named key it uses any key it has, and
        /// it binds a key to the first algorithm it is used with.
        let collection: JWTKeyCollection
    }

    private let keys: [Key]

    /// Nil unless it is a set with at least one usable key.
    init?(parsing bytes: [UInt8], limits: OpenIDLimits) async {
        var jsonLimits = JSONLimits()
        jsonLimits.maxBytes = limits.documentBytes
        guard let entries = (try? JSON(parsing: bytes, limits: jsonLimits))?["keys"]?.array else { return nil }
        var keys: [Key] = []
        for entry in entries.prefix(limits.keys) {
            guard let fields = entry.object, Self.isForSignatures(fields) else { continue }
            for algorithm in SigningAlgorithm.allCases {
                guard let jwk = Self.key(fields, for: algorithm) else { continue }
                let collection = JWTKeyCollection()
                // Throws for invalid keys, such as a point that is not on the curve or RSA below 2,048 bits.
                guard (try? await collection.add(jwk: jwk)) != nil else { continue }
                keys.append(Key(id: fields["kid"]?.string, algorithm: algorithm, collection: collection))
            }
        }
        guard !keys.isEmpty else { return nil }
        self.keys = keys
    }

    /// Whether a token's key is in the set.
    func holdsKey(of token: CompactToken) -> Bool {
        keys.contains { matches($0, token) }
    }

    /// Throws `.unknownKey` or `.badSignature` unless one of the matching keys has signed it.
    func verify(_ token: CompactToken) async throws(TokenRefusal) {
        var isKnown = false
        for key in keys where matches(key, token) {
            isKnown = true
            do {
                _ = try await key.collection.verify(token.text, as: SignedBytes.self)
                return
            } catch {
                continue
            }
        }
        throw isKnown ? .badSignature : .unknownKey
    }

    /// A token without `kid` matches every key of its algorithm (OpenID Connect Core 1.0, section 10.1, allows that
    /// if there is one).
    private func matches(_ key: Key, _ token: CompactToken) -> Bool {
        guard key.algorithm == token.algorithm else { return false }
        guard let id = token.keyID else { return true }
        return key.id.map { $0.utf8.elementsEqual(id.utf8) } ?? false
    }

    /// RFC 7517, sections 4.2 and 4.3.
    private static func isForSignatures(_ fields: JSONObject) -> Bool {
        if let use = fields["use"], use.string != "sig" { return false }
        if let operations = fields["key_ops"]?.array, !operations.contains(.string("verify")) { return false }
        return true
    }

    /// The public half alone, whatever else is given; nil if the key is of another kind or for another algorithm.
    private static func key(_ fields: JSONObject, for algorithm: SigningAlgorithm) -> JWK? {
        guard fields["kty"]?.string == algorithm.keyType else { return nil }
        if let named = fields["alg"]?.string, named != algorithm.rawValue { return nil }
        let id = JWKIdentifier(string: "key")
        switch algorithm {
        case .rs256, .ps256:
            guard let modulus = fields["n"]?.string, let exponent = fields["e"]?.string else { return nil }
            return .rsa(algorithm == .rs256 ? .rs256 : .ps256, identifier: id, modulus: modulus, exponent: exponent)
        case .es256:
            guard fields["crv"]?.string == "P-256", let x = fields["x"]?.string, let y = fields["y"]?.string else {
                return nil
            }
            return .ecdsa(.es256, identifier: id, x: x, y: y, curve: .p256)
        case .edDSA:
            guard fields["crv"]?.string == "Ed25519", let x = fields["x"]?.string else { return nil }
            return .octetKeyPair(.eddsa, identifier: id, x: x, y: nil, curve: .ed25519)
        }
    }
}

/// The library wants a type to decode; the claims are read separately, strictly, from the same bytes.
private struct SignedBytes: JWTPayload {
    func verify(using algorithm: some JWTAlgorithm) async throws {}
}

/// The accepted algorithms (RFC 7518, section 3.1; RFC 8037): signatures with a private key alone. `none` and the
/// `HS` family, where a public key could be taken for a secret, have no case.
enum SigningAlgorithm: String, CaseIterable, Sendable {
    case rs256 = "RS256"
    case ps256 = "PS256"
    case es256 = "ES256"
    case edDSA = "EdDSA"

    /// The kind of key that it needs (RFC 7518, section 6.1).
    var keyType: String {
        switch self {
        case .rs256, .ps256: "RSA"
        case .es256: "EC"
        case .edDSA: "OKP"
        }
    }
}
