import TestSupport
import Testing

@testable import WebSocketWire

@Suite("How requests are read (RFC 9112)")
struct RequestReaderTests {
    let example = head(
        "GET /v1/board?a=b HTTP/1.1", "Host: boards.example:8443", "Upgrade: websocket", "Connection: Upgrade",
        "X-Empty:", "X-Blanks: \t between  words \t", "x-list: a, b", "X-LIST: ,c")

    @Test("a request is read to its parts, and what follows it is left")
    func parts() throws {
        let read = try readRequest(example + [1, 2, 3])
        let head = try #require(read.head)
        #expect(read.consumed == example.count)
        #expect(head.method == "GET")
        #expect(head.path == "/v1/board")
        #expect(head.query == "a=b")
        #expect(head.host == "boards.example:8443")
        #expect(head["host"] == ["boards.example:8443"])
        #expect(head["x-empty"] == [""])
        #expect(head["X-BLANKS"] == ["between  words"])
        #expect(head["X-List"] == ["a, b", ",c"])
        #expect(head.fields.list("X-List") == ["a", "b", "c"])
        #expect(head.fields.list("connection", contains: "upgrade"))
        #expect(head["X-Absent"] == [])
    }

    @Test("it is the same wherever it is cut")
    func everyCut() throws {
        let whole = try readRequest(example)
        for count in 1..<example.count {
            var reader = RequestReader()
            var offset = 0
            #expect(try reader.next(example.span.extracting(..<count), at: &offset) == nil)
            #expect(offset == count)
            #expect(try reader.next(example.span, at: &offset) == whole.head)
        }
        #expect(try readRequest(example, cut: .single).head == whole.head)
    }

    @Test("an incomplete request is neither read nor refused")
    func incomplete() throws {
        for count in 0..<example.count {
            #expect(try readRequest(Array(example[..<count])).head == nil)
        }
    }

    @Test("empty lines before a request are skipped, and count")
    func leadingEmptyLines() throws {
        #expect(try readRequest(Array("\r\n\r\n".utf8) + example).head?.method == "GET")
        let endless = [UInt8](repeating: .carriageReturn, count: 20_000).flatMap { [$0, UInt8.lineFeed] }
        #expect(refusal(endless) == 414)
    }

    @Test(
        "what is not HTTP/1.1 is refused with 400",
        arguments: [
            // Line ends.
            "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\n\r\n", "GET / HTTP/1.1\rHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            // Request lines.
            "GET /\r\nHost: a\r\n\r\n", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
            " GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / http/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/11\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.10\r\nHost: a\r\n\r\n", "GET / HTTP/1,1\r\nHost: a\r\n\r\n",
            // Targets.
            "GET a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /\u{E9} HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
            "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET https:///b HTTP/1.1\r\nHost: a\r\n\r\n", "GET https://a@b/ HTTP/1.1\r\nHost: a\r\n\r\n",
            // Fields.
            "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n\tc\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX\u{E9}: b\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX y: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: \u{0}\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX: \u{7F}\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: \u{1B}[2J\r\n\r\n",
            // Host.
            "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nX: a\r\n\r\n", "GET / HTTP/1.1\r\nHost:\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n",
        ])
    func malformed(request: String) {
        #expect(refusal(Array(request.utf8)) == 400)
        #expect(refusal(Array(request.utf8), cut: .single) == 400)
    }

    @Test(
        "a wrong byte is refused at once, not when the head ends",
        arguments: ["\n", "GET /\u{0}", "GET /\rx", "\u{16}\u{3}"])
    func refusedEarly(start: String) {
        #expect(refusal(Array(start.utf8)) == 400)
    }

