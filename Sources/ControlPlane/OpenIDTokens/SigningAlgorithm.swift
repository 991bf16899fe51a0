/// The algorithms that are believed (RFC 7518, section 3.1; RFC 8037): signatures with a private key alone. `none` and
/// the `HS` family, where a public key could be taken for a secret, have no case.
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
