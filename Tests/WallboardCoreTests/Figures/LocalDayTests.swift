import Testing
import Values
import WallboardCore

@Suite("A local day")
struct LocalDayTests {
    /// The half hours that moments every ten minutes fall into: the local time of day, and how many fell into it.
    private func halfHours(of day: LocalDay) -> [(minuteOfDay: Int, moments: Int)] {
        var counts: [HalfHour: Int] = [:]
        var moment = day.from
        while day.contains(moment) {
            counts[day.halfHour(of: moment), default: 0] += 1
            moment = moment.advanced(byMilliseconds: 600_000)
        }
        return counts.sorted { $0.key < $1.key }.map { ($0.key.localMinutes % 1440, $0.value) }
    }

    /// A day of this many hours in which the clocks change after `change` hours.
    private func day(from seconds: Int64, hours: Int64, change: Int64, before: Int, after: Int) -> LocalDay {
        func moment(_ hour: Int64) -> Instant { Instant(milliseconds: (seconds + hour * 3600) * 1000) }
        return LocalDay(
            from: moment(0), to: moment(hours),
            offsets: [.init(since: moment(0), seconds: before), .init(since: moment(change), seconds: after)])
    }

    @Test("of 23 hours leaves out the hour that the clocks skip")
    func spring() {
        // From 28 March 2026, 03:00 GMT, to 29 March, 03:00 BST. After 00:59 comes 02:00.
        let halves = halfHours(of: day(from: 1_774_666_800, hours: 23, change: 22, before: 0, after: 3600))
        #expect(halves.count == 46)
        #expect(halves.allSatisfy { $0.moments == 3 })
        #expect(!halves.contains { $0.minuteOfDay == 60 || $0.minuteOfDay == 90 })
    }

    @Test("of 25 hours has the hour that comes twice as one")
    func autumn() {
        // From 24 October 2026, 03:00 BST, to 25 October, 03:00 GMT. After 01:59 comes 01:00.
        let halves = halfHours(of: day(from: 1_792_807_200, hours: 25, change: 23, before: 3600, after: 0))
        #expect(halves.count == 48)
        #expect(halves.filter { $0.moments == 6 }.map(\.minuteOfDay) == [60, 90])
        #expect(halves.map(\.moments).reduce(0, +) == 25 * 6)
    }

    @Test("contains its first moment and not that of the next")
    func bounds() {
        #expect(LocalDay.test.contains(at(0)) && !LocalDay.test.contains(at(86_400)))
        #expect(LocalDay.afterTest.contains(at(86_400)) && !LocalDay.afterTest.contains(at(-1)))
    }

    @Test("before 1970 and with offsets of odd minutes has half hours of the local clock")
    func oddOffsets() {
        let from = Instant(milliseconds: -86_400_000)
        let day = LocalDay(from: from, to: Instant(milliseconds: 0), offsets: [.init(since: from, seconds: 20_700)])
        // Nepal, 5:45 ahead: 00:10 UTC is 05:55 there.
        let halfHour = day.halfHour(of: from.advanced(byMilliseconds: 600_000))
        #expect(halfHour.localMinutes == -1440 + 5 * 60 + 30)
        let earlier = day.halfHour(of: from.advanced(byMilliseconds: -1))
        #expect(earlier.localMinutes == -1440 + 5 * 60 + 30)
    }
}
