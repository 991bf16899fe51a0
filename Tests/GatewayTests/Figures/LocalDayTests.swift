import Foundation
import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite struct LocalDayTests {
    private func customer(_ timeZone: String, resetMinute: Int = 120) -> Customer {
        var customer = Customer(
            id: CustomerID("c")!, name: "C", timeZone: timeZone, maximum: .unlimited,
            createdAt: Instant(milliseconds: 0))
        customer.resetMinuteOfDay = resetMinute
        return customer
    }

    private func instant(_ text: String) -> Instant {
        Instant(try! Date(text, strategy: .iso8601))
    }

    @Test("today begins at the reset time in the customer's zone")
    func todayBeginsAtTheResetTimeInTheCustomersZone() {
        let day = LocalDay(containing: instant("2026-11-24T09:30:00Z"), of: customer("America/New_York"))
        #expect(day.from == instant("2026-11-24T07:00:00Z"))
        #expect(day.to == instant("2026-11-25T07:00:00Z"))
    }

    @Test("before the reset time it is still yesterday")
    func beforeTheResetTimeItIsStillYesterday() {
        let day = LocalDay(containing: instant("2026-11-24T01:59:59Z"), of: customer("UTC"))
        #expect(day.from == instant("2026-11-23T02:00:00Z"))
        #expect(day.to == instant("2026-11-24T02:00:00Z"))
    }

    @Test("the reset moment belongs to the new day")
    func theResetMomentBelongsToTheNewDay() {
        let day = LocalDay(containing: instant("2026-11-24T02:00:00Z"), of: customer("UTC"))
        #expect(day.from == instant("2026-11-24T02:00:00Z"))
    }

    @Test("a day in which clocks go forward has 23 hours")
    func aDayInWhichClocksGoForwardHas23Hours() {
        let day = LocalDay(
            containing: instant("2026-03-29T12:00:00Z"), of: customer("Europe/London", resetMinute: 0))
        #expect(day.to.milliseconds(since: day.from) == 23 * 3_600_000)
        #expect(day.offsets.map(\.seconds) == [0, 3_600])
        #expect(day.offsets[1].since == instant("2026-03-29T01:00:00Z"))
    }

    @Test("a day in which clocks go back has 25 hours")
    func aDayInWhichClocksGoBackHas25Hours() {
        let day = LocalDay(
            containing: instant("2026-10-25T12:00:00Z"), of: customer("Europe/London", resetMinute: 0))
        #expect(day.to.milliseconds(since: day.from) == 25 * 3_600_000)
        #expect(day.offsets.map(\.seconds) == [3_600, 0])
    }

    @Test("a reset time that the clocks skip is the first moment after the gap")
    func aResetTimeThatTheClocksSkipIsTheFirstMomentAfterTheGap() {
        let day = LocalDay(
            containing: instant("2026-03-29T12:00:00Z"), of: customer("Europe/London", resetMinute: 90))
        #expect(day.from == instant("2026-03-29T01:00:00Z"))
    }

    @Test(
        "days follow each other without gap or overlap",
        arguments: [
            "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo",
            "Africa/Cairo",
            "Pacific/Apia", "UTC",
        ])
    func daysFollowEachOtherWithoutGapOrOverlap(zone: String) {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SplitMix64(seed: seed)
        for _ in 0..<600 {
            let customer = customer(zone, resetMinute: Int.random(in: 0..<1_440, using: &generator))
            // 2020 to 2035.
            let now = Instant(
                milliseconds: Int64.random(in: 1_577_836_800_000..<2_051_222_400_000, using: &generator))
            let day = LocalDay(containing: now, of: customer)
            let context: Comment = "seed \(seed), \(now), reset \(customer.resetMinuteOfDay)"
            #expect(day.contains(now), context)
            #expect(LocalDay(containing: day.to, of: customer).from == day.to, context)
            #expect(LocalDay(containing: day.to.advanced(byMilliseconds: -1), of: customer) == day, context)
            #expect((22...26).contains(day.to.milliseconds(since: day.from) / 3_600_000), context)
        }
    }

    @Test("a name that is no zone is refused", arguments: ["", "Nowhere/City", "EST", "+01:00", "Europe/London "])
    func aNameThatIsNoZoneIsRefused(name: String) {
        #expect(throws: (any Error).self) { try TimeZoneName(checking: name) }
    }
}
