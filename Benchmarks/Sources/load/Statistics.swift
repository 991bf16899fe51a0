/// Statistics of many values.
enum Statistics {
    /// The least value that at least `share` of all, above 0 and up to 1, do not exceed; 0 of none.
    static func quantile<Value: Comparable & ExpressibleByIntegerLiteral>(_ share: Double, ofSorted values: [Value])
        -> Value
    {
        guard !values.isEmpty else { return 0 }
        let rank = Int((share * Double(values.count)).rounded(.up))
        return values[min(max(rank, 1), values.count) - 1]
    }

    /// The middle one, or the mean of the two in the middle. Precondition: there is at least one.
    static func median(_ values: [Double]) -> Double {
        precondition(!values.isEmpty)
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
