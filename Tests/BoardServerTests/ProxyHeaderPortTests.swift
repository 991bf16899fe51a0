import BoardProtocol
import EventLoop
import Glibc
import TestSupport
import Testing
import Values

@testable import BoardServer

/// What trusted proxies send before TLS.
@Suite(.serialized) struct ProxyHeaderPortTests {
    private static let line = Array("PROXY TCP4 192.0.2.7 127.0.0.1 56324 8443\r\n".utf8)
    private static let signature: [UInt8] = [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
    ]
    /// 2001:db8::7, with a TLV behind the addresses.
    private static let block =
        signature + [0x21, 0x21, 0, 40, 0x20, 1, 0x0d, 0xb8] + Array(repeating: 0, count: 11) + [7]
        + Array(repeating: 0, count: 16) + [0xdc, 0x04, 1, 187, 4, 0, 1, 0]
    private static let local = signature + [0x20, 0, 0, 0]

    private func behindProxy(_ body: (BoardPort) async throws -> Void) async throws {
        try await BoardPort.with(
            trustedProxies: [AddressBlock(parsing: "127.0.0.0/8")], { $0.handshakeMillis = 20_000 }, body)
    }

    @Test(
        "the address of a board is the one in the header",
        arguments: [
            (line, "192.0.2.7"), (block, "2001:db8::7"), (local, "127.0.0.1"),
            (Array("PROXY UNKNOWN\r\n".utf8), "127.0.0.1"),
        ])
    func theAddressOfABoardIsTheOneInTheHeader(header: [UInt8], address: String) async throws {
        try await behindProxy { port in
            let board = try TestBoard(serial: "A", to: port.address, behind: header)
            #expect(try port.events.address(of: "A") == address)
            #expect(port.counters[.proxyHeaderFaults] == 0)
            try board.say("{}")
            #expect(try board.closeCode().code == 4_500)
            let peer = port.log.lines.first { $0.message.contains("4500") }?.peer
            #expect(peer?.contains(address) == true, "\(peer ?? "none")")
        }
    }

    @Test("a header may come in pieces")
    func aHeaderMayComeInPieces() async throws {
        try await behindProxy { port in
            for header in [Self.line, Self.block] {
                let socket = try TLSLine.connect(to: port.address)
                for byte in header {
                    #expect(Socket.write(socket, [byte].span) == .wrote(1))
                    usleep(200)
                }
                // An alert instead of a ClientHello: the header was read as a whole, and nothing behind it.
                #expect(Socket.write(socket, [21, 3, 1, 0, 2, 2, 40].span) == .wrote(7))
                _ = try eventually("the end") {
                    recv(socket.descriptor, nil, 0, Int32(MSG_PEEK | MSG_DONTWAIT)) == 0 ? 1 : nil
                }
            }
            #expect(port.counters[.proxyHeaderFaults] == 0)
            #expect(port.counters[.handshakeFailures] == 2)
        }
    }

    @Test("attempts count for the board behind the proxy")
    func attemptsCountForTheBoardBehindTheProxy() async throws {
        try await BoardPort.with(
            trustedProxies: [AddressBlock(parsing: "127.0.0.1")],
            {
                $0.maxFailedAttempts = 1
                $0.failedAttemptMillis = 3_600_000
            }
        ) { port in
            for (header, code) in [(Self.line, 4_501), (Self.line, 4_012), (Self.block, 4_501), (Self.block, 4_012)] {
                let board = try TestBoard(serial: "B", to: port.address, behind: header)
                let id = try port.events.hello("B")
                port.post(.close(id, message: nil, .badCredentials, revokes: false), to: id)
                #expect(try Int(board.closeCode().code ?? 0) == code)
            }
        }
    }

    @Test(
        "a bad header ends with one line and one count",
        arguments: [
            Array("PROXY TCP4 nobody nowhere 1 2\r\n".utf8), Array("PROXY nonsense".utf8) + [10],
            signature + [0x21, 0x11, 0xff, 0xff], Array("GET /healthz HTTP/1.0\r\n\r\n".utf8), [0],
        ])
    func aBadHeaderEndsWithOneLineAndOneCount(bytes: [UInt8]) async throws {
        try await behindProxy { port in
            let socket = try TLSLine.connect(to: port.address)
            #expect(Socket.write(socket, bytes.span) == .wrote(bytes.count))
            _ = try eventually("the count") { port.counters[.proxyHeaderFaults] == 1 ? 1 : nil }
            _ = try eventually("the line") { port.log.lines.first }
            #expect(port.log.lines.count == 1)
            #expect(port.log.lines[0].message.contains("PROXY header"))
            #expect(port.log.lines[0].peer?.hasPrefix("127.0.0.1:") == true)
        }
    }

    @Test("a health check needs no header and a board does", arguments: ["HTTP/1.0\r\n", "HTTP/1.1\r\nHost: x\r\n"])
    func aHealthCheckNeedsNoHeaderAndABoardDoes(version: String) async throws {
        try await behindProxy { port in
            let check = try TLSLine(to: port.address)
            try check.write(Array("GET /healthz \(version)\r\n".utf8))
            #expect(try String(decoding: check.readToEnd().bytes, as: UTF8.self).hasPrefix("HTTP/1.1 200 "))
            #expect(port.log.lines.isEmpty && port.counters[.proxyHeaderFaults] == 0)
            let board = try TLSLine(to: port.address)
            try board.write(Array("GET /v1/board \(version)\r\n".utf8))
            #expect(try String(decoding: board.readToEnd().bytes, as: UTF8.self).hasPrefix("HTTP/1.1 400 "))
            #expect(port.counters[.proxyHeaderFaults] == 1)
            #expect(port.log.lines.map(\.message) == ["bad PROXY header from a trusted proxy: none before TLS"])
        }
    }

    @Test("a check whether the port is open leaves no line")
    func aCheckWhetherThePortIsOpenLeavesNoLine() async throws {
        try await behindProxy { port in
            do { _ = try TLSLine.connect(to: port.address) }
            _ = try eventually("the end") {
                port.counters[.accepted] == 1 && port.counters.openConnections == 0 ? 1 : nil
            }
            #expect(port.log.lines.isEmpty && port.counters[.proxyHeaderFaults] == 0)
        }
    }

    @Test("a header of a stranger is bad TLS")
    func aHeaderOfAStrangerIsBadTLS() async throws {
        try await BoardPort.with(trustedProxies: [AddressBlock(parsing: "192.0.2.0/24")]) { port in
            let socket = try TLSLine.connect(to: port.address)
            #expect(Socket.write(socket, Self.line.span) == .wrote(Self.line.count))
            _ = try eventually("the failure") { port.counters[.handshakeFailures] == 1 ? 1 : nil }
            #expect(port.counters[.proxyHeaderFaults] == 0)
            _ = try TestBoard(to: port.address)
        }
    }
}
