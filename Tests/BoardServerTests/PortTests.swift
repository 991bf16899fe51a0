import BoardProtocol
import EventLoop
import Glibc
import TestSupport
import Testing
import WebSocketWire

@testable import BoardServer

/// Connections to the port that are not boards.
@Suite(.serialized) struct PortTests {
    private func answer(_ request: String, from port: BoardPort) throws -> String {
        let line = try TLSLine(to: port.address)
        try line.write(Array(request.utf8))
        let (bytes, end) = try line.readToEnd()
        #expect(end == .closeNotify)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func upgrade(_ fields: String) -> String {
        "GET /v1/board HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: wallboard.v1.json\r\n"
            + "\(fields)\r\n\r\n"
    }

    @Test("health is answered and counted")
    func healthIsAnsweredAndCounted() async throws {
        try await BoardPort.with { port in
            let text = try answer("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", from: port)
            #expect(text.hasPrefix("HTTP/1.1 200 "))
            #expect(text.hasSuffix("\r\n\r\nok\n"))
            let head = try answer("HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n", from: port)
            #expect(head.hasPrefix("HTTP/1.1 200 "))
            #expect(head.hasSuffix("\r\n\r\n"))
            let old = try answer("GET /healthz HTTP/1.0\r\n\r\n", from: port)
            #expect(old.hasPrefix("HTTP/1.1 200 ") && old.hasSuffix("\r\n\r\nok\n"))
            #expect(port.counters.answersByStatus.map(\.count) == [3])
            #expect(port.log.lines.isEmpty)
        }
    }

