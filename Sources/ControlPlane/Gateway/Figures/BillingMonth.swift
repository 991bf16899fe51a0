import Foundation
import Values
import WallboardCore

/// One month that a customer is billed for: `[from, to)`.
struct BillingMonth: Hashable {
    let period: BillingPeriod
    /// The IANA name of the zone in which the month ends. A zone that this machine no longer knows counts as UTC.
    let timeZone: String
    /// The first moment of the month: where the previous one ends, whatever its zone.
    let from: Instant
    /// The first moment after it.
    let to: Instant

    private init(_ period: BillingPeriod, in timeZone: String, from: Instant) {
        self.period = period
        self.timeZone = timeZone
        self.from = from
        to = Self.end(of: period, in: Self.zone(timeZone))
    }

    /// A month that begins and ends in one zone.
    init(_ period: BillingPeriod, in timeZone: String) {
        self.init(period, in: timeZone, from: Self.start(of: period, in: Self.zone(timeZone)))
    }

    /// The month in which a moment lies, by one zone.
    init(containing moment: Instant, in timeZone: String) {
        let local = CivilDate(daysSince1970: Self.zone(timeZone).localDay(at: moment))
        self.init(BillingPeriod(nearest: local.year, month: local.month), in: timeZone)
    }

    /// The next month, which begins where this one ends and itself ends in `timeZone`; nil after the last one there
    /// is.
    func next(in timeZone: String) -> BillingMonth? {
        period.next.map { BillingMonth($0, in: timeZone, from: to) }
    }

    private static func zone(_ name: String) -> TimeZone { TimeZone(identifier: name) ?? .gmt }

    /// The first moment of a month: if the clocks skip midnight, the first after the gap.
    private static func start(of period: BillingPeriod, in zone: TimeZone) -> Instant {
        guard let first = CivilDate(year: period.year, month: period.month, day: 1) else {
            preconditionFailure("a period has a month of the year: \(period)")
        }
        return zone.firstMoment(ofDay: first.daysSince1970, minute: 0)
    }

    /// The last month of all ends with the last moment that has a text.
    private static func end(of period: BillingPeriod, in zone: TimeZone) -> Instant {
        period.next.map { start(of: $0, in: zone) } ?? Instant(milliseconds: Instant.writable.upperBound)
    }
}

extension BillingPeriod {
    /// The month of a date; the first or the last there is for a date out of range.
    fileprivate init(nearest year: Int, month: Int) {
        self =
            BillingPeriod(year: year, month: month) ?? (year < 1 ? .first : .last)
    }
}
