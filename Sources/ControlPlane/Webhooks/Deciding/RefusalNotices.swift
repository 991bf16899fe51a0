import BoardProtocol

/// Decides which refused boards are told: each serial of a customer once an hour, however often it tries. A value that
/// does no I/O and reads no clock.
package struct RefusalNotices: Sendable {
    /// 1 h: a board without a seat tries every ten seconds.
    package static let intervalMillis: Int64 = 3_600_000

    private struct Key: Hashable {
        let customerID: String
        let serial: String
    }

    private struct Told {
        let at: Timestamp
        /// Refusals since then that were not told.
        var silent = 0
    }

    private let limits: WebhookLimits
    private var told: [Key: Told] = [:]
    /// The keys of `told` in the order in which they were told; those before `first` are gone.
    private var order: [(key: Key, at: Timestamp)] = []
    private var first = 0

    /// Nothing was told yet.
    package init(limits: WebhookLimits = WebhookLimits()) {
        self.limits = limits
    }

    /// Serials that were told within the hour.
    package var count: Int { told.count }

    /// Counts a refusal. Returns how many there were since the last notice, this one included, if it is time for a
    /// notice; nil if not.
    package mutating func refused(customerID: String, serial: String, at now: Timestamp) -> Int? {
        let key = Key(customerID: customerID, serial: serial)
        var times = 1
        if let last = told[key] {
            guard now.milliseconds - last.at.milliseconds >= Self.intervalMillis else {
                told[key]?.silent += 1
                return nil
            }
            times += last.silent
        } else {
            makeRoom(at: now)
        }
        told[key] = Told(at: now)
        order.append((key, now))
        compact()
        return times
    }

    /// Forgets those that were told longer ago than two intervals, and the oldest if there are still too many. One that
    /// was told again stands further back in the order.
    private mutating func makeRoom(at now: Timestamp) {
        while first < order.count {
            let (key, at) = order[first]
            let isStale = told[key]?.at != at
            let isOld = now.milliseconds - at.milliseconds >= 2 * Self.intervalMillis
            guard isStale || isOld || told.count >= limits.refusedSerials else { return }
            if !isStale { told[key] = nil }
            first += 1
        }
    }

    /// The order is moved to the front when half of it is gone, so that each refusal costs the same on average.
    private mutating func compact() {
        while first < order.count, told[order[first].key]?.at != order[first].at { first += 1 }
        guard first > 64, first * 2 > order.count else { return }
        order.removeFirst(first)
        first = 0
    }
}
