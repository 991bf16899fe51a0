/// How long updates took from the making of their frame, just before they were posted to the loops, until a loop had
/// written them to its last subscriber or queued them for it: a histogram, one observation per update and loop. Loops
/// without a subscriber observe nothing. Written by the loops, read when metrics are rendered.
package final class PushDelays: Sendable {
    /// The upper bounds of the buckets in milliseconds, inclusive; one more bucket has no bound. They range from well
    /// below what anybody notices to an outage.
    package static let boundsMillis = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000]

    /// What was observed until now.
    package struct Reading: Hashable, Sendable {
        /// How many delays were within each bound, including those within a lower one.
        package let cumulativeCounts: [Int]
        /// How many delays there were.
        package let count: Int
        /// All delays together, in microseconds. May be ahead of or behind `count` by what is observed at this moment.
        package let sumMicros: Int
    }

    /// The last has no bound.
    private let buckets: [Atomic64]
    private let sumMicros = Atomic64()

    init() {
        buckets = (0...Self.boundsMillis.count).map { _ in Atomic64() }
    }

    /// One more delay, 0 or more.
    func observe(micros: Int64) {
        let bucket = Self.boundsMillis.firstIndex { micros <= Int64($0) * 1_000 } ?? Self.boundsMillis.count
        buckets[bucket].add(1)
        sumMicros.add(Int(micros))
    }

    /// What was observed until now.
    package var reading: Reading {
        var sum = 0
        let counts = buckets.map { bucket in
            sum += bucket.value
            return sum
        }
        return Reading(cumulativeCounts: counts.dropLast(), count: sum, sumMicros: sumMicros.value)
    }
}
