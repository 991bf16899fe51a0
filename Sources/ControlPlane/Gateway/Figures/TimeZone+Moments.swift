import Foundation
import Values

extension TimeZone {
    /// What the clocks of the zone show at a moment, as seconds since their 1970-01-01T00:00:00.
    func localSeconds(at moment: Instant) -> Int64 {
        let seconds = moment.nearestWritable.milliseconds.flooredDivision(by: 1_000).quotient
        return seconds + offset(at: seconds)
    }

    /// The date that the calendars of the zone show at a moment, in days since 1970-01-01.
    func localDay(at moment: Instant) -> Int {
        Int(localSeconds(at: moment).flooredDivision(by: 86_400).quotient)
    }

    /// The moment at which the clocks first show a minute (0–1439) of the date `day` days after 1970-01-01; if they
    /// skip it, the first after the gap.
    func firstMoment(ofDay day: Int, minute: Int) -> Instant {
        let local = Int64(day) * 86_400 + Int64(minute) * 60
        // No offset is as large as a day: the one in force then is that of a day before or, after a change, a day
        // later.
        let (before, after) = (offset(at: local - 86_400), offset(at: local + 86_400))
        for candidate in [before, after] where offset(at: local - candidate) == candidate {
            return Instant(milliseconds: (local - candidate) * 1_000)
        }
        // The clocks skip it: look for the moment at which they do.
        var (low, high) = (local - 86_400, local + 86_400)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(at: middle) == before { low = middle } else { high = middle }
        }
        return Instant(milliseconds: high * 1_000)
    }

    private func offset(at seconds: Int64) -> Int64 {
        Int64(secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }
}
