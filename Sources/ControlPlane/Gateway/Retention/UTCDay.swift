import Values
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

    var start: Instant { Instant(milliseconds: number * Self.milliseconds) }
    var end: Instant { start.advanced(byMilliseconds: Self.milliseconds) }

    /// Such as `2026-11-24`.
    var name: String {
        String(start.description.prefix(10))
    }

    static func < (a: UTCDay, b: UTCDay) -> Bool { a.number < b.number }
}
