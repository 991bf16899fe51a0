import Testing

@testable import BoardServer

@Suite struct ConnectingBudgetTests {
    @Test("a short tick works on the least alone")
    func aShortTickWorksOnTheLeastAlone() {
        var budget = ConnectingBudget(share: 4, now: 0)
        budget.beginTick(at: 0)
        #expect(budget.allows(after: 7, least: 8) && !budget.allows(after: 8, least: 8))
        budget.endTick(at: 1_000)
        budget.beginTick(at: 1_000)
        budget.spend(250)
        #expect(!budget.allows(after: 8, least: 8), "a quarter of the last tick is spent")
    }

    @Test("a long tick is followed by one with its share")
    func aLongTickIsFollowedByOneWithItsShare() {
        var budget = ConnectingBudget(share: 4, now: 0)
        budget.beginTick(at: 0)
        budget.endTick(at: 80_000)
        budget.beginTick(at: 90_000)
        var count = 0
        while budget.allows(after: count, least: 8) {
            budget.spend(250)
            count += 1
        }
        #expect(count == 80, "20 ms of 250 µs each")
    }

    /// However much is published, connections that are not up yet get exactly their share of the time.
    @Test("the share holds in the long run", arguments: [1_000, 5_000, 50_000] as [Int64])
    func theShareHoldsInTheLongRun(published: Int64) {
        var budget = ConnectingBudget(share: 4, now: 0)
        var now: Int64 = 0
        var connecting: Int64 = 0
        for _ in 0..<1_000 {
            budget.beginTick(at: now)
            var count = 0
            while budget.allows(after: count, least: 1) {
                budget.spend(10)
                connecting += 10
                now += 10
                count += 1
            }
            now += published
            budget.endTick(at: now)
        }
        #expect(connecting * 4 <= now + now / 20 && connecting * 4 >= now * 9 / 10)
    }
}
