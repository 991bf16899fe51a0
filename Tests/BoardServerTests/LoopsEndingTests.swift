import TestSupport
import Testing

@testable import BoardServer

/// How long the end of the loops is waited for.
@Suite struct LoopsEndingTests {
    private let bound = LoopsEnding.looksWithoutTurn

    @Test("a loop is left that has not turned for so many looks")
    func aLoopIsLeftThatHasNotTurnedForSoManyLooks() {
        var ending = LoopsEnding(loops: 2, looks: 1_000)
        for _ in 0..<bound { #expect(ending.look(at: [7, nil]) == nil) }
        #expect(ending.look(at: [7, nil]) == [0])
    }

    @Test("a loop that turns is waited for and so are the others with it")
    func aLoopThatTurnsIsWaitedForAndSoAreTheOthersWithIt() {
        var ending = LoopsEnding(loops: 3, looks: 1_000)
        for turn in 0..<500 { #expect(ending.look(at: [7, Int64(turn), nil]) == nil) }
        // Once it has ended nothing else is waited for.
        #expect(ending.look(at: [7, nil, nil]) == [0])
    }

    @Test("one that turns once is waited for as long again")
    func oneThatTurnsOnceIsWaitedForAsLongAgain() {
        var ending = LoopsEnding(loops: 1, looks: 1_000)
        for _ in 0..<bound { #expect(ending.look(at: [7]) == nil) }
        for _ in 0..<bound { #expect(ending.look(at: [8]) == nil) }
        #expect(ending.look(at: [8]) == [0])
    }

    @Test("loops that do not run are waited for to the last look")
    func loopsThatDoNotRunAreWaitedForToTheLastLook() {
        var ending = LoopsEnding(loops: 2, looks: 100)
        for _ in 0..<99 { #expect(ending.look(at: [nil, nil]) == nil) }
        #expect(ending.look(at: [nil, nil]) == [])
    }

    @Test("whatever happens it ends with the last look and no loop is left before that turned")
    func whateverHappensItEndsWithTheLastLookAndNoLoopIsLeftBeforeThatTurned() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let count = Int.random(in: 1...4, using: &random)
            let looks = Int.random(in: 1...80, using: &random)
            var ending = LoopsEnding(loops: count, looks: looks)
            var turns = (0..<count).map { _ in Int64.random(in: 0...3, using: &random) as Int64? }
            var unchanged = Array(repeating: 0, count: count)
            var before: [Int64?]?
            for number in 1...looks {
                for loop in 0..<count where Int.random(in: 0..<12, using: &random) == 0 {
                    turns[loop] = Int.random(in: 0..<4, using: &random) == 0 ? nil : (turns[loop] ?? 0) + 1
                }
                for loop in 0..<count { unchanged[loop] = before?[loop] == turns[loop] ? unchanged[loop] + 1 : 0 }
                before = turns
                let running = (0..<count).filter { turns[$0] != nil }
                let left = ending.look(at: turns)
                if number == looks { #expect(left == running, "seed \(seed)") }
                guard number < looks, let left else { continue }
                #expect(left == running && !left.isEmpty, "seed \(seed)")
                #expect(left.allSatisfy { unchanged[$0] >= bound }, "seed \(seed)")
            }
        }
    }
}
