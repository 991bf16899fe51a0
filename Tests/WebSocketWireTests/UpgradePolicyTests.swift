import Testing

@testable import WebSocketWire

@Suite("The server's half of the opening handshake (RFC 6455, section 4.2)")
struct UpgradePolicyTests {
    let policy = UpgradePolicy(
        paths: ["/v1/board"], subprotocol: "wallboard.v1.json",
        allowedOrigins: ["https://Pages.example:443", "http://kiosk.example:80", "https://semi;colon.example"])

    /// A request that is accepted, in which single fields can be replaced or removed.
    private func request(
        _ line: String = "GET /v1/board HTTP/1.1", _ changes: [String: String?] = [:], adding: [String] = []
    ) throws -> RequestHead {
        let fields: [(String, String)] = [
            ("Host", "boards.example:8443"), ("Upgrade", "websocket"), ("Connection", "keep-alive, Upgrade"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Protocol", "other, wallboard.v1.json"),
        ]
        var lines = [line]
        for (name, value) in fields {
            if let value = changes[name, default: value] { lines.append("\(name): \(value)") }
        }
        let bytes = Array((lines + adding + ["", ""]).joined(separator: "\r\n").utf8)
        return try #require(try readRequest(bytes).head)
    }

    private func status(_ head: RequestHead, _ policy: UpgradePolicy? = nil) -> Int {
        switch (policy ?? self.policy).decide(head) {
        case .accept: 101
        case .reject(let status, _, _): status
        }
    }

    @Test("the example of RFC 6455, section 1.3, word for word")
    func example() throws {
        let chat = UpgradePolicy(paths: ["/chat"], subprotocol: "chat", allowedOrigins: ["http://example.com"])
        let bytes = head(
            "GET /chat HTTP/1.1", "Host: server.example.com", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Origin: http://example.com",
            "Sec-WebSocket-Protocol: chat, superchat", "Sec-WebSocket-Version: 13")
        guard case .accept(let response, let deflate) = chat.decide(try #require(try readRequest(bytes).head)) else {
            Issue.record("not accepted")
            return
        }
        #expect(
            response
                == head(
                    "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "Sec-WebSocket-Protocol: chat"))
        #expect(deflate == nil)
    }

    @Test("HTTP/1.0 opens no WebSocket")
    func version10() throws {
        #expect(status(try request("GET /v1/board HTTP/1.0")) == 505)
        #expect(status(try request()) == 101)
    }

    @Test("deflate is answered where it is offered, wanted and possible")
    func deflate() throws {
        let offering = try request(adding: ["Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10"])
        guard case .accept(let response, let parameters) = policy.decide(offering) else {
            Issue.record("not accepted")
            return
        }
        #expect(parameters == DeflateParameters(serverMaxWindowBits: 10))
        let field =
            "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
            + "server_max_window_bits=10\r\n"
        #expect(String(decoding: response, as: UTF8.self).contains(field))
        let without = UpgradePolicy(paths: ["/v1/board"], offersDeflate: false)
        guard case .accept(let plain, nil) = without.decide(offering) else {
            Issue.record("deflate that is not wanted")
            return
        }
        #expect(!String(decoding: plain, as: UTF8.self).contains("Sec-WebSocket-Extensions"))
        guard case .accept(_, nil) = policy.decide(try request(adding: ["Sec-WebSocket-Extensions: x-other"])) else {
            Issue.record("an unknown extension must not be answered")
            return
        }
    }

    @Test("names and values are compared without regard to case where the RFC says so")
    func cases() throws {
        #expect(status(try request()) == 101)
        #expect(status(try request("GET /v1/board?x=y HTTP/1.1")) == 101)
        #expect(status(try request("GET https://boards.example:8443/v1/board HTTP/1.1")) == 101)
        #expect(status(try request(changing("Upgrade", "h2c, WebSocket"))) == 101)
        #expect(status(try request(changing("Connection", "UPGRADE"))) == 101)
        #expect(status(try request(changing("Connection", "keep-alive"), adding: ["connection: upgrade"])) == 101)
        #expect(status(try request(adding: ["Content-Length: 0"])) == 101)
    }

    @Test(
        "wrong requests get their status",
        arguments: [
            ("GET /v1/boards HTTP/1.1", 404), ("GET / HTTP/1.1", 404), ("POST /nowhere HTTP/1.1", 404),
            ("GET /V1/board HTTP/1.1", 404), ("GET /v1/board/ HTTP/1.1", 404), ("GET /v1//board HTTP/1.1", 404),
            ("POST /v1/board HTTP/1.1", 405), ("get /v1/board HTTP/1.1", 405), ("HEAD /v1/board HTTP/1.1", 405),
        ])
    func lines(line: String, expected: Int) throws {
        #expect(status(try request(line)) == expected)
    }

    @Test(
        "wrong fields get their status",
        arguments: [
            ("Upgrade", nil, 400), ("Upgrade", "h2c", 400), ("Upgrade", "websockets", 400), ("Connection", nil, 400),
            ("Connection", "close", 400), ("Sec-WebSocket-Key", nil, 400), ("Sec-WebSocket-Key", "", 400),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ", 400), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j", 400),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=a", 400),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZ===", 400),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZWE=", 400),
            ("Sec-WebSocket-Key", "dGhl-HNhbXBsZSBub25jZQ==", 400),
            ("Sec-WebSocket-Version", nil, 426), ("Sec-WebSocket-Version", "8", 426),
            ("Sec-WebSocket-Version", "", 426),
            ("Sec-WebSocket-Version", "013", 426), ("Sec-WebSocket-Version", "13, 8", 426),
            ("Sec-WebSocket-Protocol", nil, 400), ("Sec-WebSocket-Protocol", "wallboard.v2.json", 400),
            ("Sec-WebSocket-Protocol", "Wallboard.v1.json", 400),
        ] as [(String, String?, Int)])
    func fields(name: String, value: String?, expected: Int) throws {
        #expect(status(try request(changing(name, value))) == expected)
    }

