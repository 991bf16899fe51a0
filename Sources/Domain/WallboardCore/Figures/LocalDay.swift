import Values

/// One day of a customer, from one reset moment to the next, with the offsets of its time zone from UTC.
///
/// Made by code that knows time zones. A day in which the clocks change has 23 or 25 hours, and two offsets.
package struct LocalDay: Hashable, Sendable {
    /// The reset moment with which it begins.
    package let from: Instant
    /// The reset moment with which the next one begins.
    package let to: Instant
    /// What is added to UTC, ascending; the first is in force at `from`.
    package let offsets: [Offset]

    /// An offset from UTC and the moment from which it is in force.
    package struct Offset: Hashable, Sendable {
        /// The moment from which it is in force.
        package let since: Instant
        /// East of Greenwich is positive.
        package let seconds: Int

        /// An offset of at most a day.
        package init(since: Instant, seconds: Int) {
            precondition(abs(seconds) <= 86_400, "an offset of \(seconds) s from UTC")
            self.since = since
            self.seconds = seconds
        }
    }

    /// The day from `from` to `to`. `offsets` are those in force in it: at least one, ascending, the first of them
    /// since `from` or earlier.
    package init(from: Instant, to: Instant, offsets: [Offset]) {
        precondition(from < to, "a day from \(from) to \(to)")
        precondition(offsets.first.map { $0.since <= from } ?? false, "no offset in force at \(from): \(offsets)")
        precondition(zip(offsets, offsets.dropFirst()).allSatisfy { $0.since < $1.since }, "not ascending: \(offsets)")
        self.from = from
        self.to = to
        self.offsets = offsets
    }

    /// Whether `instant` lies in the day.
    package func contains(_ instant: Instant) -> Bool { from <= instant && instant < to }

    /// The local half hour of a moment of this day.
    package func halfHour(of instant: Instant) -> HalfHour {
        let offset = offsets.last { $0.since <= instant } ?? offsets[0]
        return HalfHour(containing: instant.milliseconds + Int64(offset.seconds) * 1000)
    }
}