    @Test(
        "a request that is no upgrade is refused with one line and one count",
        arguments: [
            ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 404), ("POST /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 405),
            ("POST /v1/board HTTP/1.1\r\nHost: x\r\n\r\n", 405), ("GET /v1/board HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            (Self.upgrade("Sec-WebSocket-Version: 8"), 426),
            (Self.upgrade("Sec-WebSocket-Version: 13\r\nOrigin: https://elsewhere.example"), 403),
            ("nonsense\r\n\r\n", 400), ("GET /\u{1} HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: x\r\nA: \(String(repeating: "x", count: 9_000))\r\n\r\n", 431),
        ])
    func aRequestThatIsNoUpgradeIsRefusedWithOneLineAndOneCount(request: String, status: Int) async throws {
        try await BoardPort.with { port in
            let text = try answer(request, from: port)
            #expect(text.hasPrefix("HTTP/1.1 \(status) "), "\(text.prefix(40))")
            #expect(port.counters.answersByStatus.map(\.status) == [status])
            #expect(port.log.lines.count == 1)
            #expect(port.log.lines.first?.message.contains("\(status)") == true)
            #expect(port.log.lines.first?.peer?.hasPrefix("127.0.0.1:") == true)
        }
    }

    /// The end of the request is also the end of the client's data.
    @Test("a client that half closes behind its request is answered")
    func aClientThatHalfClosesBehindItsRequestIsAnswered() async throws {
        try await BoardPort.with { port in
            let line = try TLSLine(to: port.address)
            try line.write(Array("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            line.finish()
            #expect(try String(decoding: line.readToEnd().bytes, as: UTF8.self).hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test(
        "what is not TLS ends with one line and one count",
        arguments: ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u{16}\u{3}\u{1}\u{0}\u{5}nonsense", "0123456789"])
    func whatIsNotTLSEndsWithOneLineAndOneCount(bytes: String) async throws {
        try await BoardPort.with { port in
            let socket = try TLSLine.connect(to: port.address)
            try send(Array(bytes.utf8), to: socket.descriptor)
            try readToEnd(socket)
            #expect(port.counters[.handshakeFailures] == 1)
            #expect(port.log.lines.count == 1)
            #expect(port.log.lines.first?.fault == "board")
        }
    }

    @Test("what breaks TLS later ends with one line and one count")
    func whatBreaksTLSLaterEndsWithOneLineAndOneCount() async throws {
        for isBoard in [false, true] {
            try await BoardPort.with { port in
                let line = isBoard ? try port.board("A").board.line : try TLSLine(to: port.address)
                try send(Array("nonsense under the record layer".utf8), to: line.descriptor)
                _ = try line.readToEnd()
                try eventually("the connection to be freed") { port.counters.openConnections == 0 }
                #expect(port.counters[.tlsFailures] == 1)
                #expect(port.log.lines.count == 1)
                #expect(port.counters.closesByCode.first { $0.0 == .connectionLost }?.1 == (isBoard ? 1 : 0))
            }
        }
    }

    @Test("who goes before the handshake is forgotten")
    func whoGoesBeforeTheHandshakeIsForgotten() async throws {
        try await BoardPort.with { port in
            for _ in 0..<20 { try TLSLine.connect(to: port.address).close() }
            try eventually("20 connections to come and go") {
                port.counters[.accepted] == 20 && port.counters.openConnections == 0
            }
            #expect(port.counters[.handshakeFailures] == 20)
        }
    }

    /// Whether the handshake or the request is missing.
    @Test("who sends no request in time is left", arguments: [false, true])
    func whoSendsNoRequestInTimeIsLeft(afterHandshake: Bool) async throws {
        try await BoardPort.with {
            $0.handshakeMillis = 300
        } _: { port in
            if afterHandshake {
                #expect(try TLSLine(to: port.address).readToEnd().bytes == [])
            } else {
                try readToEnd(TLSLine.connect(to: port.address))
            }
            #expect(port.counters[.timeouts] == 1)
            #expect(port.counters.openConnections == 0)
            #expect(port.log.lines.map(\.message) == ["no request in time"])
        }
    }

    @Test("who sends a request byte by byte is left at the same time")
    func whoSendsARequestByteByByteIsLeftAtTheSameTime() async throws {
        try await BoardPort.with {
            $0.handshakeMillis = 300
        } _: { port in
            let line = try TLSLine(to: port.address)
            while port.counters[.timeouts] == 0 {
                do {
                    try line.write([UInt8(ascii: "G")])
                } catch {
                    // The port may be faster.
                }
                usleep(5_000)
            }
            #expect(port.counters.openConnections == 0)
        }
    }

    @Test("connections beyond the limit are reset")
    func connectionsBeyondTheLimitAreReset() async throws {
        try await BoardPort.with {
            $0.maxConnections = 2
        } _: { port in
            let (first, _) = try port.board("A")
            let (second, _) = try port.board("B")
            #expect(throws: (any Error).self) { _ = try TLSLine(to: port.address) }
            #expect(port.counters[.overloadedAccepts] == 1)
            #expect(port.log.lines.count == 1)
            try first.close()
            first.line.finish()
            try eventually("a free place") { port.counters.openConnections == 1 }
            let (third, _) = try port.board("C")
            withExtendedLifetime((second, third)) {}
        }
    }

    @Test("a flood of garbage is logged at most so many times")
    func aFloodOfGarbageIsLoggedAtMostSoManyTimes() async throws {
        try await BoardPort.with {
            $0.maxStrangerLogLines = 3
            $0.strangerLogLineMillis = 3_600_000
        } _: { port in
            for _ in 0..<60 {
                let socket = try TLSLine.connect(to: port.address)
                try send(Array("garbage".utf8), to: socket.descriptor)
            }
            try eventually("60 failures") { port.counters[.handshakeFailures] == 60 }
            #expect(port.log.lines.count == 3)
        }
    }

    private func send(_ bytes: [UInt8], to descriptor: Int32) throws {
        try #require(Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
    }

    private func readToEnd(_ socket: borrowing FileHandle) throws {
        var buffer = [UInt8](repeating: 0, count: 1_024)
        while true {
            try wait(for: socket, .read)
            let count = recv(socket.descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count == 0 || count < 0 && errno != EAGAIN { return }
        }
    }
}
