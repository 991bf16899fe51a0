import BoardClient
import BoardProtocol
import Values
import WebSocketWire

/// What one message means to the load client.
enum Reading {
    /// A publication, with the server's time stamp in microseconds since 1970, and the bytes of its text.
    case publication(at: Int64, textBytes: Int)
    /// A gateway gave the board its token.
    case registered(Secret)
    /// A gateway has let the board in.
    case welcome
    /// A gateway does not let the board in, or closes it.
    case refused(String)
    /// Snapshots, heartbeats.
    case other
}

/// Parses each text once although thousands get it: connections that receive the same bytes share the result.
struct MessageReading: ~Copyable {
    /// The longest message, in bytes, also after inflation: more than a snapshot of a large view.
    static let longest = 16 * 1_048_576

    /// Remembers the texts of a tick, and of the previous one for connections that are late.
    private var memory = MessageMemory<Reading>(messages: 16, maxBytes: longest)

    /// What the message says.
    mutating func read(_ message: Message) -> Reading {
        memory.reading(of: message, Self.parse) ?? .other
    }

    private static func parse(_ text: [UInt8]) -> Reading {
        if let stamp = stamp(text) { return .publication(at: stamp, textBytes: text.count) }
        guard let parsed = try? GatewayMessage(parsing: text) else { return .other }
        switch parsed {
        case .update(let update):
            return .publication(at: update.asOf.milliseconds * 1_000, textBytes: text.count)
        case .registered(let registered): return .registered(registered.token)
        case .welcome: return .welcome
        case .refused(let refused): return .refused("\(refused.reason)")
        case .goaway: return .refused("goaway")
        case .snapshot, .heartbeat, .pairing, .waiting: return .other
        }
    }

    /// The number after `{"t":`; nil if the text does not begin so.
    private static func stamp(_ text: [UInt8]) -> Int64? {
        let head = Array("{\"t\":".utf8)
        guard text.starts(with: head) else { return nil }
        var stamp: Int64 = 0
        for byte in text[head.count...].prefix(18) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { break }
            stamp = stamp * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return stamp
    }
}
