/// A moment: milliseconds since 1970-01-01T00:00:00Z by POSIX time, in which leap seconds do not exist.
///
/// Its text is that of messages: RFC 3339, in UTC, with milliseconds. Every moment has one; those before the year 0 or
/// after 9999, which RFC 3339 cannot write, have the text of the first or last moment it can.
package struct Instant: Hashable, Sendable {
    /// Milliseconds since the epoch; negative before 1970.
    package var milliseconds: Int64

    /// What RFC 3339 can write, in milliseconds since 1970: the years 0000 to 9999.
    package static let writable: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// Takes milliseconds since the epoch.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// The moment, or the nearest one that RFC 3339 can write: a clock beyond any date must not end the process.
    package var nearestWritable: Instant {
        Instant(milliseconds: min(max(milliseconds, Self.writable.lowerBound), Self.writable.upperBound))
    }

    /// The moment `milliseconds` later (earlier when negative); beyond what 64 bits hold, the last or the first one.
    package func advanced(byMilliseconds milliseconds: Int64) -> Instant {
        Instant(milliseconds: self.milliseconds.adding(saturating: milliseconds))
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is later; at most what 64 bits hold.
    package func milliseconds(since earlier: Instant) -> Int64 {
        let (difference, overflows) = milliseconds.subtractingReportingOverflow(earlier.milliseconds)
        return overflows ? (self < earlier ? .min : .max) : difference
    }
}

extension Instant {
    /// Reads `date-time` of RFC 3339, section 5.6: any offset; up to 9 digits of fraction, of which what is below a
    /// millisecond is cut off; `T` and `Z` in either case, or a space for the `T`.
    ///
    /// A leap second (second 60) is accepted where one can be, at the end of a day of UTC, as the first second of the
    /// next day. Returns nil for any other text: bad dates, missing offsets, times outside of `writable`.
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
        guard Self.writable.contains(milliseconds) else { return nil }
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
    package func append(to bytes: inout [UInt8]) {
        let (day, millisecond) = nearestWritable.milliseconds.flooredDivision(by: 86_400_000)
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

extension Instant: Comparable {
    /// Earlier.
    package static func < (a: Instant, b: Instant) -> Bool {
        a.milliseconds < b.milliseconds
    }
}

extension Instant: CustomStringConvertible {
    /// The text of 24 characters, such as `2026-11-24T09:30:00.000Z`.
    package var description: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
