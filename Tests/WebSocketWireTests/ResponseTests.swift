import Testing

@testable import WebSocketWire

@Suite("Responses (RFC 9112, section 4)")
struct ResponseTests {
    @Test("a response has its length, closes, and carries the fields given")
    func whole() {
        let bytes = HTTPResponse.bytes(status: 405, headers: [("Allow", "GET")], body: Array("no\n".utf8))
        let expected = [
            "HTTP/1.1 405 Method Not Allowed", "Allow: GET", "Content-Type: text/plain; charset=utf-8",
            "Content-Length: 3", "Connection: close", "", "no\n",
        ]
        #expect(String(decoding: bytes, as: UTF8.self) == expected.joined(separator: "\r\n"))
    }

    @Test("the answer to HEAD tells the length alone")
    func withoutBody() {
        let bytes = HTTPResponse.bytes(status: 200, body: Array("ok\n".utf8), includeBody: false)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("\r\nContent-Length: 3\r\n"))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    @Test("an empty response has no type, an unknown status no phrase")
    func empty() {
        #expect(
            String(decoding: HTTPResponse.bytes(status: 299), as: UTF8.self)
                == "HTTP/1.1 299 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    }

    @Test("what is written is read again, and what follows is left")
    func readBack() throws {
        let bytes = HTTPResponse.bytes(status: 431, headers: [("X", "a"), ("x", "b")], body: [1, 2, 3])
        for cut in [Cut.atOnce, .single] {
            let read = try readResponse(bytes, cut: cut)
            #expect(read.head?.status == 431)
            #expect(read.head?["X"] == ["a", "b"])
            #expect(read.consumed == bytes.count - 3)
        }
    }

    @Test(
        "what is not an HTTP/1.1 response is refused",
        arguments: [
            "HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n",
            "HTTP/1.1 200\r\n\r\n", "HTTP/1.1 099 x\r\n\r\n", "HTTP/1.1 600 x\r\n\r\n", "HTTP/1.1 2x0 x\r\n\r\n",
            "HTTP/1.1 200 OK\n\n", "HTTP/1.1 200 OK\r\nX : a\r\n\r\n", "SSH-2.0-x\r\n\r\n",
        ])
    func malformed(response: String) {
        #expect {
            try readResponse(Array(response.utf8))
        } throws: { error in
            guard case .malformedResponse(let reason)? = error as? UpgradeFailure else { return false }
            return !reason.isEmpty
        }
    }

    @Test("a response without end is refused")
    func endless() {
        let bytes = Array("HTTP/1.1 200 OK\r\nX: ".utf8) + [UInt8](repeating: 0x61, count: 10_000)
        #expect(throws: UpgradeFailure.malformedResponse("head too long")) { try readResponse(bytes) }
    }
}
