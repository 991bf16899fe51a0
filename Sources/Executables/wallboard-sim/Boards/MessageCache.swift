import BoardProtocol
import EventLoop
import WebSocketWire

/// Reads a message once although thousands of boards get the same bytes.
struct MessageCache: ~Copyable {
    private struct Entry {
        let message: Message
        let reading: GatewayMessage
    }

    private let limits: FleetLimits
    private let inflater = Inflater()
    private var entries: [Entry] = []
    private var oldest = 0

    init(limits: FleetLimits) {
        self.limits = limits
    }

    /// What the message says; nil if it is not one of the protocol.
    mutating func read(_ message: Message) -> GatewayMessage? {
        if let known = entries.first(where: { $0.message == message }) { return known.reading }
        guard let text = text(of: message), let reading = try? GatewayMessage(parsing: text) else { return nil }
        let entry = Entry(message: message, reading: reading)
        if entries.count < limits.rememberedMessages {
            entries.append(entry)
        } else {
            entries[oldest] = entry
            oldest = (oldest + 1) % entries.count
        }
        return reading
    }

    private func text(of message: Message) -> [UInt8]? {
        guard message.opcode == .text else { return nil }
        guard message.isCompressed else { return message.payload }
        guard case .bytes(let text) = inflater.inflate(message.payload, maxBytes: limits.maxMessageBytes) else {
            return nil
        }
        return text
    }
}
