import BoardProtocol
import Foundation
import Testing
import Values

@testable import OpenIDTokens

@Suite("Tokens of an OpenID provider, with keys in a file")
struct OpenIDVerifierTests {
    private let issuer: TestIssuer
    private let file: KeySetFile

    init() throws {
        issuer = try TestIssuer()
        file = try KeySetFile(issuer.keySet())
    }

    private func verifier(_ claims: OpenIDConfiguration.ClaimNames = .init()) async throws -> OpenIDVerifier {
        let configuration = try OpenIDConfiguration(
            issuer: issuer.name, audience: "wallboard", keys: .file(file.path), claims: claims)
        return try await OpenIDVerifier(configuration, clock: { morning })
    }

    @Test("a valid token is accepted with each algorithm", arguments: ["RS256", "PS256", "ES256", "EdDSA"])
    func good(algorithm: String) async throws {
        let bearer = try await verifier().bearer(of: issuer.token(algorithm, header: ["typ": .string("JWT")]))
        #expect(
            bearer
                == OpenIDBearer(
                    subject: "ann@example.com", name: "ann@example.com", role: "customer", customer: "acme",
                    maySetMaximum: true, expiresAt: Instant(milliseconds: (seconds + 600) * 1_000)))
    }

    @Test("customer and right may be missing; role and audience may be lists")
    func optional() async throws {
        let token = try issuer.token(claims: [
            "wallboard_customer": nil, "wallboard_may_set_maximum": nil, "nbf": nil,
            "iat": nil, "wallboard_role": .array([.string("provider")]),
            "aud": .array([.string("other"), .string("wallboard")]),
        ])
        let bearer = try await verifier().bearer(of: token)
        #expect(bearer.role == "provider" && bearer.customer == nil && !bearer.maySetMaximum)
    }

    @Test("the claims may have other names")
    func claimNames() async throws {
        var names = OpenIDConfiguration.ClaimNames()
        names.role = "https://example.com/role"
        names.customer = "tenant"
        let token = try issuer.token(claims: ["https://example.com/role": .string("monitor"), "tenant": .string("t1")])
        let bearer = try await verifier(names).bearer(of: token)
        #expect(bearer.role == "monitor" && bearer.customer == "t1")
    }

    @Test("a token without a key id fits the issuer's key of its algorithm")
    func noKeyID() async throws {
        #expect(await refusal(of: try issuer.token(header: ["kid": nil]), try await verifier()) == nil)
    }

    @Test("wrong claims are refused, each for its own reason")
    func claims() async throws {
        let verifier = try await verifier()
        let cases: [([String: JSON?], TokenRefusal)] = [
            (["iss": .string("https://id.example.com/realm/")], .issuer), (["iss": nil], .issuer),
            (["aud": .string("wallboards")], .audience), (["aud": .array([])], .audience),
            (["aud": nil], .audience),
            (["exp": .integer(seconds - 60)], .expired), (["exp": .integer(0)], .expired),
            (["exp": nil], .claim("exp")), (["exp": .string("never")], .claim("exp")),
            (["exp": .number(1e300)], .claim("exp")), (["exp": .integer(-1)], .claim("exp")),
            (["nbf": .integer(seconds + 61)], .notYet), (["iat": .integer(seconds + 61)], .notYet),
            (["iat": .bool(true)], .claim("iat")), (["sub": nil], .claim("sub")),
            (["sub": .string("")], .claim("sub")), (["sub": .string("a\nb")], .claim("sub")),
            (["sub": .string(String(repeating: "x", count: 257))], .claim("sub")),
            (["wallboard_role": nil], .claim("wallboard_role")),
            (["wallboard_role": .array([.string("a"), .string("b")])], .claim("wallboard_role")),
            (["wallboard_customer": .integer(7)], .claim("wallboard_customer")),
            (["wallboard_customer": .string("")], .claim("wallboard_customer")),
            (["wallboard_may_set_maximum": .string("true")], .claim("wallboard_may_set_maximum")),
        ]
        for (change, expected) in cases {
            #expect(await refusal(of: try issuer.token(claims: change), verifier) == expected, "\(change)")
        }
    }

    @Test("clocks may differ by a minute")
    func skew() async throws {
        let verifier = try await verifier()
        for change: [String: JSON?] in [
            ["exp": .integer(seconds - 59)], ["nbf": .integer(seconds + 60)], ["iat": .integer(seconds + 60)],
            ["exp": .number(Double(seconds) + 0.5)],
        ] {
            #expect(await refusal(of: try issuer.token(claims: change), verifier) == nil, "\(change)")
        }
    }

    @Test("no algorithm except the four is accepted, whatever the signature")
    func algorithms() async throws {
        let verifier = try await verifier()
        for name in ["none", "None", "HS256", "HS384", "RS384", "ES384", "es256", "ML-DSA-65", ""] {
            for kid in ["k-RS256", "k-ES256", name] {
                let token = try issuer.token(name, header: ["kid": .string(kid)])
                #expect(await refusal(of: token, verifier) == .algorithm, "\(name) \(kid)")
            }
        }
        // The public key as the secret of an HMAC, under the name of an allowed algorithm.
        #expect(await refusal(of: try issuer.token("RS256", with: "HS256"), verifier) == .badSignature)
    }

    @Test("a key works for its own algorithm alone")
    func keysOfOtherAlgorithms() async throws {
        let verifier = try await verifier()
        let token = try issuer.token("PS256", header: ["kid": .string("k-RS256")])
        #expect(await refusal(of: token, verifier) == .unknownKey)
        #expect(await refusal(of: try issuer.token("RS256", with: "PS256"), verifier) == .badSignature)
        #expect(await refusal(of: try issuer.token("ES256", with: "EdDSA"), verifier) == .badSignature)
    }

    @Test("a token of somebody else's key is refused, under a known key id and an unknown one")
    func strangers() async throws {
        let stranger = try TestIssuer(issuer.name)
        let verifier = try await verifier()
        for algorithm in ["RS256", "PS256", "ES256", "EdDSA"] {
            #expect(await refusal(of: try stranger.token(algorithm), verifier) == .badSignature)
            #expect(await refusal(of: try stranger.token(algorithm, prefix: "z"), verifier) == .unknownKey)
        }
    }

    @Test("changed in any byte, a token is refused", arguments: ["RS256", "ES256", "EdDSA"])
    func tampered(algorithm: String) async throws {
        let verifier = try await verifier()
        let token = Array(try issuer.token(algorithm).utf8)
        for index in token.indices {
            var changed = token
            changed[index] = token[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(
                await refusal(of: String(decoding: changed, as: UTF8.self), verifier) != nil, "byte \(index)")
        }
    }

    @Test("parts of two good tokens do not make a third")
    func recombined() async throws {
        let a = try issuer.token().split(separator: ".")
        let b = try issuer.token(claims: ["wallboard_role": .string("provider")]).split(separator: ".")
        #expect(await refusal(of: "\(a[0]).\(b[1]).\(a[2])", try await verifier()) == .badSignature)
    }

    @Test("what is no token is refused as such")
    func malformed() async throws {
        let verifier = try await verifier()
        let good = try issuer.token().split(separator: ".")
        let texts = [
            "", ".", "..", "a.b.c", "\(good[0]).\(good[1])", "\(good[0]).\(good[1]).\(good[2]).x",
            "\(good[0]).\(good[1]).\(good[2])=", "\(good[0])=.\(good[1]).\(good[2])",
            " \(good[0]).\(good[1]).\(good[2])",
            "\(TestIssuer.encode(Data("[]".utf8))).\(good[1]).\(good[2])",
            "\(TestIssuer.encode(Data(#"{"alg":"ES256","alg":"none"}"#.utf8))).\(good[1]).\(good[2])",
            String(repeating: "a", count: 8_193),
        ]
        for text in texts {
            guard case .malformed? = await refusal(of: text, verifier) else {
                Issue.record("\(text.prefix(40)) was not refused as malformed")
                continue
            }
        }
        for header: [String: JSON?] in [
            ["crit": .array([.string("exp")])], ["b64": .bool(false)], ["kid": .integer(1)], ["alg": nil],
        ] {
            guard case .malformed? = await refusal(of: try issuer.token(header: header), verifier) else {
                Issue.record("\(header) was not refused as malformed")
                continue
            }
        }
    }

    @Test("what the issuer signed for something else than access is refused")
    func otherTokens() async throws {
        let verifier = try await verifier()
        for type in ["logout+jwt", "id+jwt", "dpop+jwt", "JOSE", "", "application/logout+jwt", " jwt"] {
            let token = try issuer.token(header: ["typ": .string(type)])
            #expect(await refusal(of: token, verifier) == .notAccessToken("typ"), "\(type)")
        }
        #expect(await refusal(of: try issuer.token(header: ["typ": .integer(1)]), verifier) == .notAccessToken("typ"))
        for type in ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"] {
            #expect(await refusal(of: try issuer.token(header: ["typ": .string(type)]), verifier) == nil, "\(type)")
        }
        for claim in ["nonce", "at_hash", "c_hash"] {
            for value: JSON in [.string("n-0S6_WzA2Mj"), .string(""), .null, .integer(1)] {
                let token = try issuer.token(claims: [claim: .some(value)])
                #expect(await refusal(of: token, verifier) == .notAccessToken(claim), "\(claim) \(value)")
            }
        }
    }

    @Test("a token that is valid for more than a day is refused")
    func validity() async throws {
        let verifier = try await verifier()
        for (expires, expected) in [
            (seconds + 86_400, nil), (seconds + 86_460, nil), (seconds + 86_461, .tooLong), (253_369_999_999, .tooLong),
        ] as [(Int64, TokenRefusal?)] {
            let token = try issuer.token(claims: ["exp": .integer(expires)])
            #expect(await refusal(of: token, verifier) == expected, "\(expires)")
        }
    }

    @Test("a subject cannot forge a line of a log")
    func forgedSubjects() async throws {
        let verifier = try await verifier()
        for scalar in ["\u{A}", "\u{85}", "\u{2028}", "\u{2029}", "\u{202E}", "\u{200B}", "\u{FEFF}"] {
            let token = try issuer.token(claims: ["sub": .string("ann\(scalar)level=error")])
            #expect(await refusal(of: token, verifier) == .claim("sub"))
        }
    }

    @Test("no reason holds anything of the token")
    func reasons() async throws {
        let token = try issuer.token("RS256", with: "HS256")
        for text in [token, token + "A", String(token.dropLast(3)), "x" + token] {
            let reason = await refusal(of: text, try await verifier())?.description ?? ""
            #expect(!reason.isEmpty)
            for part in text.split(separator: ".") { #expect(!reason.contains(part)) }
        }
    }

    @Test("a changed file of keys is read again; one that is broken leaves the keys that were there")
    func rotation() async throws {
        let verifier = try await verifier()
        let next = try TestIssuer(issuer.name)
        #expect(await refusal(of: try next.token(prefix: "n"), verifier) == .unknownKey)
        try file.write(next.keySet(prefix: "n"))
        #expect(await refusal(of: try next.token(prefix: "n"), verifier) == nil)
        #expect(await refusal(of: try issuer.token(), verifier) == .unknownKey)
        try file.write("{}")
        #expect(await refusal(of: try next.token(prefix: "n"), verifier) == nil)
        try FileManager.default.removeItem(atPath: file.path)
        #expect(await refusal(of: try next.token(prefix: "n"), verifier) == nil)
    }

    @Test("only texts that can be such tokens are taken for them")
    func looks() throws {
        #expect(OpenIDVerifier.looksLikeToken(try issuer.token()))
        for text in ["", "wbt_abc.def", "a.b.c", "eyJ.a", "eyJa.b.c.d"] {
            #expect(!OpenIDVerifier.looksLikeToken(text))
        }
    }
}
