import Foundation
import Values

/// The header `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date.
enum RetryAfter {
    /// How long to wait, in milliseconds, not below 0; nil for anything else.
    static func millis(_ text: String, at now: Instant) -> Int64? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            // More digits than a day count needs are as good as for ever; the queue bounds it.
            return Int64(text.prefix(12)).map { $0 * 1_000 }
        }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: text).map { max(Int64($0.timeIntervalSince1970) * 1_000 - now.milliseconds, 0) }
    }
}
