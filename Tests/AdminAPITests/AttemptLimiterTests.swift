import HTTPTypes
import TestSupport
import Testing
import WallboardCore

@testable import AdminAPI

@Suite("How guessing is slowed down")
struct AttemptLimiterTests {
    private static let rule = AttemptLimiter.Rule(burst: 3, secondsEach: 10, entries: 16, goodSeconds: 60)
    private let good = SecretHash(of: "good")

    @Test("a burst is let through, then one in a while")
    func burst() {
        var limiter = AttemptLimiter(Self.rule)
        for _ in 0..<3 {
            #expect(limiter.wait(for: "a", at: 1_000) == nil)
            limiter.failed("a", at: 1_000)
        }
        #expect(limiter.wait(for: "a", at: 1_000) == 10)
        #expect(limiter.wait(for: "a", at: 10_500) == 1)
        #expect(limiter.wait(for: "a", at: 11_000) == nil)
        limiter.failed("a", at: 11_000)
        #expect(limiter.wait(for: "a", at: 11_000) == 10)
        #expect(limiter.wait(for: "b", at: 11_000) == nil, "another source is not held to it")
        #expect(limiter.wait(for: "a", at: 41_000) == nil)
    }

    @Test("what was taken back does not count")
    func takeBack() {
        var limiter = AttemptLimiter(Self.rule)
        for _ in 0..<100 {
            #expect(limiter.wait(for: "a", at: 0) == nil)
            limiter.failed("a", at: 0)
            limiter.takeBack("a")
        }
        limiter.takeBack("never seen")
        #expect(limiter.wait(for: "a", at: 0) == nil)
    }

    @Test("a credential that was good from there gets by, for a while, and no other does")
    func goodCredential() {
        var limiter = AttemptLimiter(Self.rule)
        limiter.succeeded("a", credential: good, at: 0)
        for _ in 0..<10 { limiter.failed("a", at: 0) }
        #expect(limiter.wait(for: "a", credential: good, at: 0) == nil)
        #expect(limiter.wait(for: "a", credential: SecretHash(of: "other"), at: 0) != nil)
        for _ in 0..<10 { limiter.failed("b", at: 0) }
        #expect(limiter.wait(for: "b", credential: good, at: 0) != nil, "it was good from elsewhere")
        #expect(limiter.wait(for: "a", credential: good, at: 60_000) != nil)
    }

    @Test("the table has a bound, and whoever failed most is not forgotten for others")
    func bound() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(seed: seed)
        var limiter = AttemptLimiter(Self.rule)
        for _ in 0..<10 { limiter.failed("worst", at: 0) }
        for _ in 0..<1_000 {
            limiter.failed(String(random.next()), at: 0)
            #expect(limiter.sources <= 16, "seed \(seed)")
        }
        #expect(limiter.wait(for: "worst", at: 0) != nil, "seed \(seed)")
        for _ in 0..<1_000 { limiter.succeeded(String(random.next()), credential: good, at: 0) }
    }

    @Test(
        "an address stands for its network",
        arguments: [
            ("192.0.2.7", "192.0.2.7"), ("unknown", "unknown"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8::1", "2001:db8:0:0::/64"), ("::1", "0:0:0:0::/64"), ("fe80::1%eth0", "fe80:0:0:0::/64"),
            ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:0DB8:0001:0002::", "2001:db8:1:2::/64"),
        ])
    func blocks(address: String, block: String) {
        #expect(AddressBlock.of(address) == block)
    }

    @Test("too many wrong tokens are told to wait; the good one goes on")
    func overHTTP() async throws {
        var limits = AdminLimits()
        limits.wrongTokens = 2
        limits.wrongTokenSeconds = 7
        try await AdminPort.run(limits: limits) { port in
            #expect(try await port.send(.get, "/v1/me").status == 200)
            for _ in 0..<2 { #expect(try await port.send(.get, "/v1/me", token: "wrong").status == 401) }
            let looks = await port.gateway.lookedUpTokens
            let reply = try await port.send(.get, "/v1/me", token: "wrong-too")
            try expectProblem(reply, .tooManyAttempts)
            #expect(reply.headers[.retryAfter] == "7")
            #expect(try await port.send(.get, "/v1/me", token: "monitor").status == 429, "never seen from there")
            #expect(await port.gateway.lookedUpTokens == looks)
            #expect(try await port.send(.get, "/v1/me").status == 200)
            port.clock.advance(seconds: 7)
            #expect(try await port.send(.get, "/v1/me", token: "monitor").status == 200)
        }
    }
}
