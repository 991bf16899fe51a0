/// How long updates took from the gateway to the boards, in whole milliseconds.
struct DelayHistogram: Hashable, Sendable {
    private var counts: [Int]
    private(set) var count = 0
    private(set) var longest = 0

    /// - Parameter longest: delays above this are counted as this.
    init(longest: Int) {
        counts = Array(repeating: 0, count: longest + 1)
    }

    /// A delay below 0, if clocks differ, counts as 0.
    mutating func add(_ milliseconds: Int64) {
        let delay = Int(min(max(milliseconds, 0), Int64(counts.count - 1)))
        counts[delay] += 1
        count += 1
        longest = max(longest, delay)
    }

    /// Precondition: both were made with the same bound.
    mutating func add(_ other: DelayHistogram) {
        precondition(counts.count == other.counts.count, "\(counts.count - 1) ms and \(other.counts.count - 1) ms")
        for index in counts.indices { counts[index] += other.counts[index] }
        count += other.count
        longest = max(longest, other.longest)
    }

    /// What was added since an earlier state of the same delays; `longest` is that of all of them.
    func since(_ earlier: DelayHistogram) -> DelayHistogram {
        precondition(counts.count == earlier.counts.count, "\(counts.count - 1) ms and \(earlier.counts.count - 1) ms")
        var rest = self
        for index in counts.indices { rest.counts[index] -= earlier.counts[index] }
        rest.count -= earlier.count
        return rest
    }

    /// The shortest delay that at least `share` of all, above 0 and up to 1, do not exceed; nil if there are none.
    func quantile(_ share: Double) -> Int? {
        guard count > 0 else { return nil }
        let rank = Int((share * Double(count)).rounded(.up))
        var seen = 0
        for (delay, number) in counts.enumerated() {
            seen += number
            if seen >= rank { return delay }
        }
        return longest
    }
}
