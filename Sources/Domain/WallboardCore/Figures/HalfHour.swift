/// A half hour of the customer's local time, such as 24 November 2026, 09:30–10:00.
///
/// Where clocks go back, the hour that comes twice is one pair of half hours.
package struct HalfHour: Hashable, Comparable, Sendable {
    /// The local date and time at which it begins, in minutes since 1970-01-01T00:00 on the local clock. A multiple
    /// of 30.
    package let localMinutes: Int

    /// The half hour in which the local clock shows `localMilliseconds` since 1970-01-01T00:00.
    init(containing localMilliseconds: Int64) {
        let length: Int64 = 1_800_000
        let remainder = localMilliseconds % length
        let start = localMilliseconds - (remainder < 0 ? remainder + length : remainder)
        localMinutes = Int(start / 60_000)
    }

    /// The order of the local clock.
    package static func < (a: HalfHour, b: HalfHour) -> Bool { a.localMinutes < b.localMinutes }
}
