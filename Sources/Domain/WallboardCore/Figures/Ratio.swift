/// A ratio from 0 to 1 with four decimals, which is what boards are told (protocol, section 9). Exact, so that equal
/// ratios are equal.
package struct Ratio: Hashable, Sendable {
    /// 0–10,000.
    package let tenThousandths: Int

    /// `part` of `whole`, rounded half up; nil where `whole` is 0, for such a figure has no value.
    package init?(_ part: Int, of whole: Int) {
        guard whole > 0 else { return nil }
        assert((0...whole).contains(part), "\(part) of \(whole) is no ratio")
        tenThousandths = (min(max(part, 0), whole) * 20_000 + whole) / (whole * 2)
    }

    /// As a number from 0 to 1.
    package var value: Double { Double(tenThousandths) / 10_000 }
}

/// The mean of `count` spans that add up to `sum` milliseconds, rounded half up to a millisecond; nil of none.
func meanMilliseconds(_ sum: Int64, over count: Int) -> Int64? {
    count == 0 ? nil : (sum * 2 + Int64(count)) / (Int64(count) * 2)
}