    @Test("each rule of heads has its reason")
    func reasons() {
        let start = "GET / HTTP/1.1\r\n"
        let cases: [(HeadViolation, String)] = [
            (.bareLineFeed, "\n"), (.bareCarriageReturn, "\ra"), (.controlCharacter, "\u{1}"),
            (.startLineTooLong, String(repeating: "a", count: 51)),
            (.headTooLong, start + String(repeating: "a", count: 51)),
            (.tooManyFields, start + "a:b\r\nc:d\r\ne:f\r\n"), (.foldedField, start + "a:b\r\n c:d\r\n"),
            (.foldedField, start + "\tc\r\n"), (.invalidFieldName, start + "a :b\r\n"),
            (.missingColon, start + "a\r\n"),
        ]
        for (violation, text) in cases {
            var reader = HeadReader(limits: HeadLimits(maxHeadBytes: 50, maxFields: 2))
            let bytes = Array(text.utf8)
            #expect(throws: violation) {
                var offset = 0
                return try reader.next(bytes.span, at: &offset)
            }
        }
        #expect(Set(cases.map(\.0)) == Set(HeadViolation.allCases))
    }

    @Test(
        "other versions get 505, HTTP/1.0 and later minor versions are read",
        arguments: [
            ("HTTP/1.0", 0), ("HTTP/0.9", 505), ("HTTP/2.0", 505), ("HTTP/1.1", 0), ("HTTP/1.2", 0),
        ])
    func versions(version: String, status: Int) {
        #expect(refusal(head("GET / \(version)", "Host: a")) == status)
    }

    @Test("a request of HTTP/1.0 needs no Host, and may not have two")
    func hostOfVersion10() throws {
        let old = try #require(try readRequest(head("GET /healthz HTTP/1.0")).head)
        #expect(old.isVersion10 && old.host.isEmpty && old.path == "/healthz")
        #expect(try readRequest(head("GET / HTTP/1.0", "Host: a")).head?.host == "a")
        #expect(refusal(head("GET / HTTP/1.0", "Host: a", "Host: a")) == 400)
        #expect(refusal(head("GET / HTTP/1.1")) == 400)
    }

    @Test(
        "the absolute-form gives path and host (RFC 9112, section 3.2.2)",
        arguments: [
            ("https://b.example:1/c?d", "/c", "d", "b.example:1"), ("HTTP://b", "/", nil, "b"),
            ("https://b?", "/", "", "b"),
            ("/https://b", "/https://b", nil, "a"), ("//b", "//b", nil, "a"), ("/?", "/", "", "a"),
        ] as [(String, String, String?, String)])
    func targets(target: String, path: String, query: String?, host: String) throws {
        let read = try #require(try readRequest(head("GET \(target) HTTP/1.1", "Host: a")).head)
        #expect(read.path == path)
        #expect(read.query == query)
        #expect(read.host == host)
    }

    @Test("hosts of every kind", arguments: ["a", "A.example", "127.0.0.1:8443", "[::1]:8443", "[fe80::1%25eth0]"])
    func hosts(host: String) throws {
        #expect(try readRequest(head("GET / HTTP/1.1", "Host: \(host)")).head?.host == host)
    }

    @Test("a value that is not UTF-8 is kept as readable text")
    func opaqueValues() throws {
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nX: b".utf8) + [0xFF] + Array("\r\n\r\n".utf8)
        #expect(try readRequest(bytes).head?["X"] == ["b\u{FFFD}"])
    }

    @Test("a head of exactly the limit is read; beyond it 414 in the first line, else 431")
    func headBytes() {
        let padding = String(repeating: "a", count: 100)
        let request = head("GET / HTTP/1.1", "Host: a", "X: \(padding)")
        #expect(refusal(request, limits: HeadLimits(maxHeadBytes: request.count)) == 0)
        #expect(refusal(request, limits: HeadLimits(maxHeadBytes: request.count - 1)) == 431)
        #expect(refusal(head("GET /\(padding) HTTP/1.1", "Host: a"), limits: HeadLimits(maxHeadBytes: 100)) == 414)
        let longest = String(repeating: "a", count: 8_000 - "GET / HTTP/1.1".utf8.count)
        #expect(refusal(head("GET /\(longest) HTTP/1.1", "Host: a")) == 0)
        #expect(refusal(head("GET / HTTP/1.1", "X: " + String(repeating: "a", count: 9_000))) == 431)
    }

    @Test("as many fields as the limit are read, one more gets 431")
    func fieldCount() {
        func request(_ count: Int) -> [UInt8] {
            Array(("GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: b\r\n", count: count - 1) + "\r\n").utf8)
        }
        #expect(refusal(request(64)) == 0)
        #expect(refusal(request(65)) == 431)
        #expect(refusal(request(2), limits: HeadLimits(maxFields: 1)) == 431)
    }

    @Test("a reader is small")
    func atRest() {
        #expect(MemoryLayout<RequestReader>.size <= 64)
    }

    @Test(
        "damaged requests and random bytes do no harm and are read the same wherever they are cut",
        arguments: UInt64(0)..<300)
    func garbage(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var bytes = generator.oneIn(4) ? generator.bytes(200) : example
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            let index = bytes.indices.randomElement(using: &generator)!
            bytes[index] =
                generator.oneIn(2)
                ? [0, 9, 10, 13, 32, 58, 255].randomElement(using: &generator)!
                : UInt8.random(in: 0x20...0x7E, using: &generator)
        }
        let atOnce = Result { () throws(HTTPFailure) in try readRequest(bytes) }
        for cut in [Cut.single, .random(generator)] {
            let again = Result { () throws(HTTPFailure) in try readRequest(bytes, cut: cut) }
            #expect(again.map(\.head) == atOnce.map(\.head), "seed \(seed)")
            #expect((try? again.get().consumed) == (try? atOnce.get().consumed), "seed \(seed)")
        }
    }
}
