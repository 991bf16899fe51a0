import BoardProtocol
import Foundation
import Synchronization
import TestSupport
import Testing
import Values

@testable import OpenIDTokens

@Suite("Keys that an issuer publishes", .timeLimit(.minutes(1)))
struct IssuerKeysTests {
    /// An issuer's two documents, a clock, and how often each was fetched.
    private final class Site: Sendable {
        private struct State {
            var now: Int64 = 1_000
            var documents: [String: String] = [:]
            var fetches: [String] = []
        }
        private let state = Mutex(State())

        var now: Int64 { state.withLock { $0.now } }
        var fetches: [String] { state.withLock { $0.fetches } }
        func pass(seconds: Int64) { state.withLock { $0.now += seconds } }
        func publish(_ url: String, _ text: String?) { state.withLock { $0.documents[url] = text } }

        func fetch(_ url: String) throws(TokenRefusal) -> [UInt8] {
            let text = state.withLock { state in
                state.fetches.append(url)
                return state.documents[url]
            }
            guard let text else { throw .keysUnavailable("nothing at \(url)") }
            return Array(text.utf8)
        }
    }

    private static let discovery = "https://id.example.com/realm/.well-known/openid-configuration"
    private static let address = "https://keys.example.com/set"

    private func site(_ issuer: TestIssuer, prefix: String = "k") throws -> Site {
        let site = Site()
        site.publish(
            Self.discovery,
            TestIssuer.text(TestIssuer.object(["issuer": .string(issuer.name), "jwks_uri": .string(Self.address)])))
        site.publish(Self.address, try issuer.keySet(prefix: prefix))
        return site
    }

    private func keys(_ site: Site) -> IssuerKeys {
        IssuerKeys(
            issuer: "https://id.example.com/realm", limits: OpenIDLimits(), clock: { site.now },
            fetch: { url async throws(TokenRefusal) in try site.fetch(url) })
    }

    private func token(_ issuer: TestIssuer, prefix: String = "k") throws -> CompactToken {
        try CompactToken(issuer.token(prefix: prefix), limits: OpenIDLimits())
    }

    @Test("they are fetched once an hour")
    func cached() async throws {
        let issuer = try TestIssuer()
        let site = try site(issuer)
        let keys = keys(site)
        for _ in 0..<100 { try await keys.keys(for: token(issuer)).verify(token(issuer)) }
        #expect(site.fetches == [Self.discovery, Self.address])
        site.pass(seconds: 3_600)
        _ = try await keys.keys(for: token(issuer))
        #expect(site.fetches.count == 4)
    }

