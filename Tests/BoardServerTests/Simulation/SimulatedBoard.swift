import Testing
import WebSocketWire

/// The far end: reads what arrives, byte by byte, and checks it against the rules of the protocol.
struct SimulatedBoard {
    private var reader = MessageReader(role: .client, permitsCompression: false)
    /// Of the last welcome.
    private(set) var topic: Int?
    private(set) var version = 0
    /// Of the pairing that arrived last; 0: none.
    private(set) var code = 0
    /// How often a token arrived.
    private(set) var registrations = 0
    /// nil until there was a snapshot after the welcome.
    private(set) var seq: Int?
    private(set) var closeCount = 0
    /// State under an older welcome than this was revoked and may not arrive any more.
    var requiredVersion = 0
    /// Pings that arrived.
    private(set) var pings = 0

    mutating func take(_ bytes: [UInt8], _ place: Comment) throws {
        var offset = 0
        while let incoming = try reader.next(bytes.span, at: &offset) {
            #expect(closeCount == 0, "\(incoming) after Close, \(place)")
            switch incoming {
            case .message(let message): try take(String(decoding: message.payload, as: UTF8.self), place)
            case .ping: pings += 1
            case .pong: break
            case .close: closeCount += 1
            }
        }
        if closeCount > 0 { #expect(offset == bytes.count) }
    }

    private mutating func take(_ text: String, _ place: Comment) throws {
        let words = text.split(separator: " ")
        let numbers = words.dropFirst().prefix(2).compactMap { Int($0) }
        switch words.first {
        case "pairing":
            #expect(version == 0, "a code for a board that has its seat, \(place)")
            #expect(numbers[0] == code + 1, "a code was left out, \(place)")
            code = numbers[0]
        case "registered": registrations += 1
        case "welcome":
            if version == 0 { #expect(registrations == 1, "a welcome without a token, \(place)") }
            version = numbers[0]
            topic = numbers[1] < 0 ? nil : numbers[1]
            seq = nil
        case "snapshot":
            checkEntitlement(to: numbers[0], place)
            #expect(numbers[1] >= seq ?? 0, "a snapshot of the past, \(place)")
            seq = numbers[1]
        case "update":
            checkEntitlement(to: numbers[0], place)
            #expect(numbers[1] == seq.map { $0 + 1 }, "a gap, \(place)")
            seq = numbers[1]
        case "heartbeat", "goodbye": break
        default: Issue.record("\(text.prefix(40)), \(place)")
        }
    }

    private func checkEntitlement(to topic: Int, _ place: Comment) {
        #expect(self.topic == topic, "state of another topic, \(place)")
        #expect(version >= requiredVersion, "state that was revoked, \(place)")
    }
}
