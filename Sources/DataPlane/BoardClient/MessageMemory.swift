import EventLoop
import WebSocketWire

/// Inflates and reads a message once although many connections get the same bytes: the last readings are remembered.
package struct MessageMemory<Reading>: ~Copyable {
    private let most: Int
    private let maxBytes: Int
    private let inflater = Inflater()
    private var known: [(message: Message, reading: Reading)] = []
    private var oldest = 0
    private var lastHit = 0

    /// - Parameters:
    ///   - messages: how many are remembered, at least 1: those of a tick, and of the one before for connections that are
    ///     late.
    ///   - maxBytes: the longest text, after inflation.
    package init(messages: Int, maxBytes: Int) {
        precondition(messages > 0, "\(messages) messages")
        most = messages
        self.maxBytes = maxBytes
    }

    /// What `read` makes of the text of the message, or made of it before. nil, which is not remembered, if the message
    /// cannot be inflated or `read` returns nil.
    package mutating func reading(of message: Message, _ read: ([UInt8]) -> Reading?) -> Reading? {
        if lastHit < known.count, known[lastHit].message == message { return known[lastHit].reading }
        if let index = known.firstIndex(where: { $0.message == message }) {
            lastHit = index
            return known[index].reading
        }
        guard let text = text(of: message), let reading = read(text) else { return nil }
        if known.count < most {
            known.append((message, reading))
        } else {
            known[oldest] = (message, reading)
            oldest = (oldest + 1) % most
        }
        return reading
    }

    private func text(of message: Message) -> [UInt8]? {
        guard message.isCompressed else { return message.payload }
        guard case .bytes(let text) = inflater.inflate(message.payload, maxBytes: maxBytes) else { return nil }
        return text
    }
}
