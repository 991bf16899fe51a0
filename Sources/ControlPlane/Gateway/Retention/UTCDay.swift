import BoardProtocol
import WallboardCore

/// A day of UTC, by which events are archived and leave the database.
struct UTCDay: Hashable, Comparable {
    static let milliseconds: Int64 = 86_400_000

    /// Its number, counted from 1970-01-01.
    let number: Int64

    init(containing instant: Instant) {
        let (day, rest) = instant.milliseconds.quotientAndRemainder(dividingBy: Self.milliseconds)
        number = rest < 0 ? day - 1 : day
    }

    /// Of the first and the last day that an `Instant` may lie in, the first and the last `Instant`.
    var start: Instant { Instant(milliseconds: number.multiplied(saturating: Self.milliseconds)) }
    var end: Instant { Instant(milliseconds: (number + 1).multiplied(saturating: Self.milliseconds)) }

    /// Such as `2026-11-24`.
    var name: String {
        let range = Timestamp.range
        let start = min(max(start.milliseconds, range.lowerBound), range.upperBound)
        return String(Timestamp(milliseconds: start).description.prefix(10))
    }

    static func < (a: UTCDay, b: UTCDay) -> Bool { a.number < b.number }
}
