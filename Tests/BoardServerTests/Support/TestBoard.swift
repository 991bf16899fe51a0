import BoardProtocol
import EventLoop
import Testing
import WebSocketWire

@testable import BoardServer

/// A board made of the client's side of the wire, which waits for what it reads.
final class TestBoard {
    let line: TLSLine
    private var reader: MessageReader
    private let inflater = Inflater()
    private var input: [UInt8] = []
    private var offset = 0
    /// Whether the last message came deflated.
    private(set) var wasDeflated = false
    /// Whether pings are answered.
    var answersPings = true

    /// Connects, performs the handshake and upgrades.
    init(to address: SocketAddress, deflated: Bool = true, behind header: [UInt8] = []) throws {
        line = try TLSLine(to: address, behind: header)
        let upgrade = ClientUpgrade(
            host: "\(address)", path: BoardServer.path, key: WebSocketKey(nonce: Random.bytes(16)),
            subprotocol: BoardServer.subprotocol, offersDeflate: deflated)
        try line.write(upgrade.request)
        var head = ResponseReader()
        var response: ResponseHead?
        while response == nil {
            let record = try line.read().get()
            input = record
            offset = 0
            response = try head.next(record.span, at: &offset)
        }
        let deflate = try upgrade.check(try #require(response))
        guard (deflate != nil) == deflated else { throw Stuck(what: "deflate was negotiated: \(deflate != nil)") }
        reader = MessageReader(
            role: .client, limits: MessageReader.Limits(maxMessageBytes: 4_000_000), permitsCompression: deflated)
    }

    /// Like `init`, and says hello.
    convenience init(
        serial: String, to address: SocketAddress, deflated: Bool = true, behind header: [UInt8] = []
    ) throws {
        try self.init(to: address, deflated: deflated, behind: header)
        try say(Hello(serial: serial, model: nil, appVersion: nil, credentials: .token(Secret("t"))).encode())
    }

    func say(_ text: [UInt8]) throws {
        try line.write(FrameWriter.frame(.text, payload: text, mask: 0x1234_5678))
    }

    func say(_ text: String) throws {
        try say(Array(text.utf8))
    }

    func ping() throws {
        try line.write(FrameWriter.ping([1, 2, 3], mask: 4))
    }

    func close(_ code: CloseCode = .normal) throws {
        try line.write(FrameWriter.close(code, mask: 1))
    }

    /// The next thing that the gateway says; nil when it has ended the connection.
    func next() throws -> Incoming? {
        while true {
            let input = input
            if offset < input.count, let incoming = try reader.next(input.span, at: &offset) { return incoming }
            switch try line.read() {
            case .success(let record):
                self.input = record
                offset = 0
            case .failure: return nil
            }
        }
    }

    /// The text of the next message; answers pings on the way.
    func message() throws -> String {
        while let incoming = try next() {
            switch incoming {
            case .message(let message): return try text(of: message)
            case .ping(let payload):
                if answersPings { try line.write(FrameWriter.pong(payload, mask: 2)) }
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
        guard case .bytes(let bytes) = inflater.inflate(message.payload, maxBytes: 4_000_000) else {
            throw Stuck(what: "a message that cannot be inflated")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
