import BoardClient
import TestSupport
import Testing
import WebSocketWire

@Suite("The board's end of a WebSocket, without I/O")
struct ClientWireTests {
    private let key = WebSocketKey("dGhlIHNhbXBsZSBub25jZQ==")!

    private func wire(offersDeflate: Bool = false, maxMessageBytes: Int = 1_000) -> ClientWire {
        ClientWire(
            ClientUpgrade(host: "a", path: "/", key: key, offersDeflate: offersDeflate),
            maxMessageBytes: maxMessageBytes)
    }

    private func response(_ headers: String = "") -> [UInt8] {
        let lines = "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        return Array("\(lines)Sec-WebSocket-Accept: \(key.accept)\r\n\(headers)\r\n".utf8)
    }

    /// What the wire makes of bytes that come in pieces; at most 7 bytes each, if there is a generator.
    private func events(
        of bytes: [UInt8], at wire: inout ClientWire, cutBy random: inout SplitMix64?
    ) throws -> [ClientWire.Event] {
        var events: [ClientWire.Event] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(random?.pick(1...7) ?? rest.count))
            rest = rest.dropFirst(piece.count)
            var offset = 0
            while let event = try wire.next(piece.span, at: &offset) { events.append(event) }
        }
        return events
    }

    private func opened(_ headers: String = "", offersDeflate: Bool = false) throws -> ClientWire {
        var wire = wire(offersDeflate: offersDeflate)
        _ = wire.takeOutput()
        var none: SplitMix64?
        #expect(try events(of: response(headers), at: &wire, cutBy: &none) == [.opened(isDeflated: offersDeflate)])
        return wire
    }

    /// What a server reads of the wire's output.
    private func said(_ wire: inout ClientWire) throws -> [Incoming] {
        var reader = MessageReader(role: .server, permitsCompression: false)
        let bytes = wire.takeOutput()
        var offset = 0
        var all: [Incoming] = []
        while let incoming = try reader.next(bytes.span, at: &offset) { all.append(incoming) }
        #expect(offset == bytes.count)
        return all
    }

    @Test("the request comes first, and once")
    func request() {
        var wire = wire()
        #expect(wire.hasOutput && !wire.isOpen)
        #expect(wire.takeOutput().starts(with: Array("GET / HTTP/1.1\r\n".utf8)))
        #expect(!wire.hasOutput && wire.takeOutput().isEmpty)
    }

    @Test("wherever the bytes are cut, the events are the same", arguments: 0..<100 as Range<UInt64>)
    func cuts(seed: UInt64) throws {
        let text = Array("hello".utf8)
        let bytes =
            response() + FrameWriter.frame(.text, payload: text) + FrameWriter.ping([1]) + FrameWriter.pong([2])
            + FrameWriter.close(.normal, reason: "bye")
        var wire = wire()
        var random: SplitMix64? = SplitMix64(seed: seed)
        let expected: [ClientWire.Event] = [
            .opened(isDeflated: false), .incoming(.message(Message(.text, payload: text))), .incoming(.ping([1])),
            .incoming(.pong([2])), .incoming(.close(.normal, reason: "bye")),
        ]
        #expect(try events(of: bytes, at: &wire, cutBy: &random) == expected, "seed \(seed)")
    }

    @Test("deflated messages are read if deflate was offered and taken")
    func deflate() throws {
        let taken =
            "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover"
        var wire = try opened("\(taken)\r\n", offersDeflate: true)
        var none: SplitMix64?
        let frame: [UInt8] = [0xC1, 1, 0]
        #expect(
            try events(of: frame, at: &wire, cutBy: &none) == [
                .incoming(.message(Message(.text, payload: [0], isCompressed: true)))
            ])
        var plain = try opened()
        #expect(throws: ClientWire.Failure.self) { try events(of: frame, at: &plain, cutBy: &none) }
    }

    @Test("an answer that is no upgrade, and a frame that breaks the rules, say why")
    func failures() throws {
        var none: SplitMix64?
        var refused = wire()
        let failure = #expect(throws: ClientWire.Failure.self) {
            try events(of: Array("HTTP/1.1 503 S\r\n\r\n".utf8), at: &refused, cutBy: &none)
        }
        #expect(failure == .upgrade(.refused(status: 503)) && "\(failure!)".hasPrefix("no upgrade: "))
        var broken = try opened()
        let violation = #expect(throws: ClientWire.Failure.self) {
            try events(of: [0x81, 0x80, 0, 0, 0, 0], at: &broken, cutBy: &none)
        }
        #expect(violation == .violation(.maskedFrame) && "\(violation!)".hasPrefix("protocol: "))
        var long = try opened()
        #expect(throws: ClientWire.Failure.self) {
            try events(
                of: FrameWriter.frame(.text, payload: [UInt8](repeating: 65, count: 1_001)), at: &long, cutBy: &none)
        }
    }

    @Test("nothing is answered by itself; a Ping is answered by its Pong, a Close once")
    func answers() throws {
        var wire = try opened()
        var none: SplitMix64?
        let bytes = FrameWriter.ping([7]) + FrameWriter.close(.normal)
        let incoming = try events(of: bytes, at: &wire, cutBy: &none)
        #expect(!wire.hasOutput)
        for case .incoming(let one) in incoming + incoming.suffix(1) { wire.answer(one) }
        #expect(try said(&wire) == [.pong([7]), .close(.normal, reason: "")])
        wire.close(.normal)
        #expect(!wire.hasOutput, "it has closed")
    }

    @Test("a text, a Ping and one Close go out masked, none before the upgrade")
    func saying() throws {
        var early = wire()
        _ = early.takeOutput()
        early.close(.normal)
        #expect(!early.hasOutput)
        var wire = try opened()
        wire.send([65])
        wire.ping([1, 2])
        wire.close(.normal)
        wire.close(.normal)
        wire.answer(.close(.normal, reason: ""))
        #expect(
            try said(&wire) == [.message(Message(.text, payload: [65])), .ping([1, 2]), .close(.normal, reason: "")])
    }
}
