import BoardProtocol
import TestSupport
import Values
import WallboardCore

@testable import Gateway

/// Names that are hard on boards, each in several spellings that mean the same.
enum RandomNames {
    private static let names: [[String]] = [
        ["__proto__", " __proto__"], ["constructor"], ["toString", "toString\u{A0}"], ["hasOwnProperty"], ["null"],
        ["7"],
        ["caf\u{E9}", "cafe\u{301}", " cafe\u{301} "], ["\u{1EAD}", "a\u{302}\u{323}", "a\u{323}\u{302}"],
        ["\u{AC01}", "\u{1100}\u{1161}\u{11A8}"], ["\u{200B}"], ["\u{202E}live"], ["\u{5D9}\u{5B4}", "\u{FB1D}"],
        ["\u{1F468}\u{200D}\u{1F469}"], ["\"quoted\\"],
    ]

    /// The event as the gateway reads it from a feed: its queue, agent and call are named from the list, by number,
    /// and spelled at random.
    static func sent(_ event: CallEvent, using generator: inout SplitMix64) throws -> CallEvent {
        guard let message = CallEventMessage(telling: event) else { return event }
        var json = try JSON(parsing: message.encode())
        guard case .object(var fields) = json else { return event }
        for field in ["queue", "agent", "callId"] {
            guard let text = fields[field]?.string, let number = text.split(separator: "-").last.flatMap({ Int($0) })
            else { continue }
            // There are more calls than names.
            if field == "callId", number >= names.count { continue }
            let spellings = names[number % names.count]
            fields[field] = .string(spellings.randomElement(using: &generator) ?? text)
        }
        json = .object(fields)
        var sent = CallEvent(try CallEventMessage(parsing: json))
        sent.acceptance = event.acceptance
        return sent
    }
}
