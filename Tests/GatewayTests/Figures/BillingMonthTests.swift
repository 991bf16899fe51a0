import Foundation
import Testing
import WallboardCore

@testable import Gateway

@Suite struct BillingMonthTests {
    private func instant(_ text: String) throws -> Instant {
        Instant(try Date(text, strategy: .iso8601))
    }

    private func month(
        _ text: String?, now: String, zone: String, then: String? = nil
    ) throws -> BillingMonth {
        BillingMonth(
            text.flatMap { BillingPeriod($0) }, now: try instant(now), zoneNow: zone, zoneThen: then ?? zone)
    }

    @Test func aMonthBeginsAndEndsAtLocalMidnightAcrossDaylightSaving() throws {
        let march = try month("2026-03", now: "2026-11-24T10:00:00Z", zone: "Europe/London")
        #expect(march.from == (try instant("2026-03-01T00:00:00Z")))
        #expect(march.to == (try instant("2026-03-31T23:00:00Z")), "summer time has begun")
        let october = try month("2026-10", now: "2026-11-24T10:00:00Z", zone: "Europe/London")
        #expect(october.from == (try instant("2026-09-30T23:00:00Z")))
        #expect(october.to == (try instant("2026-11-01T00:00:00Z")))
    }

    @Test func theRunningMonthIsThatOfTheZone() throws {
        let auckland = try month(nil, now: "2026-10-31T12:00:00Z", zone: "Pacific/Auckland")
        #expect(auckland.period.description == "2026-11")
        let honolulu = try month(nil, now: "2026-11-01T09:00:00Z", zone: "Pacific/Honolulu")
        #expect(honolulu.period.description == "2026-10")
        #expect(honolulu.from == (try instant("2026-10-01T10:00:00Z")))
        #expect(honolulu.to == (try instant("2026-11-01T10:00:00Z")))
    }

    @Test func aPastMonthKeepsTheZoneThatItHad() throws {
        let past = try month("2026-09", now: "2026-11-24T10:00:00Z", zone: "Asia/Tokyo", then: "Europe/London")
        #expect(past.timeZone == "Europe/London")
        let running = try month("2026-11", now: "2026-11-24T10:00:00Z", zone: "Asia/Tokyo", then: "Europe/London")
        #expect(running.timeZone == "Asia/Tokyo")
        #expect(BillingMonth.lastChange(for: BillingPeriod("2026-09")!) == (try instant("2026-10-01T12:00:00Z")))
    }

    /// Cairo's clocks have changed at midnight: whatever they skip, one month begins where the one before ends.
    @Test func monthsMeetWithoutGapOrOverlap() throws {
        for year in 1990...2030 {
            var earlier: Instant?
            for number in 1...12 {
                let found = try month(
                    "\(year)-\(number < 10 ? "0" : "")\(number)", now: "2040-01-01T00:00:00Z", zone: "Africa/Cairo")
                if let earlier { #expect(found.from == earlier) }
                #expect(found.from < found.to)
                earlier = found.to
            }
        }
    }

    @Test func theVeryLastMonthHasAnEnd() throws {
        let last = try month("9999-12", now: "2026-11-24T10:00:00Z", zone: "UTC")
        #expect(last.from < last.to)
    }
}
