import Foundation
import WallboardCore

/// How a month is cut for a customer: in the time zone that the ledger had shortly before the month ended, so that a later
/// change of the zone leaves the bills of past months as they were. The running month is cut by the zone of now.
struct BillingMonth {
    let period: BillingPeriod
    /// An IANA name. A zone that this machine does not know any more counts as UTC.
    let timeZone: String
    /// The first moment of the month.
    let from: Instant
    /// The first moment after it.
    let to: Instant

    /// Takes the month that was asked for (nil: the running one) and the zones by the ledger: of now, and of
    /// `lastChange(for:)` that month.
    init(_ period: BillingPeriod?, now: Instant, zoneNow: String, zoneThen: String) {
        let running = Self.period(containing: now, in: Self.zone(zoneNow))
        let period = period ?? running
        let isOver = (period.year, period.month) < (running.year, running.month)
        timeZone = isOver ? zoneThen : zoneNow
        let zone = Self.zone(timeZone)
        self.period = period
        from = Self.start(of: period, in: zone)
        to = period.next.map { Self.start(of: $0, in: zone) } ?? from.advanced(byMilliseconds: 31 * 86_400_000)
    }

    /// A change of the zone from this moment on is too late for the bill of a month: the month is over everywhere.
    static func lastChange(for period: BillingPeriod) -> Instant {
        let end = period.next.map { start(of: $0, in: .gmt) } ?? start(of: period, in: .gmt)
        return end.advanced(byMilliseconds: 12 * 3_600_000)
    }

    private static func zone(_ name: String) -> TimeZone { TimeZone(identifier: name) ?? .gmt }

    private static func period(containing moment: Instant, in zone: TimeZone) -> BillingPeriod {
        let found = calendar(zone).dateComponents([.year, .month], from: Date(moment))
        guard let year = found.year, let month = found.month, let period = BillingPeriod(year: year, month: month)
        else {
            preconditionFailure("no month contains \(moment)")
        }
        return period
    }

    /// The first moment of a month: where the clocks skip midnight, the first after the gap.
    private static func start(of period: BillingPeriod, in zone: TimeZone) -> Instant {
        Instant(
            calendar(zone).firstMoment(
                of: DateComponents(year: period.year, month: period.month, day: 1, hour: 0, minute: 0)))
    }

    private static func calendar(_ zone: TimeZone) -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        return calendar
    }
}
