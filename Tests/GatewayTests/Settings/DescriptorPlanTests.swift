import TestSupport
import Testing

@testable import Gateway

/// How descriptors are divided.
struct DescriptorPlanTests {
    private static func plan(_ limit: Int, boards: Int = 20_000, admins: Int = 256, loops: Int = 2) -> DescriptorPlan {
        DescriptorPlan(limit: limit, boards: boards, admins: admins, loops: loops, cores: 2)
    }

    @Test("where there is room for all nothing is held back")
    func whereThereIsRoomForAllNothingIsHeldBack() {
        let plan = Self.plan(65_536)
        #expect(plan.boards == 20_000 && plan.admins == 256)
        #expect(plan.isEnough && plan.shortfall == nil)
    }

    @Test("a shell's limit serves both ports and says what is missing")
    func aShellsLimitServesBothPortsAndSaysWhatIsMissing() throws {
        let plan = Self.plan(1_024)
        #expect(plan.isEnough)
        #expect(plan.boards > 500 && plan.admins > 100)
        let shortfall = try #require(plan.shortfall)
        #expect(shortfall.contains("1024") && shortfall.contains("20000") && shortfall.contains("\(plan.boards)"))
        // What it says is needed is just enough.
        let needed = try #require(shortfall.split(separator: " ").compactMap { Int($0) }.max { $0 < $1 })
        #expect(Self.plan(needed).shortfall == nil)
        #expect(Self.plan(needed - 1).shortfall != nil)
    }

    @Test("too few to serve anybody is a problem")
    func tooFewToServeAnybodyIsAProblem() {
        #expect(!Self.plan(0).isEnough)
        #expect(!Self.plan(100).isEnough)
        #expect(!Self.plan(1_024, loops: 256).isEnough)
        #expect(Self.plan(200, boards: 1, admins: 1).isEnough)
    }

    @Test("both ports together never have more than the limit less the reserve")
    func bothPortsTogetherNeverHaveMoreThanTheLimitLessTheReserve() {
        let seed = UInt64.random(in: .min ... .max)
        print("DescriptorPlanTests: seed \(seed)")
        var random = SplitMix64(seed: seed)
        for _ in 0..<2_000 {
            let limit = Int.random(in: 0...Int.random(in: 1...1_100_000, using: &random), using: &random)
            let boards = Int.random(in: 1...1_000_000, using: &random)
            let admins = Int.random(in: 1...10_000, using: &random)
            let plan = Self.plan(limit, boards: boards, admins: admins, loops: Int.random(in: 1...256, using: &random))
            #expect(plan.boards >= 0 && plan.admins >= 0)
            #expect(plan.boards <= boards && plan.admins <= admins)
            #expect(plan.boards + plan.admins <= max(0, limit - plan.reserve))
            #expect((plan.shortfall == nil) == (plan.boards == boards && plan.admins == admins))
        }
    }
}
