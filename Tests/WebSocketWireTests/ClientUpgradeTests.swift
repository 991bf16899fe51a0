import Testing

@testable import WebSocketWire

@Suite("The client's half of the opening handshake (RFC 6455, section 4.1)")
struct ClientUpgradeTests {
    let upgrade = ClientUpgrade(
        host: "boards.example:8443", path: "/v1/board", key: WebSocketKey("dGhlIHNhbXBsZSBub25jZQ==")!,
        subprotocol: "wallboard.v1.json")

    private let answer: [String: String] = [
        "Upgrade": "WebSocket", "Connection": "upgrade", "Sec-WebSocket-Accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        "Sec-WebSocket-Protocol": "wallboard.v1.json",
    ]

    private func check(
        _ changes: [String: String?] = [:], status: String = "101 Switching Protocols", adding: [String] = [],
        _ upgrade: ClientUpgrade? = nil
    ) throws -> DeflateParameters? {
        var lines = ["HTTP/1.1 \(status)"]
        for name in answer.keys.sorted() {
            if let value = changes[name, default: answer[name]] { lines.append("\(name): \(value)") }
        }
        let bytes = Array((lines + adding + ["", ""]).joined(separator: "\r\n").utf8)
        return try (upgrade ?? self.upgrade).check(try #require(try readResponse(bytes).head))
    }

    @Test("the request has every field that the RFC asks for")
    func request() {
        #expect(
            upgrade.request
                == head(
                    "GET /v1/board HTTP/1.1", "Host: boards.example:8443", "Upgrade: websocket", "Connection: Upgrade",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Protocol: wallboard.v1.json",
                    "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
                        + "client_no_context_takeover"))
    }

    @Test(
        "client and server of this package agree, with and without deflate", arguments: [true, false], [true, false])
    func agreement(clientOffers: Bool, serverOffers: Bool) throws {
        let client = ClientUpgrade(
            host: "a", path: "/v1/board", key: WebSocketKey(nonce: Array(1...16)), subprotocol: "s",
            offersDeflate: clientOffers)
        let server = UpgradePolicy(paths: ["/v1/board"], subprotocol: "s", offersDeflate: serverOffers)
        let request = try #require(try readRequest(client.request).head)
        guard case .accept(let response, let deflate) = server.decide(request) else {
            Issue.record("not accepted")
            return
        }
        let agreed = try client.check(try #require(try readResponse(response).head))
        #expect(agreed == deflate)
        #expect((agreed != nil) == (clientOffers && serverOffers))
    }

    @Test("a right answer is taken")
    func right() throws {
        #expect(try check() == nil)
    }

    @Test(
        "a wrong answer is refused by the field that is wrong",
        arguments: [
            ("Upgrade", nil), ("Upgrade", "h2c"), ("Connection", nil), ("Connection", "close"),
            ("Sec-WebSocket-Accept", nil), ("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOO="),
            ("Sec-WebSocket-Accept", "S3pPLMBiTxaQ9kYGzzhZRbK+xOo="), ("Sec-WebSocket-Protocol", nil),
            ("Sec-WebSocket-Protocol", "other"),
        ] as [(String, String?)])
    func wrong(name: String, value: String?) {
        #expect(throws: UpgradeFailure.unexpectedField(name)) { try check([name: value]) }
    }

    @Test("another status is a refusal")
    func refused() {
        #expect(throws: UpgradeFailure.refused(status: 503)) { try check(status: "503 Service Unavailable") }
        #expect(throws: UpgradeFailure.refused(status: 200)) { try check(status: "200 OK") }
    }

    @Test("a subprotocol that was not asked for is refused")
    func unaskedSubprotocol() {
        let plain = ClientUpgrade(host: "a", path: "/", key: WebSocketKey("dGhlIHNhbXBsZSBub25jZQ==")!)
        #expect(throws: UpgradeFailure.unexpectedField("Sec-WebSocket-Protocol")) { try check([:], plain) }
        #expect(throws: Never.self) { try check(["Sec-WebSocket-Protocol": nil], plain) }
    }

    @Test(
        "answers to the offer of deflate",
        arguments: [
            ("permessage-deflate; server_no_context_takeover", 15),
            ("permessage-deflate; server_no_context_takeover; client_no_context_takeover", 15),
            ("permessage-deflate; server_no_context_takeover; server_max_window_bits=10", 10),
            ("permessage-deflate; server_no_context_takeover; server_max_window_bits=8", 9),
        ])
    func deflate(value: String, bits: Int) throws {
        #expect(
            try check(adding: ["Sec-WebSocket-Extensions: \(value)"]) == DeflateParameters(serverMaxWindowBits: bits))
    }

    @Test(
        "answers that were not offered fail the connection (RFC 7692, section 7)",
        arguments: [
            "permessage-deflate", "permessage-deflate; client_no_context_takeover", "x-other",
            "permessage-deflate; server_no_context_takeover; client_max_window_bits=10",
            "permessage-deflate; server_no_context_takeover; client_max_window_bits",
            "permessage-deflate; server_no_context_takeover; server_max_window_bits",
            "permessage-deflate; server_no_context_takeover; server_max_window_bits=16",
            "permessage-deflate; server_no_context_takeover; unknown",
            "permessage-deflate; server_no_context_takeover, permessage-deflate; server_no_context_takeover",
            "permessage-deflate; server_no_context_takeover, x-other", "permessage-deflate; =",
        ])
    func wrongDeflate(value: String) {
        #expect(throws: UpgradeFailure.unexpectedField("Sec-WebSocket-Extensions")) {
            try check(adding: ["Sec-WebSocket-Extensions: \(value)"])
        }
    }

    @Test("deflate that was not offered is refused")
    func unofferedDeflate() {
        let plain = ClientUpgrade(
            host: "a", path: "/", key: WebSocketKey("dGhlIHNhbXBsZSBub25jZQ==")!, subprotocol: "wallboard.v1.json",
            offersDeflate: false)
        #expect(throws: UpgradeFailure.unexpectedField("Sec-WebSocket-Extensions")) {
            try check(adding: ["Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover"], plain)
        }
    }
}
