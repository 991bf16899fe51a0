import TestSupport
import Testing
import Values
import WallboardCore

@Suite("Places in a list that is oldest first")
struct AgePositionTests {
    private static let moments: [Int64] = [0, 1, 9, 10, 99, 1_795_510_800_000, 1_795_510_800_001, .max - 1, .max]

    @Test("texts sort as moments, then ids, and are read again")
    func texts() {
        let positions = Self.moments.flatMap { at in
            ["-", "A", "a", "ab"].map { AgePosition(at: Instant(milliseconds: at), id: $0) }
        }
        #expect(positions.sorted() == positions)
        #expect(positions.map(\.text).sorted() == positions.map(\.text))
        for position in positions { #expect(AgePosition(upTo: position.text) == position) }
        #expect(positions[4].text == "0000000000000000001 -")
    }

    @Test(
        "whatever text somebody makes up, what follows it is what sorts behind it", arguments: 0..<20 as Range<UInt64>)
    func madeUp(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let positions = (0..<40).map { _ in
            let at = random.percent(50) ? random.pick(Self.moments) : Int64.random(in: 0 ... .max, using: &random)
            return AgePosition(at: Instant(milliseconds: at), id: random.pick(["-", "A", "a", "ab", "z9"]))
        }
        for _ in 0..<500 {
            // The beginning of a valid text, and then anything.
            let text = String(random.pick(positions).text.prefix(random.pick(0...25)))
            let made = text + String((0..<random.pick(0...2)).map { _ in random.pick(Array(" 0159-Aaz~!é")) })
            let place = AgePosition(upTo: made)
            for position in positions {
                #expect((place < position) == (made < position.text), "seed \(seed): \(made) before \(position.text)")
            }
        }
    }
}
