import BoardProtocol
import Foundation
import Testing
import Values

@testable import OpenIDTokens

@Suite("Sets of keys")
struct KeySetTests {
    private func keys(_ text: String, limits: OpenIDLimits = OpenIDLimits()) async -> KeySet? {
        await KeySet(parsing: Array(text.utf8), limits: limits)
    }

    @Test("keys that are not known or not for signatures are left out, the others are used")
    func others() async throws {
        let issuer = try TestIssuer()
        let odd = [
            #"{"kty":"RSA","use":"enc","alg":"RSA-OAEP-256","kid":"a","n":"AQAB","e":"AQAB"}"#,
            #"{"kty":"EC","crv":"secp256k1","kid":"b","x":"AA","y":"AA"}"#, #"{"kty":"AKP","alg":"ML-DSA-44"}"#,
            #"{"kty":"oct","alg":"HS256","k":"AAAA","kid":"c"}"#, #"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#, "7",
            #"{"kty":"EC","crv":"P-256","key_ops":["sign"],"x":"AA","y":"AA"}"#,
        ]
        let text = try issuer.keySet(more: odd.map { try JSON(parsing: Array($0.utf8)) })
        let set = try #require(await keys(text))
        for algorithm in ["RS256", "PS256", "ES256", "EdDSA"] {
            try await set.verify(CompactToken(issuer.token(algorithm), limits: OpenIDLimits()))
        }
    }

    @Test("a key that does not name its algorithm works for each of its kind")
    func withoutAlgorithm() async throws {
        let issuer = try TestIssuer()
        let text = try issuer.keySet().replacing(#""alg":"RS256","#, with: "")
        let set = try #require(await keys(text))
        for _ in 0..<2 {
            for algorithm in ["RS256", "PS256"] {
                let token = try issuer.token(algorithm, header: ["kid": .string("k-RS256")])
                try await set.verify(CompactToken(token, limits: OpenIDLimits()))
            }
        }
    }

    @Test(
        "what holds no usable key is no set",
        arguments: [
            "", "[]", "{}", #"{"keys":[]}"#, #"{"keys":{}}"#, #"{"keys":[{"kty":"oct","alg":"HS256","k":"AAAA"}]}"#,
            #"{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}"#,
        ])
    func none(text: String) async {
        #expect(await keys(text) == nil)
    }

    @Test("RSA keys below 2,048 bits are left out")
    func shortRSA() async throws {
        let issuer = try TestIssuer(rsaBits: 1_024)
        let set = try #require(await keys(try issuer.keySet()))
        let token = try CompactToken(issuer.token("RS256"), limits: OpenIDLimits())
        #expect(!set.holdsKey(of: token))
    }

    @Test("keys beyond the bound are left out")
    func bound() async throws {
        var limits = OpenIDLimits()
        limits.keys = 2
        let issuer = try TestIssuer()
        let set = try #require(await keys(try issuer.keySet(), limits: limits))
        #expect(set.holdsKey(of: try CompactToken(issuer.token("RS256"), limits: limits)))
        #expect(!set.holdsKey(of: try CompactToken(issuer.token("ES256"), limits: limits)))
    }

    @Test(
        "Base64 for URLs is read strictly",
        arguments: [
            ("", []), ("AA", [0]), ("__8", [255, 255]), ("-_-_", [251, 255, 191]), ("AB", nil), ("A", nil),
            ("AAA=", nil),
            ("A A", nil), ("AA+/", nil), ("AAA\n", nil),
        ] as [(String, [UInt8]?)])
    func base64(text: String, bytes: [UInt8]?) {
        #expect(Base64URL.decode(text.utf8) == bytes)
    }

    @Test(
        "an issuer is an https address",
        arguments: [
            "", "http://id.example.com", "id.example.com", "https://", "https://a@id.example.com", "https://a/#b",
            "https://a/?b",
        ])
    func issuers(text: String) {
        #expect(throws: OpenIDMisconfiguration.self) {
            try OpenIDConfiguration(issuer: text, audience: "a", keys: .issuer(trustRoots: nil))
        }
    }
}
