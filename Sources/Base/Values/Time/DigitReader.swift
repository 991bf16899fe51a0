/// Reads a text of digits and separators at fixed places.
struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Passes over `byte` if it stands next; returns whether it did.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    /// The number of exactly so many digits that stands next; nil, and nothing is passed over, if it does not.
    mutating func number(digits: Int) -> Int? {
        var value = 0
        var ahead = rest
        for _ in 0..<digits {
            guard let byte = ahead.popFirst(), ASCII.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - ASCII.zero)
        }
        rest = ahead
        return value
    }
}
