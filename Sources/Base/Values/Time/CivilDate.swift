/// A day of the proleptic Gregorian calendar, which repeats itself every 400 years = 146,097 days.
///
/// Counting years from March puts the leap day at the end of the year, so that the days before a month are a straight
/// line: 0, 31, 61, 92, … = (153 × month + 2) ÷ 5.
package struct CivilDate: Hashable, Sendable {
    /// Any year; the text has those of four digits.
    package let year: Int
    /// 1–12.
    package let month: Int
    /// 1–31.
    package let day: Int

    private static let daysOfCycle = 146_097
    /// From 0000-03-01, where the cycles begin, to 1970-01-01.
    private static let daysTo1970 = 719_468

    /// Returns nil for a day that does not exist in the calendar.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1, day <= Self.days(ofMonth: month, year: year) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads exactly the form `2026-11-24`; nil for anything else, and for a day that does not exist.
    package init?(_ text: String) {
        var reader = DigitReader(text)
        guard let year = reader.number(digits: 4), reader.skip(ASCII.minus),
            let month = reader.number(digits: 2), reader.skip(ASCII.minus),
            let day = reader.number(digits: 2), reader.isAtEnd
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The date so many days after 1970-01-01; before it, the number is negative.
    package init(daysSince1970: Int) {
        let (cycle, dayOfCycle) = (daysSince1970 + Self.daysTo1970).flooredDivision(by: Self.daysOfCycle)
        // Subtracts the leap days that came before: one in 4 years, none in 100; the last of the cycle is its own.
        let leapDays = dayOfCycle / 1_460 - dayOfCycle / 36_524 + dayOfCycle / 146_096
        let yearOfCycle = (dayOfCycle - leapDays) / 365
        let dayOfYear = dayOfCycle - Self.days(beforeYearOfCycle: yearOfCycle)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01; negative before.
    package var daysSince1970: Int {
        let yearFromMarch = month <= 2 ? year - 1 : year
        let monthFromMarch = month <= 2 ? month + 9 : month - 3
        let (cycle, yearOfCycle) = yearFromMarch.flooredDivision(by: 400)
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return cycle * Self.daysOfCycle + Self.days(beforeYearOfCycle: yearOfCycle) + dayOfYear - Self.daysTo1970
    }

    /// Appends the text of 10 bytes, such as `2026-11-24`. The year is 0–9999.
    func append(to bytes: inout [UInt8]) {
        bytes.appendDecimal(UInt64(year), width: 4)
        bytes.append(ASCII.minus)
        bytes.appendDecimal(UInt64(month), width: 2)
        bytes.append(ASCII.minus)
        bytes.appendDecimal(UInt64(day), width: 2)
    }

    private static func days(beforeYearOfCycle year: Int) -> Int {
        365 * year + year / 4 - year / 100
    }

    private static func days(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension BinaryInteger {
    /// Division that rounds down, so that the remainder is never negative. `divisor` is positive.
    package func flooredDivision(by divisor: Self) -> (quotient: Self, remainder: Self) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

/// Reads a text of digits and separators at fixed places.
struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Skips `byte` if it comes next; returns whether it did.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    /// The number of exactly so many digits that comes next; nil, with nothing skipped, if there is none.
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
