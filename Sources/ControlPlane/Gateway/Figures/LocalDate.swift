import Foundation
import Values
import WallboardCore

/// A date of the proleptic Gregorian calendar, as used in one time zone.
struct LocalDate: Hashable {
    let year: Int
    /// 1–12.
    let month: Int
    /// 1–31.
    let day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The date at a moment in a zone.
    init(of moment: Instant, in zone: TimeZone) {
        self.init(daysSince1970: zone.localSeconds(at: moment).floored(by: 86_400))
    }

    /// A date by its number; the calendar repeats itself every 400 years = 146,097 days.
    init(daysSince1970: Int64) {
        // Years that begin in March have their leap day at the end; 719,468 days lie between 0000-03-01 and 1970-01-01.
        let days = daysSince1970 + 719_468
        let cycle = days.floored(by: 146_097)
        let dayOfCycle = days - cycle * 146_097
        let leapDays = dayOfCycle / 1_460 - dayOfCycle / 36_524 + dayOfCycle / 146_096
        let yearOfCycle = (dayOfCycle - leapDays) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.init(
            year: Int(cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)), month: Int(month),
            day: Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1))
    }

    /// Days since 1970-01-01; negative before.
    var daysSince1970: Int64 {
        let yearFromMarch = Int64(month <= 2 ? year - 1 : year)
        let cycle = yearFromMarch.floored(by: 400)
        let yearOfCycle = yearFromMarch - cycle * 400
        let dayOfYear = (153 * Int64(month > 2 ? month - 3 : month + 9) + 2) / 5 + Int64(day) - 1
        return cycle * 146_097 + yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear - 719_468
    }
}

extension TimeZone {
    /// What the clocks of the zone show at a moment, as seconds since their 1970-01-01T00:00:00.
    func localSeconds(at moment: Instant) -> Int64 {
        let seconds = moment.nearestWritable.milliseconds.floored(by: 1_000)
        return seconds + offset(at: seconds)
    }

    /// The moment at which the clocks first show a minute of a date (0–1439); if they skip it, the first after the
    /// gap.
    func firstMoment(of date: LocalDate, minute: Int) -> Instant {
        firstMoment(ofDay: date.daysSince1970, minute: minute)
    }

    /// As above, for the date `day` days after 1970-01-01.
    func firstMoment(ofDay day: Int64, minute: Int) -> Instant {
        let local = day * 86_400 + Int64(minute) * 60
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

extension Int64 {
    /// Divides, rounding down.
    fileprivate func floored(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
