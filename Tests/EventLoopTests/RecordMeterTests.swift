import TestSupport
import Testing

@testable import EventLoop

/// Records are counted at their ends, wherever the input is cut.
struct RecordMeterTests {
    @Test("records are counted at their ends however they are cut")
    func recordsAreCountedAtTheirEndsHoweverTheyAreCut() {
        for seed in 0..<200 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            var bytes: [UInt8] = []
            var ends: [Int] = []
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                let longest = [0, 40, 40, 16_640].randomElement(using: &random) ?? 0
                let length = Int.random(in: 0...longest, using: &random)
                bytes += [22, 3, 3, UInt8(length >> 8), UInt8(length & 0xff)] + [UInt8](repeating: 0x17, count: length)
                ends.append(bytes.count)
            }
            var meter = RecordMeter()
            var start = 0
            var ended = 0
            while start < bytes.count {
                let count = min(
                    bytes.count - start,
                    1 + Int.random(in: 0..<(Bool.random(using: &random) ? 4 : 3_000), using: &random))
                ended += meter.pass(bytes.span.extracting(start..<start + count))
                start += count
                #expect(ended == ends.count { $0 <= start }, "seed \(seed), at byte \(start)")
            }
        }
    }

    @Test("a connection pays four bytes for it")
    func aConnectionPaysFourBytesForIt() {
        #expect(MemoryLayout<RecordMeter>.size <= 4)
    }
}
