import TestSupport
import Testing
import WallboardCore

@testable import AdminAPI

@Suite("Signed tokens that were good lately")
struct VerifiedTokensTests {
    private func token(_ number: Int) -> SecretHash { SecretHash(of: "token \(number)") }

    @Test(
        "one is remembered for half of the time at least and for the whole at the most, and never more than the bound")
    func random() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<50 {
            let (most, millis) = (Int.random(in: 2...40, using: &random), Int64.random(in: 2...100, using: &random))
            var tokens = VerifiedTokens(most: most, millis: millis)
            var insertedAt: [Int: Int64] = [:]
            // The others that were verified since a token was.
            var since: [Int: Set<Int>] = [:]
            var now = Int64.random(in: -1_000...1_000, using: &random)
            for _ in 0..<500 {
                now += Int64.random(in: 0...3, using: &random)
                let number = Int.random(in: 0..<60, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0...1:
                    tokens.insert(token(number), at: now)
                    insertedAt[number] = now
                    for other in since.keys { since[other]?.insert(number) }
                    since[number] = []
                case 2 where number < 5:
                    tokens.remove(token(number))
                    insertedAt[number] = nil
                default:
                    let isKnown = tokens.contains(token(number), at: now)
                    if let at = insertedAt[number] {
                        if now - at > millis { #expect(!isKnown, "seed \(seed)") }
                        if now - at < millis / 2, since[number]?.count ?? 0 < most / 2 {
                            #expect(isKnown, "seed \(seed)")
                        }
                    } else {
                        #expect(!isKnown, "seed \(seed)")
                    }
                }
                #expect(tokens.count <= most, "seed \(seed)")
            }
        }
    }

    @Test("one that is used again and again stays")
    func used() {
        var tokens = VerifiedTokens(most: 4, millis: 100)
        for now in stride(from: Int64(0), to: 10_000, by: 40) {
            let isKnown = tokens.contains(token(1), at: now)
            #expect(isKnown == (now > 0))
            tokens.insert(token(1), at: now)
        }
        let isKnown = tokens.contains(token(1), at: 20_000)
        #expect(!isKnown)
    }
}
