import TestSupport
import Testing

@testable import SQLiteStore

@Suite("Writes that wait in two orders")
struct WaitingWritesTests {
    private func limits(perCommit: Int = 4, rows: Int = 10) -> SQLiteStoreLimits {
        var limits = SQLiteStoreLimits()
        limits.writesPerCommit = perCommit
        limits.bulkRowsPerCommit = rows
        return limits
    }

    @Test("what is prompt goes before the bulk that came first, and a part of bulk goes with every commit")
    func promptFirst() {
        var waiting = WaitingWrites<String>()
        for number in 1...3 { _ = waiting.add("bulk \(number)", .bulk(rows: 10), limits()) }
        for number in 1...5 { _ = waiting.add("seat \(number)", .prompt, limits()) }
        #expect(waiting.take(limits()) == ["seat 1", "seat 2", "seat 3", "bulk 1"])
        #expect(waiting.take(limits()) == ["seat 4", "seat 5", "bulk 2"])
        #expect(waiting.take(limits()) == ["bulk 3"])
        #expect(waiting.take(limits()) == [])
    }

    @Test("each order has its own room")
    func room() {
        var bounds = limits()
        bounds.waitingBulk = 2
        bounds.waitingWrites = 3
        var waiting = WaitingWrites<Int>()
        let bulk = (0..<4).map { waiting.add($0, .bulk(rows: 1), bounds) }
        #expect(bulk == [nil, nil, 2, 2])
        let prompt = (0..<5).map { waiting.add($0, .prompt, bounds) }
        #expect(prompt == [nil, nil, nil, 3, 3])
    }

    @Test("no prompt write waits for more commits than there are full ones before it", arguments: 0..<40)
    func promptWait(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let bounds = limits(perCommit: 5, rows: 20)
        var waiting = WaitingWrites<Int>()
        /// For each prompt write, the commit that it must be in at the latest; nil for bulk.
        var latest: [Int?] = []
        var prompts = 0
        for commit in 0..<300 {
            for _ in 0..<Int.random(in: 0..<8, using: &random) {
                if Int.random(in: 0..<3, using: &random) > 0 {
                    _ = waiting.add(latest.count, .bulk(rows: Int.random(in: 1...30, using: &random)), bounds)
                    latest.append(nil)
                } else {
                    _ = waiting.add(latest.count, .prompt, bounds)
                    latest.append(commit + prompts / 4)
                    prompts += 1
                }
            }
            for write in waiting.take(bounds) {
                guard let bound = latest[write] else { continue }
                prompts -= 1
                #expect(commit <= bound, "seed \(seed)")
            }
        }
    }
}
