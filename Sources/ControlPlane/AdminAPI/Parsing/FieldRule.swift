import BoardProtocol
import Values
import WallboardCore

/// What a field of a body must be.
struct FieldRule<Value>: Sendable {
    /// The sentence, without its subject, for the sender who broke the rule.
    let expectation: String
    /// Returns nil if the JSON value breaks the rule.
    let read: @Sendable (JSON) -> Value?
}

extension FieldRule {
    /// The same rule, with `null` as a further value.
    var orNull: FieldRule<Value?> {
        FieldRule<Value?>(expectation: expectation + ", or null") { json in
            if case .null = json { .some(nil) } else { read(json).map { .some($0) } }
        }
    }
}

extension FieldRule where Value == String {
    /// A text of so many characters (Unicode scalars), without control characters. It is kept as names are: trimmed, in
    /// normal form C.
    static func text(_ length: ClosedRange<Int>) -> Self {
        Self(
            expectation: "must be a text of \(length.lowerBound) to \(length.upperBound) characters without control "
                + "characters, white space at its ends not counted"
        ) { json in
            guard let text = json.string?.normalisedName, length.contains(text.unicodeScalars.count),
                !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
            else { return nil }
            return text
        }
    }
}

extension FieldRule where Value == Bool {
    static let flag = Self(expectation: "must be true or false") { $0.bool }
}

extension FieldRule where Value == Int {
    /// A whole number, however it is written: `1.0` is one too (JSON Schema validation, section 6.1.1).
    static func integer(_ range: ClosedRange<Int>) -> Self {
        Self(expectation: "must be an integer from \(range.lowerBound) to \(range.upperBound)") { json in
            let whole = json.integer.flatMap { Int(exactly: $0) } ?? json.number.flatMap { Int(exactly: $0) }
            return whole.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A time of day as `HH:MM`, in minutes after midnight.
    static let timeOfDay = Self(expectation: "must be a time of day from 00:00 to 23:59, as HH:MM") { json in
        guard let text = json.string?.utf8, text.count == 5 else { return nil }
        let digits = [0, 1, 3, 4].map { Int(text[text.index(text.startIndex, offsetBy: $0)]) - Int(UInt8(ascii: "0")) }
        guard text[text.index(text.startIndex, offsetBy: 2)] == UInt8(ascii: ":"),
            digits.allSatisfy({ (0...9).contains($0) })
        else { return nil }
        let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        return hour < 24 && minute < 60 ? hour * 60 + minute : nil
    }
}

extension FieldRule where Value: CheckedName {
    /// A name of the domain; `characters` are those that its type allows, for the sentence.
    static func name(of characters: String) -> Self {
        Self(expectation: "must be 1 to 64 of the characters \(characters)") { json in
            json.string.flatMap { Value($0) }
        }
    }
}

extension FieldRule where Value == UserID {
    static let userID = name(of: "A–Z a–z 0–9 . _ @ -")
}

extension FieldRule where Value == DashboardID {
    static let dashboardID = name(of: "a–z 0–9 -")
}

extension FieldRule where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
    /// One of the words of an enumeration.
    static var word: Self {
        let words = Value.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        return Self(expectation: "must be one of \(words)") { json in json.string.flatMap { Value(rawValue: $0) } }
    }
}

extension FieldRule where Value == SeatMaximum {
    /// A number of seats, or null for unlimited.
    static let seatMaximum: Self = {
        let seats = FieldRule<Int>.integer(0...1_000_000)
        return Self(expectation: seats.expectation + ", or null for unlimited") { json in
            if case .null = json { .unlimited } else { seats.read(json).map { .limited($0) } }
        }
    }()
}
