import TestSupport
import Testing

@testable import WallboardCore

@Suite("The longest wait")
struct LongestWaitsTests {
    @Test(
        "is the greatest of what came and was not taken back, as long as it is known",
        arguments: 0..<60 as Range<UInt64>)
    func plain(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var waits = LongestWaits()
        var model: [Int64] = []
        let most: Int64 = random.pick([3, 1_000])
        for _ in 0..<600 {
            if !model.isEmpty, random.percent(45) {
                let wait = random.percent(30) ? (model.max() ?? 0) : random.pick(model)
                if let index = model.firstIndex(of: wait) { model.remove(at: index) }
                waits.count(wait, .remove)
            } else {
                let wait = random.pick(0...most)
                model.append(wait)
                waits.count(wait, .add)
            }
            #expect(waits.isUnknown || waits.longest == model.max(), "seed \(seed)")
            if waits.isUnknown { #expect(waits.longest == nil && !model.isEmpty, "seed \(seed)") }
        }
        for wait in model { waits.count(wait, .remove) }
        #expect(waits == LongestWaits(), "seed \(seed)")
    }

    @Test("is unknown once as many of the longest are taken back as are kept, until all shorter ones are")
    func limit() {
        let kept = Int64(CallLimits.longestWaits)
        var waits = LongestWaits()
        for wait in 1...kept + 2 { waits.count(wait, .add) }
        for wait in (4...kept + 2).reversed() {
            waits.count(wait, .remove)
            #expect(waits.longest == wait - 1)
        }
        waits.count(3, .remove)
        #expect(waits.isUnknown && waits.longest == nil)
        // Whether a new one is longer than those that are left is not known either.
        waits.count(9, .add)
        #expect(waits.isUnknown)
        for wait in [9, 1, 2] as [Int64] { waits.count(wait, .remove) }
        #expect(!waits.isUnknown && waits.longest == nil)
        waits.count(7, .add)
        #expect(waits.longest == 7)
    }

    @Test("is unknown once a wait is taken back that never came")
    func neverCame() {
        var waits = LongestWaits()
        waits.count(5, .remove)
        #expect(waits.isUnknown)
        waits = LongestWaits()
        for wait in [3, 4] as [Int64] { waits.count(wait, .add) }
        waits.count(2, .remove)
        #expect(waits.isUnknown && waits.longest == nil)
    }

    @Test("is of answered, abandoned and overflowed calls, in each queue of the stay there, and not of orphans")
    func ofCalls() {
        var day = CompletedCalls(day: .test, thresholds: CallThresholds())
        for call in [
            completed([.queued(0, "Q"), .queued(50, "R"), .answered(60, "Ann"), .ended(900)]),
            completed([.queued(0, "Q"), .ended(40)]),
            completed([.queued(0, "R"), .ended(20, .overflow)]),
            completed([.queued(0, "S"), .ended(2)]),
        ] {
            day.add(call)
        }
        #expect(day.totals.figures.longestWaitMilliseconds == 60_000)
        #expect(day.queues.map { $0.value.longestWaitMilliseconds } == [50_000, 20_000, 2_000])
        let silent = CompletedCall(
            record([.queued(0, "T")]).silenced(), thresholds: CallThresholds())
        silent.map { day.add($0) }
        #expect(day.totals.figures.longestWaitMilliseconds == 60_000)
        #expect(day.queues["T"]?.longestWaitMilliseconds == nil)
    }

    @Test("comes from a call state that is made from scratch where too many were corrected")
    func callState() {
        let calls = (0..<CallLimits.longestWaits + 1).map { number in
            events(of: "call \(number)", [.queued(0, "Q"), .ended(Double(100 + number)), .answered(5, "Ann")])
        }
        var feed = Feed(day: .test)
        for call in calls { feed.take([call[0], call[1]]) }
        #expect(feed.callState.completed.totals.figures.longestWaitMilliseconds == 164_000)
        for call in calls.dropFirst() { feed.take([call[2]]) }
        #expect(feed.callState.lacksFigures)
        var again = Feed(day: .test)
        again.take(calls.flatMap { $0 }.filter { $0.id != "call 0#2" })
        #expect(!again.callState.lacksFigures)
        #expect(again.callState.completed.totals.figures.longestWaitMilliseconds == 100_000)
    }
}
