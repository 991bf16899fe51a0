/// A minute on the wall clock of some place, without saying which: the key of an interval of the state (protocol,
/// section 9), such as `2026-11-24T09:30`.
package struct LocalMinute: Hashable, Sendable {
    /// Minutes since 1970-01-01T00:00 on that clock; in `range`.
    package let minutes: Int64

    /// The years 0000 to 9999.
    package static let range: ClosedRange<Int64> = -1_036_120_320...4_223_371_679

    /// The minute, or the nearer end of `range`: every result of a calculation has a text.
    package init(minutes: Int64) {
        self.minutes = min(max(minutes, Self.range.lowerBound), Self.range.upperBound)
    }

    /// Reads exactly the form `2026-11-24T09:30`; nil for anything else.
    package init?(_ text: String) {
        var reader = DigitReader(text)
        guard let year = reader.number(digits: 4), reader.skip(ASCII.minus),
            let month = reader.number(digits: 2), reader.skip(ASCII.minus),
            let day = reader.number(digits: 2),
            let date = CivilDate(year: year, month: month, day: day),
            reader.skip(UInt8(ascii: "T")),
            let hour = reader.number(digits: 2), hour < 24, reader.skip(ASCII.colon),
            let minute = reader.number(digits: 2), minute < 60, reader.isAtEnd
        else { return nil }
        minutes = Int64(date.daysSince1970 * 1_440 + hour * 60 + minute)
    }
}

extension LocalMinute: Comparable {
    /// Earlier on the same clock.
    package static func < (a: LocalMinute, b: LocalMinute) -> Bool {
        a.minutes < b.minutes
    }
}

extension LocalMinute: CustomStringConvertible {
    /// The text of 16 characters, such as `2026-11-24T09:30`.
    package var description: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        let (day, minute) = minutes.flooredDivision(by: 1_440)
        CivilDate(daysSince1970: Int(day)).append(to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        bytes.appendDecimal(UInt64(minute / 60), width: 2)
        bytes.append(ASCII.colon)
        bytes.appendDecimal(UInt64(minute % 60), width: 2)
        return String(decoding: bytes, as: UTF8.self)
    }
}