    @Test("everybody who waits for keys waits for the same fetch")
    func together() async throws {
        let issuer = try TestIssuer()
        let site = try site(issuer)
        let keys = keys(site)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask { try await keys.keys(for: token(issuer)).verify(token(issuer)) }
            }
            try await group.waitForAll()
        }
        #expect(site.fetches.count == 2)
    }

    @Test("an unknown key causes one fetch a minute, whatever its sender")
    func unknownKeys() async throws {
        let issuer = try TestIssuer()
        let site = try site(issuer)
        let keys = keys(site)
        _ = try await keys.keys(for: token(issuer))
        site.pass(seconds: 59)
        for number in 0..<50 { _ = try await keys.keys(for: token(issuer, prefix: "x\(number)")) }
        #expect(site.fetches.count == 2)
        site.pass(seconds: 1)
        for number in 0..<50 { _ = try await keys.keys(for: token(issuer, prefix: "y\(number)")) }
        #expect(site.fetches.count == 4)
    }

    @Test("a new key is found when it is first used")
    func rotation() async throws {
        let issuer = try TestIssuer()
        let site = try site(issuer)
        let keys = keys(site)
        _ = try await keys.keys(for: token(issuer))
        let next = try TestIssuer()
        site.publish(Self.address, try next.keySet(prefix: "n"))
        site.pass(seconds: 60)
        try await keys.keys(for: token(next, prefix: "n")).verify(token(next, prefix: "n"))
    }

    @Test("while the issuer is away the last keys are used for a day, and asked for once a minute")
    func outage() async throws {
        let issuer = try TestIssuer()
        let site = try site(issuer)
        let keys = keys(site)
        _ = try await keys.keys(for: token(issuer))
        site.publish(Self.discovery, nil)
        site.pass(seconds: 80_000)
        for _ in 0..<10 { _ = try await keys.keys(for: token(issuer)) }
        #expect(site.fetches.count == 3)
        site.pass(seconds: 6_400)
        await #expect(throws: TokenRefusal.keysUnavailable("nothing at \(Self.discovery)")) {
            try await keys.keys(for: token(issuer))
        }
    }

    @Test("a document of another issuer, without address or with an insecure one gives no keys")
    func wrongDocuments() async throws {
        let issuer = try TestIssuer()
        for text in [
            #"{"issuer":"https://evil.example.com","jwks_uri":"https://keys.example.com/set"}"#,
            #"{"issuer":"https://id.example.com/realm"}"#,
            #"{"issuer":"https://id.example.com/realm","jwks_uri":"http://keys.example.com/set"}"#, "<html>",
        ] {
            let site = try site(issuer)
            site.publish(Self.discovery, text)
            let keys = keys(site)
            await #expect(throws: TokenRefusal.self, "\(text)") { try await keys.keys(for: token(issuer)) }
            #expect(site.fetches == [Self.discovery])
        }
    }

    @Test("over HTTPS: trusted with the roots of a file, not without, no redirect, no long document")
    func https() async throws {
        let certificate = try ServerCertificate.shared()
        let answers = Mutex<[String: TestServer.Answer]>([:])
        try await TestServer.run(
            certificate,
            answer: { request in
                answers.withLock { $0[request.target] } ?? .init(404)
            }
        ) { server in
            let issuer = try TestIssuer("https://localhost:\(server.port)/realm")
            let discovery = "/realm/.well-known/openid-configuration"
            let good = TestServer.Answer(
                200, body: #"{"issuer":"\#(issuer.name)","jwks_uri":"https://localhost:\#(server.port)/keys"}"#)
            let set = try issuer.keySet()
            answers.withLock { $0 = [discovery: good, "/keys": .init(200, body: set), "/elsewhere": good] }
            func verifier(_ trustRoots: String?) async throws -> OpenIDVerifier {
                try await OpenIDVerifier(issuer.configuration(.issuer(trustRoots: trustRoots)), clock: { morning })
            }
            let trusting = try await verifier(certificate.certificate)
            #expect(await refusal(of: try issuer.token("EdDSA"), trusting) == nil)
            #expect(await refusal(of: try issuer.token("EdDSA", with: "ES256"), trusting) == .badSignature)
            let untrusting = try await verifier(nil)
            guard case .keysUnavailable? = await refusal(of: try issuer.token(), untrusting) else {
                Issue.record("a certificate of nobody was trusted")
                return
            }
            for answer in [
                TestServer.Answer(302, headers: [("Location", "https://localhost:\(server.port)/elsewhere")]),
                .init(500),
                .init(200, body: String(repeating: " ", count: 262_145)),
            ] {
                answers.withLock { $0[discovery] = answer }
                guard
                    case .keysUnavailable? = await refusal(
                        of: try issuer.token(), try await verifier(certificate.certificate))
                else {
                    Issue.record("keys came from a wrong answer")
                    continue
                }
            }
        }
    }

    @Test("missing files are reported at once")
    func files() async throws {
        let issuer = try TestIssuer()
        for keys in [OpenIDConfiguration.Keys.file("/nowhere"), .issuer(trustRoots: "/nowhere")] {
            await #expect(throws: OpenIDMisconfiguration.self) {
                try await OpenIDVerifier(issuer.configuration(keys), clock: { morning })
            }
        }
    }
}
