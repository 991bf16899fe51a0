import AdminClient
import BoardProtocol
import Foundation
import Values

/// The customer's day in which the demo begins. Its times are those of a play: milliseconds since the midnight before
/// it, by the clock of the customer.
struct DemoDay: Hashable, Sendable {
    /// The moment at which the demo begins, in milliseconds since 1970.
    let start: Int64
    /// The time of that moment; at least `reset`, and less than a day later.
    let from: Int64
    /// When the figures of the day begin.
    let reset: Int64
    /// The same weekday a week before.
    let lastWeek: PlayedDay

    /// When the office opens, unless the day begins later.
    private static let opening = TimeOfDay(seconds: 7 * 3_600 + 1_800).milliseconds
    /// For how long it is open, at most.
    private static let openFor: Int64 = 50_400_000

    /// Of a customer in this time zone, whose day begins at `reset`, a time of day.
    init(at start: Int64, in timeZone: TimeZone, reset: TimeOfDay) {
        let date = Date(timeIntervalSince1970: Double(start) / 1_000)
        let wall = start + Int64(timeZone.secondsFromGMT(for: date)) * 1_000
        let day = (wall - reset.milliseconds).flooredDivision(by: DayProfile.millisecondsPerDay).quotient
        self.start = start
        self.reset = reset.milliseconds
        from = wall - day * DayProfile.millisecondsPerDay
        lastWeek = PlayedDay(daysSince1970: Int(day) - 7, in: timeZone)
    }

    /// Of the customer in an answer of the admin API.
    init(at start: Int64, of customer: JSON?) throws(AdminClientError) {
        guard let zone = customer?["timeZone"]?.string.flatMap({ TimeZone(identifier: $0) }),
            let reset = customer?["resetTime"]?.string.flatMap({ TimeOfDay($0) })
        else { throw .notUnderstood("the answer holds no customer with a time zone and a reset time") }
        self.init(at: start, in: zone, reset: reset)
    }

    private var officeOpens: Int64 { max(reset, Self.opening) }

    /// When the calls of the day begin: as the office opens, or before that with the day.
    var opening: Int64 { from > officeOpens ? officeOpens : reset }

    /// The calls from the opening on, without an end. Their ids begin with `play`.
    func calls(seed: UInt64, play: String) -> ContactCentre {
        var settings = DemoPlan.contactCentre()
        settings.opening = opening
        return ContactCentre(settings, seed: seed, play: play)
    }

    /// The calls of the whole day a week before.
    func callsOfLastWeek(seed: UInt64, play: String) -> ContactCentre {
        var settings = DemoPlan.contactCentre()
        settings.opening = officeOpens
        settings.closing = min(officeOpens + Self.openFor, reset + DayProfile.millisecondsPerDay - 7_200_000)
        return ContactCentre(settings, seed: seed &+ 1, play: "\(play)-before")
    }

    /// What is before the start has its own times, and what comes then goes on from there.
    func timeline(_ speed: Double) -> Timeline {
        Timeline(start: start, from: from, speed: .times(speed), date: nil, keepsHistory: true)
    }

    /// For the calls of the week before: all at once.
    var timelineOfLastWeek: Timeline {
        Timeline(start: start, from: from, speed: .max, date: lastWeek)
    }
}
