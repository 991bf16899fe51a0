import BoardProtocol
import TestSupport
import Testing

/// Always the same number: the ends of a range, when it is the least or the greatest.
private struct ConstantGenerator: RandomNumberGenerator {
    let value: UInt64
    mutating func next() -> UInt64 { value }
}

@Suite("A board backs off by section 5")
struct BackOffTests {
    private var longest = ConstantGenerator(value: .max)

    @Test("the longest wait doubles from 1 s to 60 s")
    mutating func doubling() {
        var backOff = BackOff()
        let waits = (0..<9).map { _ in backOff.nextWait(connectedMillis: 0, hintMillis: nil, using: &longest) }
        #expect(waits == [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
    }

    @Test("it starts again after a connection of 60 s, not of less")
    mutating func stability() {
        var backOff = BackOff()
        for _ in 0..<5 { _ = backOff.nextWait(connectedMillis: 0, hintMillis: nil, using: &longest) }
        #expect(backOff.nextWait(connectedMillis: 59_999, hintMillis: nil, using: &longest) == 32_000)
        #expect(backOff.nextWait(connectedMillis: 60_000, hintMillis: nil, using: &longest) == 1_000)
        #expect(backOff.nextWait(connectedMillis: 0, hintMillis: nil, using: &longest) == 2_000)
    }

    @Test("a hint goes first, and is bounded")
    mutating func hints() {
        var backOff = BackOff()
        #expect(backOff.nextWait(connectedMillis: 0, hintMillis: 90_000, using: &longest) == 90_000)
        #expect(backOff.nextWait(connectedMillis: 0, hintMillis: 0, using: &longest) == 0)
        #expect(backOff.nextWait(connectedMillis: 0, hintMillis: .max, using: &longest) == BackOff.maxHintMillis)
        #expect(backOff.nextWait(connectedMillis: 0, hintMillis: .min, using: &longest) == 0)
        #expect(backOff.nextWait(connectedMillis: 0, hintMillis: nil, using: &longest) == 16_000)
    }

    @Test("the wait is anything between nothing and the longest", arguments: 0..<10)
    func spread(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var backOff = BackOff()
        for _ in 0..<6 { _ = backOff.nextWait(connectedMillis: 0, hintMillis: nil, using: &generator) }
        let waits = (0..<1_000).map { _ in backOff.nextWait(connectedMillis: 0, hintMillis: nil, using: &generator) }
        #expect(waits.allSatisfy { (0...60_000).contains($0) }, "seed \(seed)")
        #expect(waits.min()! < 6_000 && waits.max()! > 54_000, "seed \(seed)")
    }
}
