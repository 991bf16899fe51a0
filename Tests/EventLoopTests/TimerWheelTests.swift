import EventLoop
import TestSupport
import Testing

struct TimerWheelTests {
    @Test("a deadline expires once and not early")
    func aDeadlineExpiresOnceAndNotEarly() {
        var wheel = TimerWheel(capacity: 4, tickMilliseconds: 100, bucketCount: 8, now: 1_000)
        wheel.schedule(2, at: 1_250)
        #expect(wheel.popExpired(at: 1_249) == nil)
        #expect(wheel.popExpired(at: 1_299) == nil, "deadlines are as coarse as the tick")
        #expect(wheel.popExpired(at: 1_300) == 2)
        #expect(wheel.popExpired(at: 9_999) == nil)
    }

    @Test("a deadline on a tick expires in it")
    func aDeadlineOnATickExpiresInIt() {
        var wheel = TimerWheel(capacity: 1, tickMilliseconds: 100, bucketCount: 8, now: 0)
        wheel.schedule(0, at: 300)
        #expect(wheel.popExpired(at: 299) == nil)
        #expect(wheel.popExpired(at: 300) == 0)
    }

    @Test("a passed deadline expires in the next tick")
    func aPassedDeadlineExpiresInTheNextTick() {
        var wheel = TimerWheel(capacity: 1, tickMilliseconds: 100, bucketCount: 8, now: 5_000)
        wheel.schedule(0, at: -7)
        #expect(wheel.popExpired(at: 5_000) == nil)
        #expect(wheel.popExpired(at: 5_100) == 0)
    }

    @Test("a deadline that is turns away waits its turns")
    func aDeadlineTurnsAwayWaitsItsTurns() {
        var wheel = TimerWheel(capacity: 2, tickMilliseconds: 10, bucketCount: 4, now: 0)
        wheel.schedule(0, at: 1_000)
        for now in stride(from: Int64(0), to: 1_000, by: 10) { #expect(wheel.popExpired(at: now) == nil) }
        #expect(wheel.popExpired(at: 1_000) == 0)
    }

    @Test("a long pause loses nothing")
    func aLongPauseLosesNothing() {
        var wheel = TimerWheel(capacity: 64, tickMilliseconds: 10, bucketCount: 4, now: 0)
        for slot in UInt32(0)..<64 { wheel.schedule(slot, at: Int64(slot) * 25) }
        var fired: Set<UInt32> = []
        while let slot = wheel.popExpired(at: 1_000_000) { fired.insert(slot) }
        #expect(fired.count == 64)
        #expect(wheel.count == 0)
        #expect(wheel.nextDeadline == nil)
    }

    /// Handlers that always ask for the past must not keep the loop from ending.
    @Test("rescheduling into the past while popping ends")
    func reschedulingIntoThePastWhilePoppingEnds() {
        var wheel = TimerWheel(capacity: 2, tickMilliseconds: 10, bucketCount: 4, now: 0)
        wheel.schedule(0, at: 10)
        wheel.schedule(1, at: 10)
        var pops = 0
        while let slot = wheel.popExpired(at: 40) {
            pops += 1
            wheel.schedule(slot, at: 0)
        }
        #expect(pops == 8, "once a tick and slot")
    }

    @Test("an entry that is cancelled while its tick expires does not")
    func anEntryThatIsCancelledWhileItsTickExpiresDoesNot() {
        var wheel = TimerWheel(capacity: 3, tickMilliseconds: 10, bucketCount: 4, now: 0)
        for slot in UInt32(0)..<3 { wheel.schedule(slot, at: 10) }
        let first = wheel.popExpired(at: 10)
        for slot in UInt32(0)..<3 where slot != first { wheel.cancel(slot) }
        #expect(wheel.popExpired(at: 10) == nil)
    }

    /// The rule in its plainest form: a deadline has expired when its tick, rounded up, is reached.
    private struct Model {
        let tick: Int64
        var now: Int64
        var due: [UInt32: Int64] = [:]

        mutating func schedule(_ slot: UInt32, at deadline: Int64) {
            let roundedUp = (max(deadline, 0) + tick - 1) / tick
            due[slot] = max(roundedUp, now / tick + 1)
        }

        mutating func advance(to now: Int64) -> Set<UInt32> {
            self.now = max(self.now, now)
            let expired = due.filter { $0.value <= self.now / tick }
            for slot in expired.keys { due[slot] = nil }
            return Set(expired.keys)
        }
    }

    @Test("random operations agree with the model", arguments: 0..<200)
    func randomOperationsAgreeWithTheModel(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let tick = Int64.random(in: 1...120, using: &random)
        let capacity = UInt32.random(in: 1...40, using: &random)
        let buckets = Int.random(in: 1...20, using: &random)
        let start = Int64.random(in: 0...100_000, using: &random)
        var wheel = TimerWheel(capacity: Int(capacity), tickMilliseconds: tick, bucketCount: buckets, now: start)
        var model = Model(tick: tick, now: start)
        for step in 0..<500 {
            let slot = UInt32.random(in: 0..<capacity, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<6:
                let deadline = model.now + Int64.random(in: -200...(3 * tick * Int64(buckets)), using: &random)
                wheel.schedule(slot, at: deadline)
                model.schedule(slot, at: deadline)
            case 6..<8:
                wheel.cancel(slot)
                model.due[slot] = nil
            default:
                let longest = Int.random(in: 0..<20, using: &random) == 0 ? tick * 100 : tick * 3
                let now = model.now + Int64.random(in: 0...longest, using: &random)
                let expected = model.advance(to: now)
                var fired: Set<UInt32> = []
                while let slot = wheel.popExpired(at: now) {
                    #expect(fired.insert(slot).inserted, "seed \(seed), step \(step): \(slot) expired twice")
                }
                try #require(fired == expected, "seed \(seed), step \(step)")
            }
            try #require(wheel.count == model.due.count, "seed \(seed), step \(step)")
            if let next = model.due.values.min() {
                let wake = try #require(wheel.nextDeadline, "seed \(seed), step \(step)")
                #expect(wake <= next * tick && wake > model.now, "seed \(seed), step \(step)")
            } else {
                #expect(wheel.nextDeadline == nil, "seed \(seed), step \(step)")
            }
        }
    }

    @Test("slots beyond the capacity and times at their ends are taken")
    func slotsBeyondTheCapacityAndTimesAtTheirEndsAreTaken() {
        var wheel = TimerWheel(tickMilliseconds: 10, bucketCount: 4, now: 0)
        wheel.cancel(5)
        wheel.schedule(5, at: .min)
        wheel.schedule(9, at: Int64.max)
        #expect(wheel.count == 2)
        #expect(wheel.popExpired(at: 10) == 5)
        #expect(wheel.popExpired(at: 1_000_000) == nil)
        #expect(wheel.nextDeadline != nil)
        wheel.cancel(9)
        #expect(wheel.nextDeadline == nil)
    }
}
