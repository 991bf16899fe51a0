import BoardProtocol
import EventLoop
import TestSupport
import Testing

@testable import BoardServer

/// Which board goes when, and when it is asked to come back.
struct DrainTests {
    private func boards(_ count: Int) -> [PollToken] {
        (0..<count).map { PollToken(slot: UInt32($0), generation: 7) }
    }

    @Test("boards go in their order evenly spread")
    func boardsGoInTheirOrderEvenlySpread() {
        var drain = Drain(of: boards(4), .restarting, spreadMillis: 1_000, at: 500)
        #expect(drain.close == .restarting)
        var gone: [String] = []
        while let moment = drain.nextMoment {
            #expect(drain.nextToGo(at: moment - 1) == nil, "not before its moment")
            while let board = drain.nextToGo(at: moment) { gone.append("\(board.slot) at \(moment)") }
        }
        #expect(gone == ["0 at 500", "1 at 750", "2 at 1000", "3 at 1250"])
        #expect(drain.nextToGo(at: .max) == nil)
    }

    @Test("without spread all go at once")
    func withoutSpreadAllGoAtOnce() {
        var drain = Drain(of: boards(3), .shuttingDown, spreadMillis: 0, at: 9)
        var slots: [UInt32] = []
        while let board = drain.nextToGo(at: 9) { slots.append(board.slot) }
        #expect(slots == [0, 1, 2])
        var random = SplitMix64(seed: 1)
        #expect(drain.comeBackMillis(using: &random) == 0)
    }

    @Test("nobody is left to go")
    func nobodyIsLeftToGo() {
        var none = Drain(of: [], .shuttingDown, spreadMillis: 1_000, at: 0)
        #expect(none.nextMoment == nil && none.nextToGo(at: .max) == nil)
        var hurried = Drain(of: boards(3), .shuttingDown, spreadMillis: 1_000, at: 0)
        hurried.hurry()
        #expect(hurried.nextMoment == nil && hurried.nextToGo(at: .max) == nil)
    }

    @Test("every board goes once within the spread")
    func everyBoardGoesOnceWithinTheSpread() {
        for seed in 0..<200 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let count = random.below(50)
            let spread = Int64(random.below(10_000))
            var drain = Drain(of: boards(count), .shuttingDown, spreadMillis: spread, at: 1_000)
            var now: Int64 = 1_000
            var slots: [UInt32] = []
            while let moment = drain.nextMoment {
                now = max(now, moment) + Int64(random.below(300))
                #expect(moment == 1_000 || moment < 1_000 + spread, "seed \(seed)")
                while let board = drain.nextToGo(at: now) { slots.append(board.slot) }
                let back = drain.comeBackMillis(using: &random)
                #expect(0...spread ~= back, "seed \(seed)")
            }
            #expect(slots == Array(0..<UInt32(count)), "seed \(seed)")
        }
    }
}
