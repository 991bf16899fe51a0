import Foundation

/// A day of the calendar in a time zone.
struct LocalDate: Hashable, Sendable {
    let timeZone: TimeZone
    /// Milliseconds from 1970-01-01T00:00 to the day's midnight, both by the clock on the wall.
    private let wallMidnight: Int64

    /// Returns nil unless `text` is a date such as `2026-11-24`.
    init?(_ text: String, in timeZone: TimeZone) {
        let digits = text.split(separator: "-", omittingEmptySubsequences: false)
        guard digits.map(\.count) == [4, 2, 2], digits.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) }),
            let midnight = try? Date("\(text)T00:00:00Z", strategy: .iso8601),
            midnight.formatted(.iso8601).hasPrefix(text)
        else { return nil }
        self.timeZone = timeZone
        wallMidnight = Int64(midnight.timeIntervalSince1970) * 1_000
    }

    /// The moment at which the clock on the wall shows a time of this day, in milliseconds since 1970.
    ///
    /// `timeOfDay` is in milliseconds after midnight by that clock; beyond a day it is a later day. Of a time that the
    /// clock shows twice one moment is taken, and a time that it leaves out is moved by the hour.
    func instant(at timeOfDay: Int64) -> Int64 {
        let wall = wallMidnight + timeOfDay
        let guess = wall - offset(at: wall)
        return wall - offset(at: guess)
    }

    private func offset(at instant: Int64) -> Int64 {
        Int64(timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant) / 1_000))) * 1_000
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
