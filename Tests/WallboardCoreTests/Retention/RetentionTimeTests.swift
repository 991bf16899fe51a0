import TestSupport
import Testing
import Values
import WallboardCore

@Suite("The time by which what is old is removed")
struct RetentionTimeTests {
    private let hold = RetentionTime.holdMillis
    private let hour: Int64 = 3_600_000
    private let start = at(36_000)

    private func later(_ millis: Int64) -> Instant { start.advanced(byMilliseconds: millis) }

    @Test("it is that of a clock that runs evenly")
    func even() {
        var time = RetentionTime(start)
        #expect(time.pass(0, clock: start) == start)
        for step in 1...100 as ClosedRange<Int64> {
            #expect(time.pass(hour, clock: later(step * hour)) == later(step * hour))
        }
    }

    @Test("a leap counts once the clock has held for a day and at most two, and one that comes back never counts")
    func leap() {
        let ahead = 40 * 86_400_000 as Int64
        for hours in 0...23 as ClosedRange<Int64> {
            var time = RetentionTime(start)
            _ = time.pass(hours * hour, clock: later(hours * hour))
            var moment = later(hours * hour)
            var waited: Int64 = 0
            while moment < later(ahead) {
                waited += 1
                moment = time.pass(hour, clock: later(ahead + (hours + waited) * hour))
                #expect(moment == later((hours + waited) * hour) || moment >= later(ahead))
            }
            #expect((hold / hour...2 * hold / hour).contains(waited), "the leap came after \(hours) hours")
            let back = later((hours + waited + 1) * hour)
            #expect(time.pass(hour, clock: back) == back, "it is never later than the clock")
        }
        var time = RetentionTime(start)
        for step in 1...1_000 as ClosedRange<Int64> {
            let isAhead = step % 23 != 0
            #expect(time.pass(hour, clock: later(step * hour + (isAhead ? ahead : 0))) == later(step * hour))
        }
    }

    @Test("a gateway that was off for a month, or is off each night, catches up")
    func off() {
        var time = RetentionTime(start)
        var (running, off): (Int64, Int64) = (0, 30 * 86_400_000)
        for _ in 1...48 {
            running += hour
            _ = time.pass(hour, clock: later(off + running))
        }
        #expect(time.confirmed == later(off + running))
        for _ in 1...50 {
            time = RetentionTime(confirmed: time.confirmed, candidate: time.candidate, heldMillis: time.heldMillis)
            off += 16 * hour
            for _ in 1...8 {
                running += hour
                #expect(time.pass(hour, clock: later(off + running)) <= later(off + running))
            }
        }
        let lag = later(off + running).milliseconds(since: time.confirmed)
        #expect((0...6 * 16 * hour).contains(lag), "\(lag / hour) hours: six nights are in twice a hold")
    }

    @Test("a machine that begins in 1970 until it has heard a time server loses nothing of what was certain")
    func withoutBattery() {
        var time = RetentionTime(start)
        let first = Instant(milliseconds: 5_000)
        #expect(time.pass(1_000, clock: first) == first)
        #expect(time.pass(1_000, clock: later(60_000)) == later(2_000))
        #expect(time.pass(hold, clock: later(60_000 + hold)) == later(2_000 + hold))
        #expect(time.pass(hold, clock: later(60_000 + 2 * hold)) == later(60_000 + 2 * hold))
    }

    @Test("what was confirmed by a clock that was wrong for days is forgotten once it was right for a day")
    func error() {
        let ahead = 40 * 86_400_000 as Int64
        var time = RetentionTime(start)
        var running: Int64 = 0
        func step(_ time: inout RetentionTime, ahead: Int64) -> Instant {
            running += hour
            return time.pass(hour, clock: later(running + ahead))
        }
        for _ in 1...50 { _ = step(&time, ahead: ahead) }
        #expect(time.confirmed == later(running + ahead))
        for _ in 1...23 { #expect(step(&time, ahead: 0) == later(running)) }
        #expect(time.confirmed == later(running + ahead))
        _ = step(&time, ahead: 0)
        #expect(time.confirmed == later(running))
        #expect(step(&time, ahead: ahead) == later(running))
    }

    /// Any clock, read now and then by a gateway that is off now and then. What is stored has the right time; what is
    /// older than the retention is removed by the retention time, and must be older by a right clock, too.
    @Test("nothing is removed that a right clock would have kept, unless the clock was ahead for a whole hold")
    func property() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        let retention: Int64 = 8 * 86_400_000
        for history in 0..<200 {
            var time = RetentionTime(start)
            var now = start
            var shift: Int64 = 0
            // In which the clock was ahead since it was last right; and in which this process has not seen it ahead.
            var (aheadMillis, calmMillis): (Int64, Int64) = (0, 0)
            var wasAheadTooLong = false
            var kept = (0..<100).map { later(-Int64($0) * 4 * hour) }
            for _ in 0..<300 {
                if Int.random(in: 0..<4, using: &random) == 0 {
                    shift =
                        [
                            0, 0, Int64.random(in: -100 * hold...100 * hold, using: &random), 40 * hold, 3 * hour,
                            -40 * hold,
                        ]
                        .randomElement(using: &random) ?? 0
                }
                if Int.random(in: 0..<10, using: &random) == 0 {
                    now = now.advanced(byMilliseconds: Int64.random(in: 0...40 * hold, using: &random))
                    time = RetentionTime(
                        confirmed: time.confirmed, candidate: time.candidate, heldMillis: time.heldMillis)
                    calmMillis = 0
                }
                let elapsed = Int64.random(in: 1...6 * hour, using: &random)
                now = now.advanced(byMilliseconds: elapsed)
                let moment = time.pass(elapsed, clock: now.advanced(byMilliseconds: shift))
                if shift > 0 { aheadMillis += elapsed } else if shift == 0 { aheadMillis = 0 }
                calmMillis = shift > 0 ? 0 : calmMillis + elapsed
                if aheadMillis >= hold { wasAheadTooLong = true }
                if calmMillis >= hold { wasAheadTooLong = false }
                kept.append(now)
                kept.removeAll { stamp in
                    guard stamp < moment.advanced(byMilliseconds: -retention) else { return false }
                    let isOld = stamp < now.advanced(byMilliseconds: -retention)
                    if !wasAheadTooLong, !isOld {
                        Issue.record("seed \(seed), history \(history): a record was removed too early")
                    }
                    return true
                }
            }
            // In the end the clock is right and the gateway runs: everything old is removed.
            for _ in 0..<12 {
                now = now.advanced(byMilliseconds: 6 * hour)
                _ = time.pass(6 * hour, clock: now)
            }
            #expect(time.pass(0, clock: now) == now, "seed \(seed), history \(history)")
        }
    }

    @Test("no moment and no time makes it trap")
    func extremes() {
        let moments = [Int64.min, -1, 0, 253_402_300_799_999, .max].map(Instant.init(milliseconds:))
        for first in moments {
            var time = RetentionTime(first)
            for second in moments {
                for elapsed in [0, 1, Int64.max] { #expect(time.pass(elapsed, clock: second) <= second) }
            }
        }
        #expect(RetentionTime(confirmed: start, candidate: later(-1), heldMillis: -1) == RetentionTime(start))
    }
}
