/// A moment in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored (POSIX time).
///
/// The domain never reads a clock; whoever does passes an `Instant` in.
package struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since the epoch; negative before 1970.
    package var milliseconds: Int64

    /// Takes milliseconds since the epoch.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Whether `a` is before `b`.
    package static func < (a: Instant, b: Instant) -> Bool {
        a.milliseconds < b.milliseconds
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
