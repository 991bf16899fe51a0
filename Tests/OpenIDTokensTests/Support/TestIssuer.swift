import BoardProtocol
import Crypto
import CryptoExtras
import Foundation
import Values

@testable import OpenIDTokens

/// 2026-11-24T09:00:00Z.
let morning = Instant(milliseconds: 1_795_510_800_000)
let seconds = morning.milliseconds / 1_000

/// An issuer with keys made for the test, which signs anything, right or wrong. It signs with swift-crypto itself, so
/// that the library under test does not check its own work.
struct TestIssuer: Sendable {
    let name: String
    let elliptic = P256.Signing.PrivateKey()
    let edwards = Curve25519.Signing.PrivateKey()
    let rsa: _RSA.Signing.PrivateKey

    init(_ name: String = "https://id.example.com/realm", rsaBits: Int = 2_048) throws {
        self.name = name
        rsa = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: rsaBits))
    }

    /// The claims of a valid token.
    var claims: [String: JSON] {
        [
            "iss": .string(name), "aud": .string("wallboard"), "sub": .string("ann@example.com"),
            "exp": .integer(seconds + 600), "nbf": .integer(seconds - 5), "iat": .integer(seconds - 5),
            "wallboard_role": .string("customer"), "wallboard_customer": .string("acme"),
            "wallboard_may_set_maximum": .bool(true),
        ]
    }

    func configuration(_ keys: OpenIDConfiguration.Keys) throws -> OpenIDConfiguration {
        try OpenIDConfiguration(issuer: name, audience: "wallboard", keys: keys)
    }

    /// The public keys; ids are `PREFIX-ALG`.
    func keySet(prefix: String = "k", more: [JSON] = []) throws -> String {
        let point = elliptic.publicKey.x963Representation.dropFirst()
        let primitives = try rsa.publicKey.getKeyPrimitives()
        func key(_ algorithm: String, _ members: [String: String]) -> JSON {
            Self.object(
                members.merging(["alg": algorithm, "kid": "\(prefix)-\(algorithm)", "use": "sig"]) { $1 }
                    .mapValues { .string($0) })
        }
        let numbers = ["kty": "RSA", "n": Self.encode(primitives.modulus), "e": Self.encode(primitives.publicExponent)]
        let keys = [
            key("RS256", numbers), key("PS256", numbers),
            key(
                "ES256",
                ["kty": "EC", "crv": "P-256", "x": Self.encode(point.prefix(32)), "y": Self.encode(point.suffix(32))]),
            key("EdDSA", ["kty": "OKP", "crv": "Ed25519", "x": Self.encode(edwards.publicKey.rawRepresentation)]),
        ]
        return Self.text(Self.object(["keys": .array(more + keys)]))
    }

    /// A token. `header` replaces or adds members; `with` is how it is really signed, whatever the header says.
    func token(
        _ algorithm: String = "ES256", prefix: String = "k", header: [String: JSON?] = [:], with real: String? = nil,
        claims change: [String: JSON?] = [:]
    ) throws -> String {
        let members: [String: JSON?] = ["alg": .string(algorithm), "kid": .string("\(prefix)-\(algorithm)")]
        let head = members.merging(header) { $1 }.compactMapValues { $0 }
        let body = claims.mapValues(JSON?.some).merging(change) { $1 }.compactMapValues { $0 }
        let input =
            Self.encode(Data(Self.text(Self.object(head)).utf8)) + "."
            + Self.encode(Data(Self.text(Self.object(body)).utf8))
        return try input + "." + Self.encode(signature(of: Data(input.utf8), real ?? algorithm))
    }

    private func signature(of input: Data, _ algorithm: String) throws -> Data {
        switch algorithm {
        case "RS256": try rsa.signature(for: SHA256.hash(data: input), padding: .insecurePKCS1v1_5).rawRepresentation
        case "PS256": try rsa.signature(for: SHA256.hash(data: input), padding: .PSS).rawRepresentation
        case "ES256": try elliptic.signature(for: input).rawRepresentation
        case "EdDSA": try edwards.signature(for: input)
        // The attack: the public key, which everybody has, as the secret.
        case "HS256":
            Data(
                HMAC<SHA256>.authenticationCode(
                    for: input, using: SymmetricKey(data: Data(rsa.publicKey.pemRepresentation.utf8))))
        default: Data()
        }
    }

    static func object(_ members: [String: JSON]) -> JSON {
        var object = JSONObject()
        for (key, value) in members { object[key] = value }
        return .object(object)
    }

    static func text(_ json: JSON) -> String { String(decoding: json.encode(), as: UTF8.self) }

    static func encode(_ data: some DataProtocol) -> String {
        Data(data).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

/// A file that is removed when the test ends.
final class KeySetFile: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)").path

    init(_ text: String) throws {
        try write(text)
    }

    func write(_ text: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// What `bearer(of:)` throws; nil if the token is accepted.
func refusal(of token: String, _ verifier: OpenIDVerifier) async -> TokenRefusal? {
    do {
        _ = try await verifier.bearer(of: token)
        return nil
    } catch {
        return error
    }
}
