import Testing

@testable import AdminAPI

@Suite("Bearer tokens")
struct BearerTokenTests {
    private let limits = AdminLimits()

    @Test("the scheme is compared without regard to case", arguments: ["Bearer x.y", "bearer x.y", "BEARER   x.y"])
    func scheme(header: String) {
        #expect(BearerToken.parse(header, limits: limits) == "x.y")
    }

    @Test(
        "anything else is no token",
        arguments: [nil, "", "Bearer", "Bearer ", "Basic x", "Bearerx", "Bearer a b", "Bearer ü", "x"])
    func refused(header: String?) {
        #expect(BearerToken.parse(header, limits: limits) == nil)
    }

    @Test("a token has a bound")
    func bound() {
        let longest = String(repeating: "a", count: limits.tokenBytes)
        #expect(BearerToken.parse("Bearer \(longest)", limits: limits) == longest)
        #expect(BearerToken.parse("Bearer \(longest)a", limits: limits) == nil)
    }
}
