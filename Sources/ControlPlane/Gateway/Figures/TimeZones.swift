import AdminAPI
import Foundation
import WallboardCore

/// A time zone of the IANA database that this machine knows.
struct TimeZoneName {
    let text: String
    let zone: TimeZone

    /// Throws `.invalid(field: "timeZone", …)` for a name that is not in the database. Abbreviations such as `EST`, which
    /// have no daylight saving, are refused: they are rarely what is meant.
    init(checking text: String) throws(AdminError) {
        guard text == "UTC" || text.contains("/"), let zone = TimeZone(identifier: text) else {
            throw .invalid(field: "timeZone", reason: "must be an IANA time zone such as Europe/London")
        }
        self.text = text
        self.zone = zone
    }
}

extension LocalDay {
    /// The day of a customer that contains a moment: from its reset time to the next, in its time zone, across changes of
    /// the clock. A zone that this machine does not know any more counts as UTC.
    init(containing now: Instant, of customer: Customer) {
        let zone = TimeZone(identifier: customer.timeZone) ?? .gmt
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let moment = Date(now)
        let today = calendar.dateComponents([.year, .month, .day], from: moment)
        // One reset moment for each local date: which of them is the last before now is a question of order alone.
        let resets = (-2...2).map { days in
            var reset = today
            reset.day? += days
            reset.hour = customer.resetMinuteOfDay / 60
            reset.minute = customer.resetMinuteOfDay % 60
            return calendar.firstMoment(of: reset)
        }
        guard let index = resets.lastIndex(where: { $0 <= moment }), index + 1 < resets.count else {
            preconditionFailure("no reset moment around \(moment) in \(zone): \(resets)")
        }
        let from = resets[index]
        let to = resets[index + 1]
        var offsets = [Offset(since: Instant(from), seconds: zone.secondsFromGMT(for: from))]
        var change = zone.nextDaylightSavingTimeTransition(after: from)
        while let moment = change, moment < to {
            offsets.append(Offset(since: Instant(moment), seconds: zone.secondsFromGMT(for: moment)))
            change = zone.nextDaylightSavingTimeTransition(after: moment)
        }
        self.init(from: Instant(from), to: Instant(to), offsets: offsets)
    }
}

extension Calendar {
    /// The moment of a local date and time; where the clocks skip it, the first moment after the gap.
    func firstMoment(of local: DateComponents) -> Date {
        guard let date = date(from: local) else { preconditionFailure("no moment for \(local) in \(timeZone)") }
        let found = dateComponents([.hour, .minute], from: date)
        guard found.hour != local.hour || found.minute != local.minute else { return date }
        let change = timeZone.nextDaylightSavingTimeTransition(after: date.addingTimeInterval(-86_400))
        return change.map { min($0, date) } ?? date
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
