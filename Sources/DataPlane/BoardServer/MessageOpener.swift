import EventLoop
import WebSocketWire

/// Restores the compressed messages of the connections of one loop, within a bound. Messages stand alone (RFC 7692,
/// without context takeover), so that one inflater is enough.
struct MessageOpener {
    /// Why a message is none.
    enum Fault: Equatable {
        case tooBig, corrupt, notUTF8
    }

    private let inflater = Inflater()

    /// Inflates the payload to at most `maxBytes`, 0…, and checks that a text is one. `message` is compressed.
    func open(_ message: inout Message, maxBytes: Int) -> Fault? {
        switch inflater.inflate(message.payload, maxBytes: maxBytes) {
        case .bytes(let bytes):
            message.payload = bytes
            message.isCompressed = false
        case .tooBig: return .tooBig
        case .corrupt: return .corrupt
        }
        return message.opcode == .text && !UTF8Validator.isValid(message.payload) ? .notUTF8 : nil
    }
}
