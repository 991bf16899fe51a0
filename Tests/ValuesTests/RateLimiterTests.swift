import TestSupport
import Testing
import Values

@Suite struct RateLimiterTests {
    private let rule = RateLimiter<Int>.Rule(burst: 5, millisEach: 1_000, maxKeys: 8)

    @Test("so many are allowed at once, then one in a while")
    func soManyAtOnceThenOneInAWhile() {
        var limiter = RateLimiter<Int>(rule)
        for _ in 0..<5 {
            #expect(limiter.wait(for: 1, at: 0) == nil)
            #expect(limiter.spend(1, at: 0) == true)
        }
        #expect(limiter.wait(for: 1, at: 0) == 1_000)
        #expect(limiter.wait(for: 1, at: 999) == 1)
        #expect(limiter.spend(1, at: 999) == false, "what is not let through is not counted")
        #expect(limiter.wait(for: 2, at: 0) == nil, "another key has nothing to do with it")
        #expect(limiter.spend(1, at: 1_000) == true)
        #expect(limiter.wait(for: 1, at: 1_000) == 1_000)
    }

    @Test("what is given back was not spent")
    func whatIsGivenBackWasNotSpent() {
        var limiter = RateLimiter<Int>(rule)
        for _ in 0..<5 { limiter.spend(1, at: 0) }
        limiter.giveBack(1)
        #expect(limiter.spend(1, at: 0) == true && limiter.spend(1, at: 0) == false)
    }

    @Test("as a bucket for each key that the clock empties; the argument is the seed", arguments: UInt64(1)...20)
    func asABucket(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var limiter = RateLimiter<Int>(rule)
        var debts: [Int: Int64] = [:]
        var now: Int64 = 0
        for _ in 0..<2_000 {
            let step = Int64.random(in: 0...400, using: &random)
            now += step
            debts = debts.mapValues { max(0, $0 - step) }
            let key = Int.random(in: 0..<6, using: &random)
            let debt = debts[key, default: 0]
            #expect((limiter.wait(for: key, at: now) != nil) == (debt > 4_000), "seed \(seed) at \(now)")
            guard Bool.random(using: &random) else { continue }
            #expect(limiter.spend(key, at: now) == (debt <= 4_000), "seed \(seed) at \(now)")
            if debt <= 4_000 { debts[key] = debt + 1_000 }
        }
    }

    @Test("strangers do not clear what a key owes")
    func strangersDoNotClearWhatAKeyOwes() {
        var limiter = RateLimiter<Int>(rule)
        for _ in 0..<5 { limiter.spend(0, at: 0) }
        for stranger in 1..<100_000 {
            limiter.spend(stranger, at: 0)
            #expect(limiter.count <= 8)
        }
        #expect(limiter.wait(for: 0, at: 0) != nil)
    }

    @Test("where the table is full the others share one account")
    func whereTheTableIsFullTheOthersShareOneAccount() {
        var limiter = RateLimiter<Int>(rule)
        for key in 0..<8 { limiter.spend(key, at: 0) }
        for key in 100..<105 { #expect(limiter.spend(key, at: 0) == true) }
        #expect(limiter.spend(200, at: 0) == false)
        limiter.giveBack(101)
        #expect(limiter.spend(200, at: 0) == true && limiter.spend(201, at: 0) == false)
        #expect(limiter.spend(3, at: 0) == true, "a key that is known has its own")
    }

    @Test("what has paid makes room")
    func whatHasPaidMakesRoom() {
        var limiter = RateLimiter<Int>(rule)
        for key in 0..<8 { limiter.spend(key, at: 0) }
        for key in 100..<105 { limiter.spend(key, at: 0) }
        #expect(limiter.wait(for: 200, at: 0) != nil)
        #expect(limiter.spend(200, at: 1_000) == true)
        #expect(limiter.count == 1)
        #expect(limiter.wait(for: 200, at: 1_000) == nil, "it has an account of its own now")
    }

    @Test("what was spent already is paid for, however much")
    func charge() {
        var limiter = RateLimiter<String>(RateLimiter.Rule(burst: 600, millisEach: 500, maxKeys: 10))
        limiter.charge(0, to: "a", at: 0)
        #expect(limiter.count == 0)
        limiter.charge(10_000, to: "a", at: 0)
        #expect(limiter.wait(for: "a", at: 0) == 4_700_500)
        #expect(limiter.spend("a", at: 4_700_499) == false)
        #expect(limiter.spend("a", at: 4_700_500) == true)
        #expect(limiter.wait(for: "b", at: 0) == nil)
    }
}
