import Values

/// From when each entry of a ledger counts.
///
/// An entry has the time that the clock showed. Where the clock was ahead once and was set back, the entries of that
/// time lie in the future of those that follow; they then count from the earliest time that a later entry has. That way
/// times never go back in the order of the ledger, and nothing waits for a future that was an error.
///
/// It needs the entries that are older than the one before them; others may be added too. They are added oldest first,
/// and only the number and the time of each are kept.
package struct EntryTimes: Hashable, Sendable {
    /// The numbers and times of those entries that no later one is older than; both ascending.
    private var bounds: [Bound] = []

    private struct Bound: Hashable, Sendable {
        let sequence: Int
        let at: Instant
    }

    /// The times of an empty ledger.
    package init() {}

    /// Takes the next entry.
    package mutating func add(_ entry: LedgerEntry) {
        while let earlier = bounds.last, earlier.at >= entry.at { bounds.removeLast() }
        bounds.append(Bound(sequence: entry.sequence, at: entry.at))
    }

    /// From when an entry counts, by all entries that were added.
    package func time(of entry: LedgerEntry) -> Instant {
        // Both ascend, so the first after the entry is also the earliest.
        var (low, high) = (0, bounds.count)
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle].sequence > entry.sequence { high = middle } else { low = middle + 1 }
        }
        return low < bounds.count ? min(entry.at, bounds[low].at) : entry.at
    }
}
