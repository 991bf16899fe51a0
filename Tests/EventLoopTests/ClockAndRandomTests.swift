import EventLoop
import Testing

struct ClockAndRandomTests {
    @Test("the monotonic clock never goes back and its units agree")
    func theMonotonicClockNeverGoesBackAndItsUnitsAgree() {
        let before = Clock.monotonicMilliseconds()
        let between = Clock.monotonicMicroseconds()
        let after = Clock.monotonicMilliseconds()
        #expect(before <= between / 1_000 && between / 1_000 <= after)
    }

    @Test("the wall clock counts from 1970")
    func theWallClockCountsFrom1970() {
        let year2020: Int64 = 1_577_836_800_000
        let year2100: Int64 = 4_102_444_800_000
        #expect((year2020..<year2100).contains(Clock.wallMilliseconds()))
    }

    @Test("random bytes are as many as asked for and differ")
    func randomBytesAreAsManyAsAskedForAndDiffer() {
        #expect(Random.bytes(0) == [])
        #expect(Random.bytes(32) != Random.bytes(32))
        let many = Random.bytes(100_000)
        #expect(many.count == 100_000)
        #expect(Set(many).count == 256)
    }
}
