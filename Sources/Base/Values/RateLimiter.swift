/// Lets each key spend a burst at once, then one at a time at a steady rate. A value that does no I/O and reads no
/// clock; times are milliseconds of one clock that never goes back.
///
/// A leaky bucket for each key, as one moment in time: when the key will have paid for everything it spent (the generic
/// cell rate algorithm, ITU-T I.371, annex A).
///
/// A key that owes is never forgotten: what others spend cannot clear its account. When the table is full, all keys
/// that are not in it share one account, so the sum stays bounded too.
package struct RateLimiter<Key: Hashable & Sendable>: Sendable {
    /// How much is let through.
    package struct Rule: Hashable, Sendable {
        /// What a key may spend at once; at least 1.
        package var burst: Int
        /// Milliseconds that pay for one; at least 1.
        package var millisEach: Int64
        /// Keys that are remembered; at least 1.
        package var maxKeys: Int

        /// A rule; each value in the range that its property gives.
        package init(burst: Int, millisEach: Int64, maxKeys: Int) {
            precondition(burst >= 1 && millisEach >= 1 && maxKeys >= 1, "\(burst), \(millisEach) ms, \(maxKeys) keys")
            self.burst = burst
            self.millisEach = millisEach
            self.maxKeys = maxKeys
        }
    }

    private let rule: Rule
    /// When each key has paid.
    private var clearAt: [Key: Int64] = [:]
    /// The account of all keys that found no room.
    private var othersClearAt = Int64.min
    /// A full table of keys that all owe is searched for room at most once a second: the search costs a millisecond.
    private var nextSearch = Int64.min

    /// Nobody owes anything.
    package init(_ rule: Rule) {
        self.rule = rule
    }

    /// How many milliseconds a key has to wait before it may spend; nil: none. At most `millisEach`, unless the key was
    /// charged: what is spent in spite of this is not counted.
    package func wait(for key: Key, at now: Int64) -> Int64? {
        let excess = clear(key, at: now) - now - Int64(rule.burst - 1) * rule.millisEach
        return excess > 0 ? excess : nil
    }

    /// Spends one, unless the key has to wait. Spent before the outcome of an attempt is known, it also bounds
    /// concurrent attempts, and `giveBack` undoes it.
    ///
    /// - Returns: whether the key had one to spend.
    @discardableResult
    package mutating func spend(_ key: Key, at now: Int64) -> Bool {
        let hasAccount = clearAt[key] != nil || makeRoom(at: now)
        guard wait(for: key, at: now) == nil else { return false }
        let clear = max(self.clear(key, at: now), now) + rule.millisEach
        if hasAccount {
            clearAt[key] = clear
        } else {
            othersClearAt = clear
        }
        return true
    }

    /// Charges `count` that were spent already, however many: the key pays for all of them before it may spend again.
    package mutating func charge(_ count: Int, to key: Key, at now: Int64) {
        precondition(count >= 0, "charged \(count)")
        guard count > 0 else { return }
        let hasAccount = clearAt[key] != nil || makeRoom(at: now)
        let clear = max(self.clear(key, at: now), now) + Int64(count) * rule.millisEach
        if hasAccount {
            clearAt[key] = clear
        } else {
            othersClearAt = clear
        }
    }

    /// Gives back one that was spent before.
    package mutating func giveBack(_ key: Key) {
        if let clear = clearAt[key] {
            clearAt[key] = clear - rule.millisEach
        } else if othersClearAt > .min {
            othersClearAt -= rule.millisEach
        }
    }

    /// Keys that are remembered.
    package var count: Int { clearAt.count }

    private func clear(_ key: Key, at now: Int64) -> Int64 {
        if let clear = clearAt[key] { return clear }
        return clearAt.count < rule.maxKeys ? now : max(othersClearAt, now)
    }

    /// When the table is full, forgets the keys that have paid; returns whether there is room for one more then.
    private mutating func makeRoom(at now: Int64) -> Bool {
        if clearAt.count >= rule.maxKeys, now >= nextSearch {
            clearAt = clearAt.filter { $0.value > now }
            nextSearch = now + 1_000
        }
        return clearAt.count < rule.maxKeys
    }
}
