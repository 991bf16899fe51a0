import BoardProtocol
import EventLoop
import Glibc
import Logging
import TestSupport
import Testing
import WebSocketWire

@testable import BoardServer

/// What somebody without a token can cost.
@Suite(.serialized) struct StrangerTests {
    @Test("silent connections push out each other and no board", arguments: [1, 2])
    func silentConnectionsPushOutEachOtherAndNoBoard(loops: Int) async throws {
        try await BoardPort.with(loops: loops) {
            $0.maxConnections = 16
        } _: { port in
            let (board, _) = try port.board("A")
            // Four may be unfinished, two of them of one address.
            var silent: [Int32] = []
            defer { for descriptor in silent { Glibc.close(descriptor) } }
            for count in 1...40 {
                silent.append(try rawConnection(to: port.address))
                try eventually("connection \(count) to be accepted, and what it displaced to be gone") {
                    port.counters[.accepted] == count + 1 && port.server.connectionCounts.open <= 3
                }
            }
            try eventually("all but two to be gone") { port.counters.openConnections == 3 }
            #expect(port.counters[.displaced] == 38)
            #expect(port.counters[.overloadedAccepts] == 0)
            #expect(port.server.connectionCounts.open == 3)
            #expect(port.server.connectionCounts.unfinished == 2)
            // The oldest went, the newest are there.
            #expect(isOver(silent[0]))
            #expect(!isOver(silent[39]))
            let (late, _) = try port.board("B")
            try board.say(#"{"type":"resync"}"#)
            for each in [board, late] {
                try each.close()
                #expect(try each.closeCode().code == 1_000)
            }
        }
    }

    @Test("who is not welcomed may have four kilobytes held")
    func whoIsNotWelcomedMayHaveFourKilobytesHeld() async throws {
        try await BoardPort.with { port in
            for (bytes, isDeflated) in [(4_097, false), (4_097, true)] {
                let board = try TestBoard(to: port.address)
                let text = [UInt8](repeating: 0x20, count: bytes)
                try board.line.write(isDeflated ? deflated(text) : FrameWriter.frame(.text, payload: text, mask: 3))
                guard case .close(let code, let reason) = try board.next() else {
                    Issue.record("no Close")
                    return
                }
                #expect(code?.rawValue == 1_009)
                #expect(reason.contains("4096 bytes"))
            }
            // In pieces, none of which is too long by itself.
            let board = try TestBoard(to: port.address)
            var piece: [UInt8] = []
            FrameWriter.append(
                .text, payload: [UInt8](repeating: 0x20, count: 3_000).span, isFinal: false, mask: 3, to: &piece)
            FrameWriter.append(
                .continuation, payload: [UInt8](repeating: 0x20, count: 3_000).span, isFinal: false, mask: 3, to: &piece
            )
            try board.line.write(piece)
            #expect(try board.closeCode().code == 1_009)
        }
    }

    @Test("a board that is welcomed may say as much as a board may")
    func aBoardThatIsWelcomedMaySayAsMuchAsABoardMay() async throws {
        try await BoardPort.with { port in
            let padding = String(repeating: " ", count: 60_000)
            let (board, _) = try port.board("A")
            try board.say(#"{"type":"resync"\#(padding)}"#)
            try board.ping()
            guard case .pong = try board.next() else {
                Issue.record("no pong after a long message")
                return
            }
            // A guest is not welcomed: its turn comes with `entitle`.
            let guest = try TestBoard(serial: "B", to: port.address)
            let id = try port.events.hello("B")
            port.post(.admit(id, greeting: [.control(Array("code".utf8))], nil, isGuest: true), to: id)
            #expect(try guest.message() == "code")
            port.post(.entitle(id, messages: [.control(Array("welcome".utf8))], nil, revokes: false), to: id)
            #expect(try guest.message() == "welcome")
            try guest.say(#"{"type":"resync"\#(padding)}"#)
            let other = try TestBoard(serial: "C", to: port.address)
            let otherID = try port.events.hello("C")
            port.post(.admit(otherID, greeting: [.control(Array("code".utf8))], nil, isGuest: true), to: otherID)
            #expect(try other.message() == "code")
            try other.say(#"{"type":"resync"\#(padding)}"#)
            #expect(try other.closeCode().code == 1_009)
            try guest.close()
            #expect(try guest.closeCode().code == 1_000)
        }
    }

    @Test("after a fault nothing is read and the end comes by itself")
    func afterAFaultNothingIsReadAndTheEndComesByItself() async throws {
        try await BoardPort.with {
            $0.closeMillis = 60_000
        } _: { port in
            let (board, id) = try port.board("A")
            let corrupt = FrameWriter.frame(.text, payload: [0xff, 0xff], isCompressed: true, mask: 3)
            // After the fault, in the same record and in later ones: data that is not read any more.
            try board.line.write(corrupt + deflated(Array(#"{"type":"status","note":"late"}"#.utf8)))
            guard case .close(let code, let reason) = try board.next() else {
                Issue.record("no Close")
                return
            }
            #expect(code?.rawValue == 1_007)
            #expect(reason.contains("inflate"))
            let before = port.counters[.messagesReceived]
            try board.line.write(deflated(Array(#"{"type":"status","note":"later"}"#.utf8)))
            // Without our Close, and long before the time for one is over.
            #expect(try board.next() == nil)
            board.line.finish()
            #expect(try port.events.closed(id) == .invalidPayload)
            #expect(port.counters[.messagesReceived] == before)
            #expect(port.events.left.isEmpty)
        }
    }

    @Test("who goes on sending after a fault is reset")
    func whoGoesOnSendingAfterAFaultIsReset() async throws {
        try await BoardPort.with {
            $0.closeMillis = 60_000
            $0.maxDiscardedBytes = 100_000
        } _: { port in
            let (board, id) = try port.board("A")
            try board.line.write(FrameWriter.frame(.text, payload: [1]))
            let flood = [UInt8](repeating: 0, count: 10_000)
            #expect(throws: (any Error).self) { for _ in 0..<10_000 { try board.line.write(flood) } }
            #expect(try port.events.closed(id) == .protocolError)
        }
    }

    @Test("a health check that connects and leaves leaves no info line")
    func aHealthCheckThatConnectsAndLeavesLeavesNoInfoLine() async throws {
        try await BoardPort.with { port in
            for _ in 0..<5 { try TLSLine.connect(to: port.address).close() }
            try eventually("all to be gone") { port.counters[.handshakeFailures] == 5 }
            #expect(port.log.lines.allSatisfy { $0.level == .debug })
        }
    }

    @Test("strangers have lines of their own and short ones")
    func strangersHaveLinesOfTheirOwnAndShortOnes() async throws {
        try await BoardPort.with {
            $0.maxStrangerLogLines = 2
            $0.strangerLogLineMillis = 3_600_000
        } _: { port in
            for _ in 0..<4 {
                let line = try TLSLine(to: port.address)
                try line.write(Array("GET /\(String(repeating: "x", count: 7_000)) HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
                _ = try line.readToEnd()
            }
            #expect(port.log.lines.count == 2)
            #expect(port.log.lines.allSatisfy { $0.message.count <= BoardServerLimits.maxLoggedCharacters })
            let (board, _) = try port.board("A")
            try board.say("}")
            #expect(try board.closeCode().code == 4_500)
            #expect(port.log.lines.contains { $0.message.contains("4500") })
        }
    }

    private func deflated(_ payload: [UInt8]) -> [UInt8] {
        let bytes = Deflater(level: 6, windowBits: 15).deflate(payload)
        return FrameWriter.frame(.text, payload: bytes, isCompressed: true, mask: 3)
    }

    /// A connection that says nothing, as a descriptor that the caller closes.
    private func rawConnection(to address: SocketAddress) throws -> Int32 {
        let socket = try TLSLine.connect(to: address)
        let copy = dup(socket.descriptor)
        try #require(copy >= 0)
        return copy
    }

    /// Whether the peer has ended the connection.
    private func isOver(_ descriptor: Int32) -> Bool {
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT))
        return count == 0 || count < 0 && errno != EAGAIN
    }
}
