import EventLoop
import TestSupport
import Testing

struct DeflateTests {
    /// Text as boards get it: much repetition, some noise.
    private func payload(_ random: inout SplitMix64) -> [UInt8] {
        let words = ["\"offered\":", "12", "{", "}", ",", "\"queues\"", "0.83", "Sales", "\u{20ac}", "null"]
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return random.bytes(Int.random(in: 0...3_000, using: &random))
        case 1: return [UInt8](repeating: 65, count: Int.random(in: 0...70_000, using: &random))
        default:
            let count = Int.random(in: 0...4_000, using: &random)
            return (0..<count).flatMap { _ in Array(words.randomElement(using: &random)!.utf8) }
        }
    }

    @Test("every payload comes back", arguments: [Int32(9), 10, 12, 15], [Int32(1), 3, 9])
    func everyPayloadComesBack(_ windowBits: Int32, _ level: Int32) throws {
        let deflater = Deflater(level: level, windowBits: windowBits)
        let inflater = Inflater()
        let sameWindow = Inflater(windowBits: windowBits)
        for seed in UInt64(0)..<40 {
            var random = SplitMix64(seed: seed)
            let payload = payload(&random)
            let deflated = deflater.deflate(payload)
            #expect(inflater.inflate(deflated, maxBytes: payload.count) == .bytes(payload), "seed \(seed)")
            #expect(sameWindow.inflate(deflated, maxBytes: payload.count) == .bytes(payload), "seed \(seed)")
            #expect(!deflated.suffix(4).elementsEqual([0x00, 0x00, 0xff, 0xff]), "seed \(seed)")
        }
    }

    @Test("messages do not depend on each other")
    func messagesDoNotDependOnEachOther() {
        let deflater = Deflater(level: 6, windowBits: 15)
        let text = Array("the same words again and again".utf8)
        let first = deflater.deflate(text)
        _ = deflater.deflate(Array("something else".utf8))
        #expect(deflater.deflate(text) == first)
    }

    @Test("the examples of the RFC are read")
    func theExamplesOfTheRFCAreRead() {
        let inflater = Inflater()
        let hello = Array("Hello".utf8)
        // RFC 7692, sections 7.2.3.1, 7.2.3.3, 7.2.3.4, 7.2.3.5 and 7.2.3.6.
        let examples: [([UInt8], [UInt8])] = [
            ([0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], hello),
            ([0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00], hello),
            ([0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00], hello),
            ([0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00], hello),
            ([0x00], []),
        ]
        for (payload, expected) in examples {
            #expect(inflater.inflate(payload, maxBytes: 100) == .bytes(expected), "\(payload)")
        }
        #expect(Deflater(level: 6, windowBits: 15).deflate([]) == [0x00])
    }

    @Test("the cap is exact")
    func theCapIsExact() {
        let deflated = Deflater(level: 9, windowBits: 15).deflate([UInt8](repeating: 0, count: 65_536))
        let inflater = Inflater()
        #expect(inflater.inflate(deflated, maxBytes: 65_535) == .tooBig)
        #expect(inflater.inflate(deflated, maxBytes: 65_536) == .bytes([UInt8](repeating: 0, count: 65_536)))
        #expect(inflater.inflate(deflated, maxBytes: 0) == .tooBig)
    }

    /// 64 MiB of zeros in 64 KiB: inflating it whole would show in the process's memory.
    @Test("a bomb is refused before it is inflated")
    func aBombIsRefusedBeforeItIsInflated() async {
        await #expect(processExitsWith: .success) {
            let deflater = Deflater(level: 9, windowBits: 15)
            let bomb = deflater.deflate([UInt8](repeating: 0, count: 64 << 20))
            let inflater = Inflater()
            let before = try peakKiB(reset: true)
            for _ in 0..<10 { try #require(inflater.inflate(bomb, maxBytes: 65_536) == .tooBig) }
            try #require(peakKiB(reset: false) - before < 4_096)
        }
    }

    @Test("every payload that breaks off is corrupt")
    func everyPayloadThatBreaksOffIsCorrupt() {
        var random = SplitMix64(seed: 4)
        let text = (0..<200).flatMap { _ in Array("\(Int.random(in: 0..<1_000, using: &random)),".utf8) }
        let deflated = Deflater(level: 6, windowBits: 15).deflate(text)
        let inflater = Inflater()
        for count in 1..<deflated.count - 1 {
            switch inflater.inflate(Array(deflated.prefix(count)), maxBytes: 100_000) {
            case .corrupt, .tooBig: continue
            case .bytes(let bytes): Issue.record("\(count) of \(deflated.count) bytes gave \(bytes.count)")
            }
        }
        #expect(inflater.inflate(deflated, maxBytes: 100_000) == .bytes(text), "good again after bad ones")
    }

    @Test("random bytes neither trap nor pass the cap", arguments: 0..<300)
    func randomBytesNeitherTrapNorPassTheCap(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let inflater = Inflater()
        let payload = random.bytes(Int.random(in: 0...600, using: &random))
        if case .bytes(let bytes) = inflater.inflate(payload, maxBytes: 5_000) {
            #expect(bytes.count <= 5_000, "seed \(seed)")
        }
    }
}
