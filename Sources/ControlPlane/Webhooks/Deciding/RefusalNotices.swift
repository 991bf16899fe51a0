import Values

/// Decides which refused boards are reported: each serial of a customer once an hour, however often it tries. A value
/// that does no I/O and reads no clock.
package struct RefusalNotices: Sendable {
    /// 1 h: a board without a seat tries every ten seconds.
    package static let intervalMillis: Int64 = 3_600_000

    private struct Key: Hashable {
        let customerID: String
        let serial: String
    }

    private struct Told {
        let at: Instant
        /// Refusals since then that were not reported.
        var silent = 0
    }

    private let limits: WebhookLimits
    private var told: [Key: Told] = [:]
    /// The keys of `told` in the order in which they were reported; those before `first` are gone.
    private var order: [(key: Key, at: Instant)] = []
    private var first = 0

    /// Nothing has been reported yet.
    package init(limits: WebhookLimits = WebhookLimits()) {
        self.limits = limits
    }

    /// Serials that are remembered; at most the bound.
    package var count: Int { told.count }
    /// Entries of the order, for the test of its bound.
    var remembered: Int { order.count }

    /// Counts a refusal. Returns how many there were since the last notice, this one included, if it is time for a
    /// notice; nil if not.
    package mutating func refused(customerID: String, serial: String, at now: Instant) -> Int? {
        let key = Key(customerID: customerID, serial: serial)
        let last = told[key]
        // A notice in the future was sent by a clock that was ahead: it silences nobody.
        if let last, (0..<Self.intervalMillis).contains(now.milliseconds - last.at.milliseconds) {
            told[key]?.silent += 1
            return nil
        }
        told[key] = nil
        makeRoom(at: now)
        told[key] = Told(at: now)
        order.append((key, now))
        return 1 + (last?.silent ?? 0)
    }

    /// Forgets those that were reported longer ago than two intervals, and the oldest if there are still too many. An
    /// entry whose serial was reported again since is skipped; so the order holds at most two hours' notices.
    private mutating func makeRoom(at now: Instant) {
        while first < order.count {
            let (key, at) = order[first]
            let isCurrent = told[key]?.at == at
            let isOld = !(0..<2 * Self.intervalMillis).contains(now.milliseconds - at.milliseconds)
            if isCurrent && !isOld && told.count < limits.refusedSerials { break }
            if isCurrent { told[key] = nil }
            first += 1
        }
        // The rest is moved to the front when half of it is gone, so that a refusal costs the same on average.
        guard first > 64, first * 2 > order.count else { return }
        order.removeFirst(first)
        first = 0
    }
}
