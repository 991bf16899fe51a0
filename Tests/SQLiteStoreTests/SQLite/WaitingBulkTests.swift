import TestSupport
import Testing

@testable import SQLiteStore

@Suite("Bulk that waits")
struct WaitingBulkTests {
    private func waiting(_ parts: [(String, Int)]) -> WaitingBulk<String> {
        var bulk = WaitingBulk<String>()
        for (name, rows) in parts { bulk.add(name, rows: rows) }
        return bulk
    }

    @Test("a commit takes the oldest part whatever its size, and then the smallest that fit")
    func order() {
        var bulk = waiting([("a", 900), ("b", 1_000), ("c", 3), ("d", 700), ("e", 200)])
        #expect(bulk.take(rows: 2_000, most: 9) == ["a", "c", "d", "e"])
        #expect(bulk.take(rows: 10, most: 9) == ["b"])
        #expect(bulk.take(rows: 10, most: 9) == [])
        #expect(bulk.isEmpty)
    }

    @Test("a commit takes no more parts than it may")
    func most() {
        var bulk = waiting([("a", 1), ("b", 1), ("c", 1)])
        #expect(bulk.take(rows: 10, most: 0) == [])
        #expect(bulk.take(rows: 10, most: 2) == ["a", "b"])
        #expect(bulk.count == 1)
    }

    @Test("every part is taken once, and no older one waits longer than there are parts before it", arguments: 0..<50)
    func progress(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var bulk = WaitingBulk<Int>()
        var added = 0
        var taken: Set<Int> = []
        var before: [Int: Int] = [:]
        for commit in 0..<200 {
            for _ in 0..<Int.random(in: 0..<4, using: &random) where added < 300 {
                before[added] = commit + bulk.count
                bulk.add(added, rows: Int.random(in: 1...1_000, using: &random))
                added += 1
            }
            for part in bulk.take(rows: 1_500, most: 5) {
                #expect(taken.insert(part).inserted, "seed \(seed)")
                #expect(commit <= before[part] ?? 0, "part \(part) waited too long, seed \(seed)")
            }
        }
        while !bulk.isEmpty { taken.formUnion(bulk.take(rows: 1_500, most: 5)) }
        #expect(taken.count == added, "seed \(seed)")
    }
}
