extension Instant {
    /// What RFC 3339 can write, in milliseconds since 1970: the years 0000 to 9999.
    package static let writable: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// Appends the 24 bytes of RFC 3339, section 5.6, in UTC with milliseconds, such as `2026-11-24T10:46:06.123Z`.
    /// A moment before the year 0 or after 9999, for which there is no text, gets that of the first or the last one there is.
    func appendText(to bytes: inout [UInt8]) {
        let written = min(max(milliseconds, Self.writable.lowerBound), Self.writable.upperBound)
        let (day, millisecond) = written.dividedDown(by: 86_400_000)
        let date = CivilDay(daysSince1970: day)
        let second = millisecond / 1_000
        bytes.append(date.year, digits: 4, then: "-")
        bytes.append(date.month, digits: 2, then: "-")
        bytes.append(date.day, digits: 2, then: "T")
        bytes.append(second / 3_600, digits: 2, then: ":")
        bytes.append(second / 60 % 60, digits: 2, then: ":")
        bytes.append(second % 60, digits: 2, then: ".")
        bytes.append(millisecond % 1_000, digits: 3, then: "Z")
    }
}

/// A day of the proleptic Gregorian calendar, which repeats itself every 400 years = 146,097 days.
private struct CivilDay {
    let year: Int64
    /// 1–12.
    let month: Int64
    /// 1–31.
    let day: Int64

    init(daysSince1970: Int64) {
        // Years counted from March put the leap day at their end; 719,468 days lie between 0000-03-01 and 1970-01-01.
        let (cycle, dayOfCycle) = (daysSince1970 + 719_468).dividedDown(by: 146_097)
        // Takes out the leap days that came before: one in 4 years, none in 100, the last of the cycle is its own.
        let leapDays = dayOfCycle / 1_460 - dayOfCycle / 36_524 + dayOfCycle / 146_096
        let yearOfCycle = (dayOfCycle - leapDays) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
    }
}

extension Int64 {
    /// Division that rounds down, so that the remainder is never negative. `divisor` is positive.
    fileprivate func dividedDown(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension [UInt8] {
    /// Appends the last `digits` decimal digits of a number that is not negative, and what comes after it.
    fileprivate mutating func append(_ number: Int64, digits: Int, then next: Unicode.Scalar) {
        var unit: Int64 = 1
        for _ in 1..<digits { unit *= 10 }
        while unit > 0 {
            append(UInt8(ascii: "0") + UInt8(number / unit % 10))
            unit /= 10
        }
        append(UInt8(ascii: next))
    }
}