    @Test(
        "fields that decide must not be there twice, and no body may follow",
        arguments: [
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", "Content-Length: 5",
            "Content-Length: 0\r\nContent-Length: 0", "Transfer-Encoding: chunked",
            "Origin: https://boards.example:8443\r\nOrigin: https://boards.example:8443",
            "Sec-WebSocket-Extensions: permessage-deflate; =",
        ])
    func added(line: String) throws {
        #expect(status(try request(adding: [line])) == 400)
    }

    @Test(
        "pages from the gateway itself and from allowed origins may connect, others get 403",
        arguments: [
            ("https://boards.example:8443", 101), ("HTTPS://Boards.Example:8443", 101), ("https://pages.example", 101),
            ("https://pages.example:443", 101), ("https://boards.example", 403), ("http://boards.example:8443", 403),
            ("https://boards.example:8443.evil.example", 403), ("https://evil.example/boards.example:8443", 403),
            ("https://pages.example.evil.example", 403), ("null", 403), ("", 403), ("http://kiosk.example", 101),
            ("http://kiosk.example:80", 101),
            ("http://kiosk.example:443", 403), ("https://kiosk.example", 403),
            // The Kelvin sign, whose small letter is a k, and the Greek question mark, which `String` treats as a
            // semicolon.
            ("http://\u{212A}iosk.example", 403), ("https://semi\u{37E}colon.example", 403),
            ("https://semi;colon.example", 101),
        ])
    func origins(origin: String, expected: Int) throws {
        #expect(status(try request(adding: ["Origin: \(origin)"])) == expected)
    }

    @Test("the gateway's own origin is the same with and without the port of https")
    func ownOriginOnDefaultPort() throws {
        for host in ["boards.example", "boards.example:443"] {
            let head = try request("GET /v1/board HTTP/1.1", ["Host": host], adding: ["Origin: https://boards.example"])
            #expect(status(head) == 101)
        }
    }

    @Test("405 tells the method, 426 the version and the protocol to upgrade to (RFC 9110, section 15.5.22)")
    func rejectionFields() throws {
        guard case .reject(405, _, let allow) = policy.decide(try request("PUT /v1/board HTTP/1.1")),
            case .reject(426, _, let upgrade) = policy.decide(try request(changing("Sec-WebSocket-Version", "7")))
        else {
            Issue.record("not rejected")
            return
        }
        #expect(allow.map(\.0) == ["Allow"] && allow.map(\.1) == ["GET"])
        #expect(upgrade.map(\.0) == ["Sec-WebSocket-Version", "Upgrade", "Connection"])
        #expect(upgrade.map(\.1) == ["13", "websocket", "Upgrade"])
    }

    private func changing(_ name: String, _ value: String?) -> [String: String?] { [name: value] }

    private func request(_ changes: [String: String?], adding: [String] = []) throws -> RequestHead {
        try request("GET /v1/board HTTP/1.1", changes, adding: adding)
    }
}
