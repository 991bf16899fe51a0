import TestSupport
import Testing

@testable import WebSocketWire

@Suite("UTF-8 (RFC 3629)")
struct UTF8ValidatorTests {
    @Test("every scalar is valid and ends complete; every surrogate is refused at its second byte")
    func everyScalar() {
        let mistaken = (UInt32(0)...0x10_FFFF).filter { value in
            if let scalar = Unicode.Scalar(value) { return !UTF8Validator.isValid(Array(UTF8.encode(scalar)!)) }
            var validator = UTF8Validator()
            return !validator.validate([0xED].span) || validator.validate([UInt8(0x80 | value >> 6 & 0x3F)].span)
        }
        #expect(mistaken == [])
    }

    @Test("every sequence of two bytes, and every one of three with a lead byte, agrees with the standard library")
    func shortSequences() {
        var texts: [[UInt8]] = []
        for first in UInt8.min ... .max {
            for second in UInt8.min ... .max {
                texts.append([first, second])
                guard first >= 0xC0 else { continue }
                for third: UInt8 in [0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF] {
                    texts += [[first, second, third], [first, second, third, 0x80]]
                }
            }
        }
        #expect(texts.filter { UTF8Validator.isValid($0) != isText($0) } == [])
    }

    @Test("random and damaged texts agree with the standard library, however cut", arguments: UInt64(0)..<300)
    func randomTexts(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var bytes = Array(generator.text(upTo: 80).utf8)
        if generator.oneIn(2), let index = bytes.indices.randomElement(using: &generator) {
            bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
        }
        #expect(UTF8Validator.isValid(bytes) == isText(bytes), "seed \(seed)")
        var validator = UTF8Validator()
        feed(bytes, .random(generator)) { piece, offset in
            _ = validator.validate(piece)
            offset = piece.count
        }
        #expect(validator.isComplete == isText(bytes), "seed \(seed)")
    }

    @Test("the first byte that no text could have there is refused, and no earlier one", arguments: UInt64(0)..<300)
    func earliestRefusal(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let bytes = Array(generator.text(upTo: 20).utf8) + generator.bytes(4)
        var validator = UTF8Validator()
        for index in bytes.indices {
            let isAccepted = validator.validate([bytes[index]].span)
            #expect(isAccepted == isPrefixOfText(Array(bytes[...index])), "seed \(seed), byte \(index)")
            guard isAccepted else {
                #expect(!validator.validate([0x61].span) && !validator.isComplete, "seed \(seed)")
                return
            }
        }
    }

    private func isText(_ bytes: [UInt8]) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }

    /// Whether some continuation makes `bytes` valid: one of these always does.
    private func isPrefixOfText(_ bytes: [UInt8]) -> Bool {
        let continuations: [[UInt8]] = [
            [], [0x80], [0xA0], [0x80, 0x80], [0xA0, 0x80], [0x90, 0x80, 0x80], [0x80, 0x80, 0x80],
        ]
        return continuations.contains { isText(bytes + $0) }
    }
}
