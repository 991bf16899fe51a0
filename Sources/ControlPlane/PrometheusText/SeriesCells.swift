import CoreMetrics
import Synchronization

/// A counter that threads share. Amounts below 0 are ignored: a counter never falls.
final class CounterCell: CounterHandler, FloatingPointCounterHandler {
    private let whole = Atomic<Int64>(0)
    /// Amounts that were added as fractions. A lock is enough: nothing frequent is counted this way.
    private let fractions = Mutex<Double>(0)

    var value: Double {
        Double(whole.load(ordering: .relaxed)) + fractions.withLock { $0 }
    }

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        whole.wrappingAdd(amount, ordering: .relaxed)
    }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        fractions.withLock { $0 += amount }
    }

    func reset() {
        whole.store(0, ordering: .relaxed)
        fractions.withLock { $0 = 0 }
    }
}

/// A value that goes up and down.
final class GaugeCell: RecorderHandler, MeterHandler {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }
    func set(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func record(_ value: Int64) { set(Double(value)) }
    func decrement(by amount: Double) { increment(by: -amount) }

    func increment(by amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (isExchanged, found) = bits.weakCompareExchange(
                expected: old, desired: new, ordering: .relaxed)
            if isExchanged { return }
            old = found
        }
    }
}

/// How often values fell into each bucket.
final class HistogramCell: RecorderHandler, TimerHandler {
    private let bounds: [Double]
    private let counts: Mutex<HistogramCounts>

    init(bounds: [Double]) {
        self.bounds = bounds
        counts = Mutex(HistogramCounts(buckets: Array(repeating: 0, count: bounds.count + 1), sum: 0))
    }

    var value: HistogramCounts { counts.withLock { $0 } }

    /// NaN is left out: it would make the sum useless for good.
    func record(_ value: Double) {
        guard value.isFinite else { return }
        let index = Self.bucket(of: value, in: bounds)
        counts.withLock { counts in
            counts.buckets[index] += 1
            counts.sum += value
        }
    }

    func record(_ value: Int64) { record(Double(value)) }

    /// A clock that was set back must not give a negative time.
    func recordNanoseconds(_ duration: Int64) { record(Double(max(duration, 0)) / 1e9) }

    /// The first bucket whose bound is not below the value; the last one has no bound.
    static func bucket(of value: Double, in bounds: [Double]) -> Int {
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// What a histogram has counted.
package struct HistogramCounts: Sendable, Equatable {
    /// By bucket, each value in one alone (not cumulative); one more than there are bounds, the last without a bound.
    package var buckets: [UInt64]
    /// The sum of the values, in the unit of the metric.
    package var sum: Double

    /// Takes counts that were kept elsewhere, such as by the loops.
    package init(buckets: [UInt64], sum: Double) {
        self.buckets = buckets
        self.sum = sum
    }
}
