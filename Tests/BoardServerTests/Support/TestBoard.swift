import BoardClient
import BoardProtocol
import EventLoop
import WebSocketWire

@testable import BoardServer

/// A board made of the client's side of the wire, which waits for what it reads.
final class TestBoard {
    let line: TLSLine
    private var wire: ClientWire
    private let inflater = Inflater()
    private var input: [UInt8] = []
    private var offset = 0
    /// Whether the last message came deflated.
    private(set) var wasDeflated = false
    /// Whether pings are answered.
    var answersPings = true

    private static let maxMessageBytes = 4_000_000

    /// Connects, performs the handshake and upgrades.
    init(to address: SocketAddress, deflated: Bool = true, behind header: [UInt8] = []) throws {
        line = try TLSLine(to: address, behind: header)
        let upgrade = ClientUpgrade(
            host: "\(address)", path: BoardServer.path, key: WebSocketKey(nonce: Random.bytes(16)),
            subprotocol: BoardServer.subprotocol, offersDeflate: deflated)
        wire = ClientWire(upgrade, maxMessageBytes: Self.maxMessageBytes)
        try flush()
        let event = try event()
        guard event == .opened(isDeflated: deflated) else { throw Stuck(what: "not upgraded as asked") }
    }

    /// Like `init`, and says hello.
    convenience init(
        serial: String, to address: SocketAddress, deflated: Bool = true, behind header: [UInt8] = []
    ) throws {
        try self.init(to: address, deflated: deflated, behind: header)
        try say(Hello(serial: serial, model: nil, appVersion: nil, credentials: .token(Secret("t"))).encode())
    }

    func say(_ text: [UInt8]) throws {
        wire.send(text)
        try flush()
    }

    func say(_ text: String) throws {
        try say(Array(text.utf8))
    }

    func ping() throws {
        wire.ping([1, 2, 3])
        try flush()
    }

    func close(_ code: CloseCode = .normal) throws {
        wire.close(code)
        try flush()
    }

    private func flush() throws {
        try line.write(wire.takeOutput())
    }

    private func event() throws -> ClientWire.Event? {
        while true {
            let input = input
            if offset < input.count, let event = try wire.next(input.span, at: &offset) { return event }
            switch try line.read() {
            case .success(let record):
                self.input = record
                offset = 0
            case .failure: return nil
            }
        }
    }

    /// The next thing that the gateway says; nil when it has ended the connection.
    func next() throws -> Incoming? {
        guard case .incoming(let incoming) = try event() else { return nil }
        return incoming
    }

    /// The text of the next message; answers pings on the way.
    func message() throws -> String {
        while let incoming = try next() {
            switch incoming {
            case .message(let message): return try text(of: message)
            case .ping(let payload):
                if answersPings {
                    wire.answer(.ping(payload))
                    try flush()
                }
            case .pong: break
            case .close(let code, let reason): throw Stuck(what: "Close \(code?.rawValue ?? 0) \(reason)")
            }
        }
        throw Stuck(what: "the gateway ended the connection")
    }

    /// The code of the next Close, after all messages that come before it.
    func closeCode() throws -> (code: UInt16?, before: [String]) {
        var messages: [String] = []
        while let incoming = try next() {
            switch incoming {
            case .message(let message): messages.append(try text(of: message))
            case .close(let code, _): return (code?.rawValue, messages)
            case .ping, .pong: break
            }
        }
        throw Stuck(what: "no Close, after \(messages.count) messages")
    }

    private func text(of message: Message) throws -> String {
        wasDeflated = message.isCompressed
        guard message.isCompressed else { return String(decoding: message.payload, as: UTF8.self) }
        guard case .bytes(let bytes) = inflater.inflate(message.payload, maxBytes: Self.maxMessageBytes) else {
            throw Stuck(what: "a message that cannot be inflated")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
