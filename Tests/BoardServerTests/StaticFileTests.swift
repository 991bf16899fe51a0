import EventLoop
import TestSupport
import Testing

@testable import BoardServer

/// What the boards' port serves to browsers beside the WebSocket.
@Suite(.serialized) struct StaticFileTests {
    private static let files = [
        StaticFile(
            path: "/", mediaType: "text/html; charset=utf-8", bytes: Array("<!doctype html>".utf8), entityTag: "\"p1\""),
        StaticFile(
            path: "/board/board.js", mediaType: "text/javascript; charset=utf-8", bytes: Array("start();".utf8),
            entityTag: "\"s1\""),
    ]

    private func answer(_ request: String, from port: BoardPort) throws -> String {
        let line = try TLSLine(to: port.address)
        try line.write(Array("\(request)\r\n\r\n".utf8))
        let (bytes, end) = try line.readToEnd()
        #expect(end == .closeNotify)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("a file is served with its type its tag and nothing to guess")
    func aFileIsServedWithItsTypeItsTagAndNothingToGuess() async throws {
        try await BoardPort.with(files: Self.files) { port in
            for path in ["/board/board.js", "/board/board.js?1234"] {
                let text = try answer("GET \(path) HTTP/1.1\r\nHost: x", from: port)
                #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(text.hasSuffix("\r\n\r\nstart();"))
                for field in [
                    "ETag: \"s1\"", "Cache-Control: no-cache", "X-Content-Type-Options: nosniff",
                    "Referrer-Policy: no-referrer", "Content-Type: text/javascript; charset=utf-8",
                    "Content-Length: 8",
                ] {
                    #expect(text.contains("\r\n\(field)\r\n"), "\(field)")
                }
            }
            #expect(port.log.lines.isEmpty)
            #expect(port.counters.answersByStatus.map(\.count) == [2])
        }
    }

    @Test("HEAD says the same and sends nothing")
    func headTellsTheSameAndSendsNothing() async throws {
        try await BoardPort.with(files: Self.files) { port in
            for path in ["/", "/board/board.js"] {
                let whole = try answer("GET \(path) HTTP/1.1\r\nHost: x", from: port)
                let head = try answer("HEAD \(path) HTTP/1.1\r\nHost: x", from: port)
                #expect(head.hasSuffix("\r\n\r\n"))
                #expect(whole.hasPrefix(head))
            }
        }
    }

    @Test("a client that has the file gets 304", arguments: ["\"p1\"", "W/\"p1\"", "\"other\", \"p1\"", "*"])
    func aClientThatHasTheFileGets304(tag: String) async throws {
        try await BoardPort.with(files: Self.files) { port in
            let text = try answer("GET / HTTP/1.1\r\nHost: x\r\nIf-None-Match: \(tag)", from: port)
            #expect(text.hasPrefix("HTTP/1.1 304 Not Modified\r\n"))
            #expect(text.hasSuffix("\r\n\r\n"))
            #expect(text.contains("\r\nETag: \"p1\"\r\n"))
            #expect(text.contains("\r\nContent-Security-Policy: "))
        }
    }

    @Test("who has another file gets the new one", arguments: ["\"p2\"", "p1", "W/\"p\""])
    func whoHasAnotherFileGetsTheNewOne(tag: String) async throws {
        try await BoardPort.with(files: Self.files) { port in
            let text = try answer("GET / HTTP/1.1\r\nHost: x\r\nIf-None-Match: \(tag)", from: port)
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(text.hasSuffix("<!doctype html>"))
        }
    }

    @Test("other methods and paths are refused")
    func otherMethodsAndPathsAreRefused() async throws {
        try await BoardPort.with(files: Self.files) { port in
            for method in ["POST", "PUT", "DELETE", "OPTIONS", "get"] {
                let text = try answer("\(method) / HTTP/1.1\r\nHost: x", from: port)
                #expect(text.hasPrefix("HTTP/1.1 405 "))
                #expect(text.contains("\r\nAllow: GET, HEAD\r\n"))
            }
            for path in ["/board", "/board/", "/board/../board/board.js", "//", "/index.html", "/%62oard/board.js"] {
                #expect(try answer("GET \(path) HTTP/1.1\r\nHost: x", from: port).hasPrefix("HTTP/1.1 404 "), "\(path)")
            }
            #expect(try answer("GET /healthz HTTP/1.1\r\nHost: x", from: port).hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test("a document may talk to its own host alone")
    func aDocumentMayTalkToItsOwnHostAlone() async throws {
        try await BoardPort.with(files: Self.files) { port in
            let text = try answer("GET / HTTP/1.1\r\nHost: boards.example:8443", from: port)
            let policy = try #require(text.firstMatch(of: /\r\nContent-Security-Policy: ([^\r]*)/)).1
            #expect(
                policy == """
                    default-src 'none'; script-src 'self'; style-src 'self'; \
                    connect-src 'self' wss://boards.example:8443; img-src 'self' data:; frame-ancestors 'none'; \
                    base-uri 'none'; form-action 'none'
                    """)
        }
    }

    /// RFC 3986 allows these in a host, and in a policy they would be more than a host.
    @Test(
        "a host that would mean more in a policy is left out",
        arguments: ["x;script-src", "x,y", "*", "'unsafe-inline'", "a*b", "x=y"])
    func aHostThatWouldMeanMoreInAPolicyIsLeftOut(host: String) {
        #expect(StaticFiles.policy(host: host) == StaticFiles.policy(host: nil))
        #expect(!StaticFiles.policy(host: nil).contains("wss:"))
    }

    /// Larger than all buffers of the kernel on the way.
    private static let large = StaticFile(
        path: "/large", mediaType: "text/plain", bytes: (0..<8_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) },
        entityTag: "\"l\"")

    @Test("a slow reader gets a large file whole and holds nobody up")
    func aSlowReaderGetsALargeFileWholeAndHoldsNobodyUp() async throws {
        try await BoardPort.with(files: [Self.large]) {
            $0.fileMillis = 600_000
        } _: { port in
            let slow = try TLSLine(to: port.address)
            try slow.write(Array("GET /large HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            // While nothing is read, others are answered: the loop does not wait for this one.
            for _ in 0..<5 {
                #expect(try answer("GET /healthz HTTP/1.1\r\nHost: x", from: port).hasSuffix("ok\n"))
            }
            let (bytes, end) = try slow.readToEnd()
            #expect(end == .closeNotify)
            let isWhole = bytes.suffix(Self.large.bytes.count).elementsEqual(Self.large.bytes)
            #expect(isWhole, "\(bytes.count) bytes")
        }
    }

    @Test("who does not read at all is left")
    func whoDoesNotReadAtAllIsLeft() async throws {
        try await BoardPort.with(files: [Self.large]) {
            $0.fileMillis = 200
        } _: { port in
            let stuck = try TLSLine(to: port.address)
            try stuck.write(Array("GET /large HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            try eventually("the answer to begin") { port.counters.answersByStatus.count == 1 }
            try eventually("the connection to be freed") { port.counters.openConnections == 0 }
            withExtendedLifetime(stuck) {}
        }
    }
}
