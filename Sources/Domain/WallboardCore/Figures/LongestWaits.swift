/// The longest of many waits that come and go, in memory that does not grow with their number.
///
/// The `CallLimits.longestWaits` longest are kept one by one; of the shorter ones only their number. Taking waits back
/// is exact until all that are kept were taken back while shorter ones are left: then the longest is unknown, and the
/// owner of the calls has to recount.
struct LongestWaits: Sendable {
    /// Ascending. None of the shorter ones is longer than any of these.
    private var kept: [Int64] = []
    private var shorter = 0

    init() {}

    /// nil of none, and while it is unknown.
    var longest: Int64? { kept.last }
    /// Whether waits were counted whose longest is no longer known.
    var isUnknown: Bool { kept.isEmpty && shorter > 0 }

    mutating func count(_ milliseconds: Int64, _ change: Counting) {
        let isShorter = shorter > 0 && kept.first.map { milliseconds < $0 } ?? true
        if isShorter {
            shorter += change.sign
        } else {
            let index = kept.firstIndex { $0 >= milliseconds } ?? kept.count
            switch change {
            case .add: keep(milliseconds, at: index)
            case .remove where index < kept.count && kept[index] == milliseconds: kept.remove(at: index)
            case .remove: forget()
            }
        }
    }

    /// What is taken back was never counted: for example, of a call that was cut at the horizon between two of its
    /// events.
    private mutating func forget() {
        shorter = max(shorter + kept.count - 1, 1)
        kept = []
    }

    private mutating func keep(_ milliseconds: Int64, at index: Int) {
        kept.insert(milliseconds, at: index)
        guard kept.count > CallLimits.longestWaits else { return }
        kept.removeFirst()
        shorter += 1
    }
}

extension LongestWaits: Hashable {
    /// Equal in what is shown: what is kept besides depends on what was taken back on the way.
    static func == (a: LongestWaits, b: LongestWaits) -> Bool {
        a.longest == b.longest && a.isUnknown == b.isUnknown
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(longest)
    }
}
