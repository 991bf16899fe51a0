import TestSupport
import Testing

@testable import WebSocketWire

@Suite("What a frame writer writes (RFC 6455, section 5.2)")
struct FrameWriterTests {
    @Test("the examples of RFC 6455, section 5.7")
    func examples() {
        let hello = Array("Hello".utf8)
        #expect(FrameWriter.frame(.text, payload: hello) == [0x81, 0x05] + hello)
        #expect(
            FrameWriter.frame(.text, payload: hello, mask: 0x37FA_213D)
                == [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
        #expect(FrameWriter.ping(hello) == [0x89, 0x05] + hello)
        #expect(
            FrameWriter.pong(hello, mask: 0x37FA_213D)
                == [0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
        var fragments: [UInt8] = []
        FrameWriter.append(.text, payload: hello.span.extracting(0..<3), isFinal: false, to: &fragments)
        FrameWriter.append(.continuation, payload: hello.span.extracting(3..<5), to: &fragments)
        #expect(fragments == [0x01, 0x03, 0x48, 0x65, 0x6C, 0x80, 0x02, 0x6C, 0x6F])
    }

    @Test("every length has its shortest form", arguments: [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
    func lengths(count: Int) {
        let payload = [UInt8](repeating: 0x61, count: count)
        for isMasked in [false, true] {
            let frame = FrameWriter.frame(.binary, payload: payload, mask: isMasked ? 0x37FA_213D : nil)
            #expect(frame == rawFrame(0x82, payload, isMasked: isMasked))
        }
    }

    @Test("a compressed message has RSV1 on its first frame")
    func compressionBit() {
        #expect(FrameWriter.frame(.text, payload: [1], isCompressed: true) == [0xC1, 1, 1])
        #expect(FrameWriter.frame(.binary, payload: [1], isCompressed: true) == [0xC2, 1, 1])
    }

    @Test("frames are appended to what is there")
    func appends() {
        var frames: [UInt8] = [0xAA]
        FrameWriter.append(.ping, payload: [UInt8]().span, to: &frames)
        FrameWriter.append(.pong, payload: [UInt8]().span, to: &frames)
        #expect(frames == [0xAA, 0x89, 0, 0x8A, 0])
    }

    @Test("a Close carries its code and reason, and its answer the same code")
    func closes() {
        #expect(FrameWriter.close(.normal) == [0x88, 2, 0x03, 0xE8])
        #expect(FrameWriter.close(.normal, reason: "bye") == [0x88, 5, 0x03, 0xE8] + Array("bye".utf8))
        #expect(FrameWriter.close(answering: CloseCode(rawValue: 4999)) == [0x88, 2, 0x13, 0x87])
        #expect(FrameWriter.close(answering: nil) == [0x88, 0])
        #expect(FrameWriter.close(answering: nil, mask: 0x0102_0304) == [0x88, 0x80, 1, 2, 3, 4])
    }

    @Test("a long reason is cut between characters", arguments: UInt64(0)..<200)
    func longReasons(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let reason = generator.text(upTo: 200)
        let reading = Reading(of: FrameWriter.close(.normal, reason: reason), role: .client)
        guard case .close(.normal, let kept)? = reading.incoming.first else {
            Issue.record("seed \(seed): \(reading)")
            return
        }
        #expect(reason.unicodeScalars.starts(with: kept.unicodeScalars), "seed \(seed)")
        let fits = reason.utf8.count <= FrameWriter.longestCloseReason
        #expect(fits ? kept == reason : (120...123).contains(kept.utf8.count), "seed \(seed)")
    }

    @Test("masking is the XOR of section 5.3 at any start and length", arguments: UInt64(0)..<200)
    func masking(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let bytes = generator.bytes(Int.random(in: 0...100, using: &generator))
        let start = Int.random(in: 0...bytes.count, using: &generator)
        let mask = UInt32.random(in: .min ... .max, using: &generator)
        let key = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: mask >> $0) }
        let skipped = Int.random(in: 0...9, using: &generator)
        var masked = bytes
        masked.applyMask(MaskingKey(bigEndian: mask).advanced(by: skipped), from: start)
        for index in bytes.indices {
            let expected = index < start ? bytes[index] : bytes[index] ^ key[(index - start + skipped) % 4]
            #expect(masked[index] == expected, "seed \(seed), byte \(index)")
        }
    }
}
