import BoardProtocol
import EventLoop
import TestSupport
import Testing
import WebSocketWire

@testable import BoardServer

/// Bad messages from boards: the code of the table, one line with the peer and the reason, one count; the others go on.
@Suite(.serialized) struct BadMessageTests {
    /// Bytes from a board, and the code that they are closed with.
    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let close: BoardClose

        init(_ description: String, _ bytes: [UInt8], _ close: BoardClose) {
            testDescription = description
            self.bytes = bytes
            self.close = close
        }
    }

    private static func text(_ text: String) -> [UInt8] {
        FrameWriter.frame(.text, payload: Array(text.utf8), mask: 3)
    }

    private static func deflated(_ payload: [UInt8], opcode: DataOpcode = .text) -> [UInt8] {
        let bytes = Deflater(level: 6, windowBits: 15).deflate(payload)
        return FrameWriter.frame(opcode, payload: bytes, isCompressed: true, mask: 3)
    }

    static let bad = [
        Bad("no JSON", text("}"), .badMessage), Bad("unknown type", text(#"{"type":"x"}"#), .badMessage),
        Bad("second hello", text(#"{"type":"hello","serial":"A"}"#), .badMessage),
        Bad("binary", FrameWriter.frame(.binary, payload: [1], mask: 3), .badMessage),
        Bad("unmasked", FrameWriter.frame(.text, payload: [1]), .protocolError),
        Bad("reserved opcode", [0x83, 0x80, 0, 0, 0, 0], .protocolError),
        Bad("not UTF-8", FrameWriter.frame(.text, payload: [0xff], mask: 3), .invalidPayload),
        Bad("too long", [0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0], .messageTooBig),
        Bad("too long when inflated", deflated(Array(repeating: 0x20, count: 65_537)), .messageTooBig),
        Bad(
            "cannot be inflated", FrameWriter.frame(.text, payload: [0xff, 0xff], isCompressed: true, mask: 3),
            .invalidPayload),
        Bad("not UTF-8 when inflated", deflated([0xff, 0xfe]), .invalidPayload),
    ]

    @Test("a bad message gets its code one line and one count", arguments: bad)
    func aBadMessageGetsItsCodeOneLineAndOneCount(bad: Bad) async throws {
        try await BoardPort.with { port in
            let (well, _) = try port.board("well")
            let (board, id) = try port.board("A")
            try board.line.write(bad.bytes)
            #expect(try board.closeCode().code == bad.close.rawValue)
            try board.close()
            #expect(try board.next() == nil)
            board.line.finish()
            #expect(try port.events.closed(id) == bad.close)
            #expect(port.counters.closesByCode.filter { $0.1 > 0 }.map(\.0) == [bad.close])
            #expect(port.log.lines.count == 1)
            let line = try #require(port.log.lines.first)
            #expect(line.message.contains("\(bad.close.rawValue)"))
            #expect(line.peer?.hasPrefix("127.0.0.1:") == true)
            try well.close()
            #expect(try well.closeCode().code == 1_000)
        }
    }

    @Test("deflated messages are understood")
    func deflatedMessagesAreUnderstood() async throws {
        try await BoardPort.with { port in
            let board = try TestBoard(to: port.address)
            let hello = Hello(serial: "packed", model: nil, appVersion: nil, credentials: .none).encode()
            try board.line.write(Self.deflated(hello))
            _ = try port.events.hello("packed")
        }
    }

    @Test("too many messages close with 4012")
    func tooManyMessagesCloseWith4012() async throws {
        try await BoardPort.with {
            $0.maxMessagesPerWindow = 20
            $0.messageWindowMillis = 60_000
        } _: { port in
            let (board, id) = try port.board("A")
            for _ in 0..<20 { try board.ping() }
            #expect(try board.closeCode().code == 4_012)
            board.line.finish()
            #expect(try port.events.closed(id) == .tooManyAttempts)
        }
    }

    @Test("a board that says nothing is closed with 4000")
    func aBoardThatSaysNothingIsClosedWith4000() async throws {
        try await BoardPort.with {
            $0.helloMillis = 200
        } _: { port in
            let board = try TestBoard(to: port.address)
            #expect(try board.closeCode().code == 4_000)
            #expect(port.events.left.isEmpty, "the control plane never knew it")
        }
    }

    @Test("a board that answers no ping is closed with 4004")
    func aBoardThatAnswersNoPingIsClosedWith4004() async throws {
        try await BoardPort.with {
            $0.heartbeatMillis = 200
        } _: { port in
            let (board, id) = try port.board("A")
            #expect(try board.closeCode().code == 4_004)
            board.line.finish()
            #expect(try port.events.closed(id) == .noPong)
        }
    }

    @Test("a board in the middle of a long message is not taken for dead")
    func aBoardInTheMiddleOfALongMessageIsNotTakenForDead() async throws {
        try await BoardPort.with {
            $0.heartbeatMillis = 200
        } _: { port in
            let (board, _) = try port.board("A")
            board.answersPings = false
            var frame = FrameWriter.frame(.text, payload: Array(#"{"type":"status","asleep":true}"#.utf8), mask: 3)
            for _ in 0..<8 {
                #expect(try board.message().contains(#""heartbeat""#))
                try board.line.write([frame.removeFirst()])
            }
            try board.line.write(frame)
            board.answersPings = true
            try board.close()
            #expect(try board.closeCode().code == 1_000)
        }
    }

    @Test("a quiet board gets pings and heartbeats")
    func aQuietBoardGetsPingsAndHeartbeats() async throws {
        try await BoardPort.with {
            $0.heartbeatMillis = 200
        } _: { port in
            let (board, _) = try port.board("A")
            for _ in 0..<5 { #expect(try board.message().contains(#""heartbeat""#)) }
        }
    }
}
