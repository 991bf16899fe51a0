import AdminAPI
import Foundation
import Values
import WallboardCore

/// A time zone of the IANA database that this machine knows.
struct TimeZoneName {
    let text: String
    let zone: TimeZone

    /// Throws `.invalid(field: "timeZone", …)` for a name that is not in the database. Abbreviations such as `EST`,
    /// which have no daylight saving, are refused: they are rarely what is meant.
    init(checking text: String) throws(AdminError) {
        guard text == "UTC" || text.contains("/"), let zone = TimeZone(identifier: text) else {
            throw .invalid(field: "timeZone", reason: "must be an IANA time zone such as Europe/London")
        }
        self.text = text
        self.zone = zone
    }
}

extension LocalDay {
    /// The day of a customer that contains a moment: from its reset time to the next, in its time zone, across
    /// changes of the clock. A zone that this machine no longer knows counts as UTC.
    init(containing now: Instant, of customer: Customer) {
        let zone = TimeZone(identifier: customer.timeZone) ?? .gmt
        let now = now.nearestWritable
        let today = zone.localDay(at: now)
        // One reset moment for each local date: finding the last one before now is a question of order alone.
        let resets = (today - 2...today + 2).map { zone.firstMoment(ofDay: $0, minute: customer.resetMinuteOfDay) }
        let from = resets.last { $0 <= now } ?? now
        let to = resets.first { $0 > now } ?? now.advanced(byMilliseconds: 86_400_000)
        var offsets = [Offset(since: from, seconds: zone.secondsFromGMT(for: Date(from)))]
        var change = zone.nextDaylightSavingTimeTransition(after: Date(from))
        while let date = change, case let moment = Instant(date), from < moment, moment < to, offsets.count < 4 {
            offsets.append(Offset(since: moment, seconds: zone.secondsFromGMT(for: date)))
            change = zone.nextDaylightSavingTimeTransition(after: date)
        }
        self.init(from: from, to: to, offsets: offsets)
    }
}

extension CallThresholds {
    init(_ customer: Customer) {
        self.init(
            serviceLevelSeconds: customer.serviceLevelSeconds, shortAbandonSeconds: customer.shortAbandonSeconds,
            serviceLevelVariant: customer.serviceLevelVariant)
    }
}

extension Date {
    init(_ instant: Instant) {
        self.init(timeIntervalSince1970: Double(instant.milliseconds) / 1_000)
    }
}

extension Instant {
    init(_ date: Date) {
        self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1_000).rounded()))
    }
}
