import TestSupport
import Testing

@testable import WebSocketWire

@Suite("A message reader against random streams; the argument is the seed")
struct MessageReaderRandomTests {
    @Test("what one side writes the other reads, however fragmented, interleaved and cut", arguments: UInt64(0)..<300)
    func roundTrip(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let role: Role = generator.oneIn(2) ? .server : .client
        let (bytes, expected) = conversation(readBy: role, &generator)
        for cut in [Cut.atOnce, .single, .random(generator)] {
            let reading = Reading(of: bytes, role: role, permitsCompression: true, cut: cut)
            #expect(reading == Reading(expected), "seed \(seed)")
        }
    }

    @Test("a damaged stream is read the same wherever it is cut", arguments: UInt64(0)..<300)
    func damagedStreams(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let role: Role = generator.oneIn(2) ? .server : .client
        let limits = MessageReader.Limits(maxMessageBytes: 300, maxFramesPerMessage: 5)
        var bytes = conversation(readBy: role, &generator).bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let index = bytes.indices.randomElement(using: &generator)!
            bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        }
        let atOnce = Reading(of: bytes, role: role, limits: limits, permitsCompression: true)
        for cut in [Cut.single, .random(generator)] {
            let reading = Reading(of: bytes, role: role, limits: limits, permitsCompression: true, cut: cut)
            #expect(reading == atOnce, "seed \(seed)")
        }
    }

    @Test("random bytes do no harm and are read the same wherever they are cut", arguments: UInt64(0)..<300)
    func garbage(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for role in [Role.server, .client] {
            var bytes = generator.bytes(Int.random(in: 1...400, using: &generator))
            // Pure noise fails in its first byte; a plausible start lets some of it through.
            if generator.oneIn(2) { bytes[0] = [0x81, 0x01, 0x82, 0x89, 0xC1].randomElement(using: &generator)! }
            let atOnce = Reading(of: bytes, role: role, permitsCompression: true)
            let single = Reading(of: bytes, role: role, permitsCompression: true, cut: .single)
            #expect(single == atOnce, "seed \(seed)")
        }
    }

    /// Messages in fragments with control frames between them, now and then a Close at the end.
    private func conversation(
        readBy role: Role, _ generator: inout SplitMix64
    ) -> (bytes: [UInt8], expected: [Incoming]) {
        var bytes: [UInt8] = []
        var expected: [Incoming] = []
        func mask() -> UInt32? { role == .server ? UInt32.random(in: .min ... .max, using: &generator) : nil }
        func control() {
            let payload = generator.bytes(Int.random(in: 0...125, using: &generator))
            let isPing = generator.oneIn(2)
            FrameWriter.append(isPing ? .ping : .pong, payload: payload.span, mask: mask(), to: &bytes)
            expected.append(isPing ? .ping(payload) : .pong(payload))
        }
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let isText = generator.oneIn(2)
            let isCompressed = generator.oneIn(3)
            let size = generator.oneIn(4) ? 2_000 : 150
            let payload =
                isText && !isCompressed
                ? Array(generator.text(upTo: size).utf8) : generator.bytes(Int.random(in: 0...size, using: &generator))
            var start = 0
            var opcode = isText ? Opcode.text : .binary
            var isFinal = false
            while !isFinal {
                let end = generator.oneIn(2) ? payload.count : Int.random(in: start...payload.count, using: &generator)
                isFinal = end == payload.count
                FrameWriter.append(
                    opcode, payload: payload.span.extracting(start..<end), isFinal: isFinal,
                    isCompressed: isCompressed && opcode != .continuation, mask: mask(), to: &bytes)
                if !isFinal && generator.oneIn(3) { control() }
                start = end
                opcode = .continuation
            }
            expected.append(
                .message(Message(isText ? .text : .binary, payload: payload, isCompressed: isCompressed)))
            if generator.oneIn(3) { control() }
        }
        if generator.oneIn(3) {
            let reason = generator.text(upTo: 30)
            bytes += FrameWriter.close(.goingAway, reason: reason, mask: mask())
            expected.append(.close(.goingAway, reason: reason))
        }
        return (bytes, expected)
    }
}
