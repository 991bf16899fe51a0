import BoardClient
import Testing
import WebSocketWire

@Suite("Where a board connects to")
struct BoardURLTests {
    @Test(
        "a numeric host or localhost, with or without port and path",
        arguments: [
            ("wss://127.0.0.1:8443", "127.0.0.1", "127.0.0.1:8443", "127.0.0.1:8443", "/"),
            ("wss://[::1]:1/v1/board", "::1", "[::1]:1", "[::1]:1", "/v1/board"),
            ("wss://localhost/", "localhost", "localhost:443", "127.0.0.1:443", "/"),
            ("wss://[2001:db8::1]", "2001:db8::1", "[2001:db8::1]:443", "[2001:db8::1]:443", "/"),
        ])
    func good(text: String, name: String, host: String, address: String, path: String) throws {
        let url = try #require(BoardURL(text))
        #expect((url.serverName, url.host, "\(url.address)", url.path) == (name, host, address, path))
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "wss://", "ws://127.0.0.1:1", "https://127.0.0.1", "127.0.0.1:1", "wss://127.0.0.1:99999",
            "wss://127.0.0.1:", "wss://127.0.0.1:+1", "wss://example.com", "wss://::1:1", "wss://[::1", "wss://[::1]1",
            "wss://[127.0.0.1]:1", "wss://a@127.0.0.1", "wss://127.0.0.1/?a", "wss://127.0.0.1/#a", "wss:///v1/board",
        ])
    func bad(text: String) {
        #expect(BoardURL(text) == nil)
    }

    @Test("the boards' subprotocol is offered on their path alone")
    func subprotocol() throws {
        var url = try #require(BoardURL("wss://127.0.0.1:1"))
        #expect(!String(decoding: url.upgrade(offersDeflate: false).request, as: UTF8.self).contains("Protocol"))
        url.path = BoardURL.boardPath
        let request = String(decoding: url.upgrade(offersDeflate: true).request, as: UTF8.self)
        #expect(request.contains("Sec-WebSocket-Protocol: wallboard.v1.json\r\n"))
        #expect(request.hasPrefix("GET /v1/board HTTP/1.1\r\n") && request.contains("Host: 127.0.0.1:1\r\n"))
        #expect(url.upgrade(offersDeflate: true) != url.upgrade(offersDeflate: true), "each has its own key")
    }
}
