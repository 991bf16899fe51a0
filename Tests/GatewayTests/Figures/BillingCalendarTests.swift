import AdminAPI
import BoardProtocol
import BoardServer
import Foundation
import SQLiteStore
import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

/// Months cover time without gaps, whatever happens to the time zone.
@Suite struct BillingCalendarTests {
    private static let zones = [
        "UTC", "Europe/London", "America/New_York", "America/St_Johns", "Asia/Kolkata", "Africa/Cairo", "Pacific/Apia",
        "Pacific/Kiritimati", "Pacific/Pago_Pago", "Australia/Lord_Howe", "Nowhere/Gone",
    ]
    private static let hour: Int64 = 3_600_000

    private func instant(_ text: String) throws -> Instant { Instant(try Date(text, strategy: .iso8601)) }

    private func month(
        _ wanted: BillingPeriod?, asOf: Instant, _ changes: [(at: Instant, zone: String)]
    ) -> BillingMonth {
        var calendar = BillingCalendar(seeking: wanted, asOf: asOf)
        for change in changes { calendar.change(to: change.zone, at: change.at) }
        return calendar.result()
    }

    @Test("a change of zone cuts the months from the next one on")
    func aChangeOfZoneCutsTheMonthsFromTheNextOneOn() throws {
        let changes = [
            (at: try instant("2026-09-10T12:00:00Z"), zone: "America/New_York"),
            (at: try instant("2026-11-24T10:00:00Z"), zone: "Asia/Tokyo"),
        ]
        let now = try instant("2027-02-01T00:00:00Z")
        let november = month(BillingPeriod("2026-11"), asOf: now, changes)
        #expect(november.timeZone == "America/New_York")
        #expect(november.to == (try instant("2026-12-01T05:00:00Z")))
        let december = month(BillingPeriod("2026-12"), asOf: now, changes)
        #expect(december.from == november.to && december.timeZone == "Asia/Tokyo")
        #expect(december.to == (try instant("2026-12-31T15:00:00Z")))
        let between = try instant("2026-12-01T03:00:00Z")
        #expect(month(nil, asOf: between, changes) == november, "in Tokyo it is December already; the bill is not")
    }

    @Test("a change at the first moment of a month is too late for it")
    func aChangeAtTheFirstMomentOfAMonthIsTooLateForIt() throws {
        let changes = [
            (at: try instant("2026-09-10T12:00:00Z"), zone: "UTC"),
            (at: try instant("2026-10-01T00:00:00Z"), zone: "Asia/Tokyo"),
        ]
        let now = try instant("2026-12-31T00:00:00Z")
        #expect(month(BillingPeriod("2026-10"), asOf: now, changes).timeZone == "UTC")
        #expect(month(BillingPeriod("2026-11"), asOf: now, changes).timeZone == "Asia/Tokyo")
    }

    @Test("a customer without any zone has months of UTC")
    func aCustomerWithoutAnyZoneHasMonthsOfUTC() throws {
        let now = try instant("2026-12-31T23:30:00Z")
        #expect(month(nil, asOf: now, []) == BillingMonth(try #require(BillingPeriod("2026-12")), in: "UTC"))
        #expect(month(.last, asOf: now, []).period == .last)
    }

