/// Deadlines of many connections, each O(1) to set, change and cancel: a hashed timing wheel.
///
/// It knows slots, small numbers whose meaning the owner defines: one deadline per slot, 16 bytes each, no object and
/// no closure. It reads no clock. A deadline never fires early, and fires at most one tick late, counted from the first
/// `popExpired` after it; that coarseness is what makes it cheap.
///
/// Slots that expire in the same tick come in no particular order, but the same calls give the same order.
package struct TimerWheel: Sendable {
    private struct Entry {
        /// The tick in which the deadline has passed.
        var due: Int64 = 0
        var next = TimerWheel.none
        /// The slot before it in its bucket; `none` at the head, `idle` while the slot has no deadline.
        var previous = TimerWheel.idle
    }

    private static let none: Int32 = -1
    private static let idle: Int32 = -2

    private let tickMilliseconds: Int64
    private var entries: [Entry]
    /// The first slot of each bucket. A deadline lies in the bucket of its tick, modulo their number; those of a later
    /// turn of the wheel are skipped.
    private var heads: [Int32]
    /// The last tick that was begun.
    private var tick: Int64
    /// The next slot to check in that tick's bucket.
    private var cursor = TimerWheel.none
    /// How many slots have a deadline.
    package private(set) var count = 0

    /// - Parameters:
    ///   - capacity: room for this many slots from the start; it grows as soon as a higher one is used.
    ///   - tickMilliseconds: how coarse deadlines are, 1….
    ///   - bucketCount: ticks of one turn, 1…; best longer than the usual deadline.
    ///   - now: the time, in the milliseconds that deadlines are given in; 0….
    package init(capacity: Int = 0, tickMilliseconds: Int64 = 100, bucketCount: Int = 512, now: Int64) {
        precondition((0...Int(Int32.max)).contains(capacity), "capacity \(capacity)")
        precondition(tickMilliseconds > 0 && bucketCount > 0, "\(bucketCount) buckets of \(tickMilliseconds) ms")
        precondition(now >= 0, "now \(now)")
        self.tickMilliseconds = tickMilliseconds
        entries = Array(repeating: Entry(), count: capacity)
        heads = Array(repeating: Self.none, count: bucketCount)
        tick = now / tickMilliseconds
    }

    /// Sets the deadline of a slot, replacing the one it may have. One that has already passed expires in the next
    /// tick.
    package mutating func schedule(_ slot: UInt32, at deadline: Int64) {
        cancel(slot)
        let index = Int(slot)
        while entries.count <= index { entries.append(Entry()) }
        let passed = deadline / tickMilliseconds + (deadline % tickMilliseconds > 0 ? 1 : 0)
        let due = max(passed, tick + 1)
        let bucket = Int(due % Int64(heads.count))
        let head = heads[bucket]
        entries[index] = Entry(due: due, next: head, previous: Self.none)
        if head != Self.none { entries[Int(head)].previous = Int32(slot) }
        heads[bucket] = Int32(slot)
        count += 1
    }

    /// Removes the deadline of a slot, if it has one.
    package mutating func cancel(_ slot: UInt32) {
        guard slot < entries.count else { return }
        let entry = entries[Int(slot)]
        guard entry.previous != Self.idle else { return }
        if cursor == Int32(slot) { cursor = entry.next }
        if entry.next != Self.none { entries[Int(entry.next)].previous = entry.previous }
        if entry.previous != Self.none {
            entries[Int(entry.previous)].next = entry.next
        } else {
            heads[Int(entry.due % Int64(heads.count))] = entry.next
        }
        entries[Int(slot)].previous = Self.idle
        count -= 1
    }

    /// Takes out one slot whose deadline has passed; nil when there is none. Call it until nil: between two calls any
    /// slot may be scheduled and cancelled.
    package mutating func popExpired(at now: Int64) -> UInt32? {
        let last = now / tickMilliseconds
        while true {
            while cursor != Self.none {
                let slot = cursor
                if entries[Int(slot)].due <= tick {
                    cancel(UInt32(slot))
                    return UInt32(slot)
                }
                cursor = entries[Int(slot)].next
            }
            guard tick < last else { return nil }
            // After a long pause one turn is enough: it passes every bucket.
            tick = max(tick, last - Int64(heads.count)) + 1
            cursor = heads[Int(tick % Int64(heads.count))]
        }
    }

    /// When to call `popExpired` next: no later than the next deadline expires, and perhaps earlier. Nil when there is
    /// no deadline.
    package var nextDeadline: Int64? {
        guard count > 0 else { return nil }
        let buckets = Int64(heads.count)
        for due in tick + 1...tick + buckets where heads[Int(due % buckets)] != Self.none {
            return due * tickMilliseconds
        }
        preconditionFailure("\(count) deadlines in no bucket")
    }
}
