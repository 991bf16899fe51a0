/// Checks UTF-8 as it arrives, in pieces cut anywhere (RFC 3629, section 4): no overlong form, no surrogate, nothing
/// above U+10FFFF. The first byte that cannot be right is detected at once.
package struct UTF8Validator: Sendable {
    /// Continuation bytes that the current character still needs, 0–3.
    private var missing: UInt8 = 0
    /// What the next continuation byte may be.
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF
    private var hasFailed = false

    /// A validator at the start of a text.
    package init() {}

    /// Whether the text so far is valid and ends with a whole character.
    package var isComplete: Bool { missing == 0 && !hasFailed }

    /// Whether `bytes` is UTF-8 from end to end.
    package static func isValid(_ bytes: [UInt8]) -> Bool { isValid(bytes.span) }

    /// Whether `bytes` is UTF-8 from end to end.
    package static func isValid(_ bytes: Span<UInt8>) -> Bool {
        var validator = UTF8Validator()
        return validator.validate(bytes) && validator.isComplete
    }

    /// Takes the next piece.
    ///
    /// - Returns: false if no continuation could make it valid; every later piece is then rejected too.
    package mutating func validate(_ bytes: Span<UInt8>) -> Bool {
        guard !hasFailed else { return false }
        var index = 0
        while index < bytes.count {
            let isPlausible: Bool
            if missing == 0 {
                while index + 8 <= bytes.count, bytes.isASCIIWord(at: index) { index += 8 }
                guard index < bytes.count else { break }
                isPlausible = bytes[index] < 0x80 || begin(bytes[index])
            } else {
                isPlausible = bytes[index] >= lowest && bytes[index] <= highest
                expect(missing - 1)
            }
            guard isPlausible else {
                hasFailed = true
                return false
            }
            index += 1
        }
        return true
    }

    /// Takes the elements of `bytes` from `start` on as the next piece; see `validate(_:)`.
    mutating func validate(_ bytes: [UInt8], from start: Int) -> Bool {
        validate(bytes.span.extracting(start..<bytes.count))
    }

    /// The first byte of a character of two to four (the table of RFC 3629, section 4).
    private mutating func begin(_ lead: UInt8) -> Bool {
        switch lead {
        case 0xC2...0xDF: expect(1)
        case 0xE0: expect(2, from: 0xA0)
        case 0xED: expect(2, to: 0x9F)
        case 0xE1...0xEF: expect(2)
        case 0xF0: expect(3, from: 0x90)
        case 0xF1...0xF3: expect(3)
        case 0xF4: expect(3, to: 0x8F)
        default: return false
        }
        return true
    }

    private mutating func expect(_ missing: UInt8, from lowest: UInt8 = 0x80, to highest: UInt8 = 0xBF) {
        self.missing = missing
        self.lowest = lowest
        self.highest = highest
    }
}
