import BoardProtocol
import EventLoop
import TestSupport
import Testing
import WebSocketWire

@testable import BoardServer

/// Peers that keep TLS busy and say nothing cost a share of their loop, and are closed.
@Suite(.serialized) struct RecordFloodTests {
    /// One record a turn: everything else the loop has to do comes in between.
    @Test("a flood of records takes one turn of the loop each")
    func aFloodOfRecordsTakesOneTurnOfTheLoopEach() async throws {
        try await BoardPort.with {
            $0.maxRecordsWithoutData = .max
            $0.heartbeatMillis = 300_000
        } _: { port in
            let (board, _) = try port.board("flood")
            let records = 2_000
            let turns = port.counters[.ticks]
            for _ in 0..<records { try board.line.updateKeys() }
            try board.ping()
            while let incoming = try board.next() {
                if case .pong = incoming { break }
            }
            #expect(port.counters[.ticks] - turns >= records)
            #expect(port.counters[.recordFloods] == 0)
        }
    }

    @Test("a board that sends too many is closed with 4012 and others are served")
    func aBoardThatSendsTooManyIsClosedWith4012AndOthersAreServed() async throws {
        try await BoardPort.with { port in
            let publisher = Publisher(port)
            let (quick, _) = try port.board("quick", on: publisher.topic)
            let (board, id) = try port.board("flood", on: publisher.topic, deflated: false)
            // It may be closed while it still sends.
            try? flood(board.line, 10_000)
            #expect(try port.events.closed(id) == .tooManyAttempts)
            #expect(port.counters[.recordFloods] == 1)
            #expect(port.log.lines.count { $0.message.contains("records of TLS without data") } == 1)
            publisher.publish()
            #expect(try quick.message().hasPrefix("update 7 1 "))
        }
    }

    @Test("a flood before the request is ended")
    func aFloodBeforeTheRequestIsEnded() async throws {
        try await BoardPort.with { port in
            let line = try TLSLine(to: port.address)
            try? flood(line, 10_000)
            try eventually("the end of the flood") { port.counters.openConnections == 0 }
            #expect(port.counters[.recordFloods] == 1)
            #expect(port.log.lines.count { $0.message.contains("records of TLS without data") } == 1)
        }
    }

    /// A board may update its keys now and then throughout its life.
    @Test("a few between two heartbeats are none")
    func aFewBetweenTwoHeartbeatsAreNone() async throws {
        try await BoardPort.with {
            $0.heartbeatMillis = 200
            $0.maxRecordsWithoutData = 3
        } _: { port in
            let (board, _) = try port.board("A")
            for _ in 0..<5 {
                for _ in 0..<3 { try board.line.updateKeys() }
                // With the next ping the count starts again.
                while let incoming = try board.next() {
                    guard case .ping(let payload) = incoming else { continue }
                    try board.line.write(FrameWriter.pong(payload, mask: 2))
                    break
                }
            }
            #expect(port.counters[.recordFloods] == 0)
            #expect(port.counters.openConnections == 1)
        }
    }

    @Test("a handshake in too many pieces is ended")
    func aHandshakeInTooManyPiecesIsEnded() async throws {
        try await BoardPort.with {
            $0.maxHandshakeTurns = 4
        } _: { port in
            let socket = try TLSLine.connect(to: port.address)
            // The head of a ClientHello, and bytes of it, each in a record of its own.
            let hello: [UInt8] = [1, 0, 64, 0, 3, 3] + [UInt8](repeating: 0, count: 1_000)
            let pieces = hello.flatMap { [22, 3, 1, 0, 1, $0] as [UInt8] }
            _ = Socket.write(socket, pieces.span)
            try eventually("the end of the handshake") {
                port.counters[.recordFloods] == 1 && port.counters.openConnections == 0
            }
            #expect(port.log.lines.count { $0.message.contains("a handshake in more than 4 turns") } == 1)
        }
    }

    private func flood(_ line: TLSLine, _ count: Int) throws {
        for _ in 0..<count { try line.updateKeys() }
    }
}
