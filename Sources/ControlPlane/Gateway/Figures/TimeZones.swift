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
        let reset = DateComponents(
            hour: customer.resetMinuteOfDay / 60, minute: customer.resetMinuteOfDay % 60, second: 0)
        let moment = Date(now)
        // `nextTime` takes the first moment after a gap for a reset time that the clocks skip, and the first of two.
        func resetMoment(after date: Date, _ direction: Calendar.SearchDirection) -> Date {
            guard
                let found = calendar.nextDate(
                    after: date, matching: reset, matchingPolicy: .nextTime, repeatedTimePolicy: .first,
                    direction: direction)
            else { preconditionFailure("no \(reset) near \(date) in \(zone)") }
            return found
        }
        // Both searches leave out the moment that they begin at, so a reset moment begins its own day.
        let to = resetMoment(after: moment, .forward)
        let from = resetMoment(after: to, .backward)
        var offsets = [Offset(since: Instant(from), seconds: zone.secondsFromGMT(for: from))]
        var change = zone.nextDaylightSavingTimeTransition(after: from)
        while let moment = change, moment < to {
            offsets.append(Offset(since: Instant(moment), seconds: zone.secondsFromGMT(for: moment)))
            change = zone.nextDaylightSavingTimeTransition(after: moment)
        }
        self.init(from: Instant(from), to: Instant(to), offsets: offsets)
    }
}

extension CallThresholds {
    init(_ customer: Customer) {
        self.init(
            serviceLevelSeconds: customer.serviceLevelSeconds, shortAbandonSeconds: customer.shortAbandonSeconds)
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
