/// A moment as it stands in messages: RFC 3339, in UTC, with milliseconds. POSIX time, so leap seconds do not exist.
package struct Timestamp: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z; in `range`.
    package let milliseconds: Int64

    /// What RFC 3339 can write: the years 0000 to 9999.
    package static let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// The moment, or the end of `range` that is nearer: whatever a clock or a calculation gives has a text.
    package init(milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, Self.range.lowerBound), Self.range.upperBound)
    }

    /// Reads `date-time` of RFC 3339, section 5.6: any offset; up to 9 digits of fraction, of which what is below a
    /// millisecond is cut off; `T` and `Z` in either case, or a space for the `T`.
    ///
    /// A leap second (second 60) is taken where one can be, at the end of a day of UTC, as the first second of the next
    /// day. Returns nil for any other text: bad dates, missing offsets, times outside of `range`.
    package init?(_ text: String) {
        var reader = DigitReader(text)
        guard let year = reader.number(digits: 4), reader.skip(ASCII.minus),
            let month = reader.number(digits: 2), reader.skip(ASCII.minus),
            let day = reader.number(digits: 2),
            let date = CivilDate(year: year, month: month, day: day),
            reader.skip(UInt8(ascii: "T")) || reader.skip(UInt8(ascii: "t")) || reader.skip(ASCII.space),
            let hour = reader.number(digits: 2), hour < 24, reader.skip(ASCII.colon),
            let minute = reader.number(digits: 2), minute < 60, reader.skip(ASCII.colon),
            let second = reader.number(digits: 2), second <= 60,
            let fraction = Self.millisecondsOfFraction(&reader),
            let offsetMinutes = Self.offset(&reader), reader.isAtEnd
        else { return nil }
        let seconds = date.daysSince1970 * 86_400 + (hour * 60 + minute - offsetMinutes) * 60 + second
        if second == 60 && seconds % 86_400 != 0 { return nil }
        let milliseconds = Int64(seconds) * 1_000 + Int64(fraction)
        guard Self.range.contains(milliseconds) else { return nil }
        self.milliseconds = milliseconds
    }

    /// `[ "." 1*9DIGIT ]`
    private static func millisecondsOfFraction(_ reader: inout DigitReader) -> Int? {
        guard reader.skip(ASCII.dot) else { return 0 }
        var milliseconds = 0
        var digits = 0
        while digits < 9, let digit = reader.number(digits: 1) {
            if digits < 3 { milliseconds = milliseconds * 10 + digit }
            digits += 1
        }
        guard digits > 0 else { return nil }
        while digits < 3 {
            milliseconds *= 10
            digits += 1
        }
        return milliseconds
    }

    /// `"Z" / ( "+" / "-" ) hour ":" minute`, in minutes east of UTC.
    private static func offset(_ reader: inout DigitReader) -> Int? {
        if reader.skip(UInt8(ascii: "Z")) || reader.skip(UInt8(ascii: "z")) { return 0 }
        let isWest = reader.skip(ASCII.minus)
        guard isWest || reader.skip(ASCII.plus),
            let hours = reader.number(digits: 2), hours < 24, reader.skip(ASCII.colon),
            let minutes = reader.number(digits: 2), minutes < 60
        else { return nil }
        let offset = hours * 60 + minutes
        return isWest ? -offset : offset
    }

    /// Appends the text of 24 bytes, such as `2026-11-24T09:30:00.000Z`.
    func append(to bytes: inout [UInt8]) {
        let (day, millisecond) = milliseconds.flooredDivision(by: 86_400_000)
        CivilDate(daysSince1970: Int(day)).append(to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        let second = UInt64(millisecond / 1_000)
        bytes.appendDecimal(second / 3_600, width: 2)
        bytes.append(ASCII.colon)
        bytes.appendDecimal(second / 60 % 60, width: 2)
        bytes.append(ASCII.colon)
        bytes.appendDecimal(second % 60, width: 2)
        bytes.append(ASCII.dot)
        bytes.appendDecimal(UInt64(millisecond % 1_000), width: 3)
        bytes.append(UInt8(ascii: "Z"))
    }
}

extension Timestamp: Comparable {
    /// Earlier.
    package static func < (a: Timestamp, b: Timestamp) -> Bool {
        a.milliseconds < b.milliseconds
    }
}

extension Timestamp: CustomStringConvertible {
    /// The text of 24 characters, such as `2026-11-24T09:30:00.000Z`.
    package var description: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