    /// Many changes in a month, back and forth over the date line, and hours around its first moment.
    @Test("months tile time", arguments: 0..<60 as Range<UInt64>)
    func monthsTileTime(number: UInt64) throws {
        let seed = UInt64.random(in: 0 ... .max) &+ number
        var random = SplitMix64(seed: seed)
        var now = try instant("2024-01-15T00:00:00Z")
        var changes: [(at: Instant, zone: String)] = []
        for _ in 0..<Int.random(in: 1...40, using: &random) {
            changes.append((at: now, zone: Self.zones.randomElement(using: &random) ?? "UTC"))
            switch Int.random(in: 0..<3, using: &random) {
            case 0: now = now.advanced(byMilliseconds: Int64.random(in: 0...90 * 24 * Self.hour, using: &random))
            case 1: now = now.advanced(byMilliseconds: Int64.random(in: 0...5 * Self.hour, using: &random))
            default:
                let running = month(nil, asOf: now, changes)
                let around = Int64.random(in: -30 * Self.hour...30 * Self.hour, using: &random)
                let next = Bool.random(using: &random) ? running.to : running.to.advanced(byMilliseconds: around)
                now = max(now, next)
            }
            // The current month contains the moment, and stays as it was from its first moment on.
            let running = month(nil, asOf: now, changes)
            #expect(running.from <= now && now < running.to, "seed \(seed)")
        }
        let end = now.advanced(byMilliseconds: 400 * 24 * Self.hour)
        var period = try #require(BillingPeriod("2023-11"))
        var earlier: BillingMonth?
        while let next = period.next, next.year < 2040 {
            let found = month(period, asOf: end, changes)
            #expect(found.period == period && found.from < found.to, "seed \(seed)")
            if let earlier { #expect(earlier.to == found.from, "seed \(seed): \(period)") }
            for moment in [found.from, found.to.advanced(byMilliseconds: -1)] where moment >= changes[0].at {
                let known = changes.filter { $0.at <= moment }
                let then = month(nil, asOf: moment, known)
                #expect(then == found, "seed \(seed): \(period) at \(moment.milliseconds)")
            }
            earlier = found
            period = next
        }
    }

    /// By the admin port's own figures: the months add up to the whole, and none is open again.
    @Test("bills add up over changes of zone")
    func billsAddUpOverChangesOfZone() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        let bank = try #require(CustomerID("bank"))
        var now = try instant("2026-01-20T12:00:00Z")
        let opened = now
        let gateway = try await TestGateway(in: TemporaryDirectory(), now: now)
        let ports = gateway.administration
        try await ports.createCustomer(
            NewCustomer(id: bank, name: "Bank", timeZone: "Europe/London", maximum: .unlimited))
        try await ports.putUser(User(id: UserID("anna")!, name: "Anna", supervisor: .analytics), of: bank)
        var complete: [BillingPeriod: UsageStatement] = [:]
        for step in 0..<60 {
            now = now.advanced(byMilliseconds: Int64.random(in: 1...12 * 24 * Self.hour, using: &random))
            gateway.setTime(now)
            if step % 2 == 0 {
                var change = CustomerChange()
                change.timeZone = Self.zones.filter { $0 != "Nowhere/Gone" }.randomElement(using: &random)
                try await ports.updateCustomer(bank, change)
            } else {
                let connection = ConnectionID(loop: 0, slot: UInt32(1_000_000 + step), generation: 1)
                let board = try gateway.context.reception.beginPairing(
                    connection, Hello(serial: "TV-\(step)", credentials: .none), address: "10.0.0.7")
                let device = try await ports.pairNow(board.code, to: UserID("anna")!, name: nil, of: bank)
                if Bool.random(using: &random) {
                    var edit = DeviceEdit()
                    edit.suspended = true
                    try await ports.updateDevice(device.device.id, of: bank, edit)
                }
            }
            let running = try await ports.usage(of: bank, in: nil)
            #expect(running.statement.from <= now && now < running.statement.to, "seed \(seed)")
            #expect(running.statement.total.closing == (try await ports.licences(of: bank).seats.configured))
            for (period, statement) in complete {
                #expect(try await ports.usage(of: bank, in: period).statement == statement, "seed \(seed): \(period)")
            }
            if let before = BillingPeriod(nearest: running.period, monthsBack: 1), running.period.year == 2026 {
                complete[before] = try await ports.usage(of: bank, in: before).statement
                #expect(complete[before]?.asOf == complete[before]?.to, "seed \(seed): \(before) is complete")
            }
        }
        let last = try await ports.usage(of: bank, in: nil).statement
        var parts: [UsageStatement] = []
        var period = try #require(BillingPeriod("2026-01"))
        while true {
            let part = try await ports.usage(of: bank, in: period).statement
            parts.append(part)
            guard part.to <= last.from, let next = period.next else { break }
            period = next
        }
        for (one, next) in zip(parts, parts.dropFirst()) {
            #expect(one.to == next.from && one.total.closing == next.total.opening, "seed \(seed)")
        }
        let entries = try await gateway.store.ledger(of: bank, after: 0, limit: 10_000).map(\.entry)
        let whole = UsageStatement(of: entries, from: opened, to: last.to, asOf: now)
        #expect(
            parts.map(\.total.seatMilliseconds).reduce(0, +) == whole.total.seatMilliseconds, "seed \(seed)")
        await gateway.stop()
    }

    /// The gateway's clock was years ahead for a while. What was written then counts from when it was corrected.
    @Test("a clock that was ahead spoils no bill")
    func aClockThatWasAheadSpoilsNoBill() async throws {
        let bank = try #require(CustomerID("bank"))
        let right = try instant("2026-03-10T12:00:00Z")
        let gateway = try await TestGateway(in: TemporaryDirectory(), now: right)
        let ports = gateway.administration
        try await ports.createCustomer(NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: .unlimited))
        gateway.setTime(try instant("2031-08-01T00:00:00Z"))
        try await ports.setMaximum(.limited(7), of: bank)
        gateway.setTime(right.advanced(byMilliseconds: Self.hour))
        let running = try await ports.usage(of: bank, in: nil)
        #expect(running.period.description == "2026-03")
        #expect(running.statement.maximum.last?.maximum == .limited(7), "it is in force, whatever its date")
        try await ports.setMaximum(.limited(9), of: bank)
        gateway.setTime(try instant("2026-05-02T00:00:00Z"))
        let march = try await ports.usage(of: bank, in: BillingPeriod("2026-03")).statement
        #expect(march.maximum.map(\.maximum) == [.unlimited, .limited(7), .limited(9)])
        let april = try await ports.usage(of: bank, in: BillingPeriod("2026-04")).statement
        #expect(april.maximum.map(\.maximum) == [.limited(9)])
        await gateway.stop()
    }
}

extension BillingPeriod {
    fileprivate init?(nearest period: BillingPeriod, monthsBack months: Int) {
        let number = period.year * 12 + period.month - 1 - months
        self.init(year: number / 12, month: number % 12 + 1)
    }
}
