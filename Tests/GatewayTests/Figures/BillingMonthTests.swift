import Foundation
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite struct BillingMonthTests {
    private func instant(_ text: String) throws -> Instant {
        Instant(try Date(text, strategy: .iso8601))
    }

    private func month(_ text: String, _ zone: String) throws -> BillingMonth {
        BillingMonth(try #require(BillingPeriod(text)), in: zone)
    }

    @Test("a month begins and ends at local midnight across daylight saving")
    func aMonthBeginsAndEndsAtLocalMidnightAcrossDaylightSaving() throws {
        let march = try month("2026-03", "Europe/London")
        #expect(march.from == (try instant("2026-03-01T00:00:00Z")))
        #expect(march.to == (try instant("2026-03-31T23:00:00Z")), "summer time has begun")
        let october = try month("2026-10", "Europe/London")
        #expect(october.from == (try instant("2026-09-30T23:00:00Z")))
        #expect(october.to == (try instant("2026-11-01T00:00:00Z")))
    }

    @Test("the month of a moment is that of the zone")
    func theMonthOfAMomentIsThatOfTheZone() throws {
        let auckland = BillingMonth(containing: try instant("2026-10-31T12:00:00Z"), in: "Pacific/Auckland")
        #expect(auckland.period.description == "2026-11")
        let honolulu = BillingMonth(containing: try instant("2026-11-01T09:00:00Z"), in: "Pacific/Honolulu")
        #expect(honolulu.period.description == "2026-10")
        #expect(honolulu.from == (try instant("2026-10-01T10:00:00Z")))
        #expect(honolulu.to == (try instant("2026-11-01T10:00:00Z")))
    }

    /// Cairo's clocks have changed at midnight: whatever they skip, one month begins where the previous one ends.
    @Test("months meet without gap or overlap")
    func monthsMeetWithoutGapOrOverlap() throws {
        for year in 1990...2030 {
            var earlier: Instant?
            for number in 1...12 {
                let found = try month("\(year)-\(number < 10 ? "0" : "")\(number)", "Africa/Cairo")
                if let earlier { #expect(found.from == earlier) }
                #expect(found.from < found.to)
                earlier = found.to
            }
        }
    }

    @Test(
        "every month that can be asked for has a beginning and an end",
        arguments: ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Nowhere/Gone"])
    func everyMonthThatCanBeAskedForHasABeginningAndAnEnd(zone: String) throws {
        for year in [1, 2, 1582, 1883, 1969, 1970, 2000, 2100, 9998, 9999] {
            for number in 1...12 {
                let period = try #require(BillingPeriod(year: year, month: number))
                let found = BillingMonth(period, in: zone)
                #expect(found.from < found.to)
                let middle = found.from.advanced(byMilliseconds: found.to.milliseconds(since: found.from) / 2)
                #expect(BillingMonth(containing: middle, in: zone) == found)
                if let next = found.next(in: zone) {
                    #expect(next == BillingMonth(next.period, in: zone))
                } else {
                    #expect(period == .last && found.to.milliseconds == Instant.writable.upperBound)
                }
            }
        }
    }

    @Test("moments far outside of all months lie in the first or the last")
    func momentsFarOutsideOfAllMonthsLieInTheFirstOrTheLast() {
        #expect(BillingMonth(containing: Instant(milliseconds: .min), in: "Europe/London").period == .first)
        #expect(BillingMonth(containing: Instant(milliseconds: .max), in: "Europe/London").period == .last)
    }
}
