/// The client's half of the opening handshake (RFC 6455, section 4.1).
package struct ClientUpgrade: Hashable, Sendable {
    private let host: String
    private let path: String
    private let key: WebSocketKey
    private let subprotocol: String?
    private let offersDeflate: Bool

    /// - Parameters:
    ///   - host: `Host`, with the port unless it is the scheme's default.
    ///   - path: with the query, if any.
    ///   - key: fresh for every connection.
    ///   - subprotocol: the one to offer and to require; nil for none.
    ///   - offersDeflate: whether to offer permessage-deflate without context takeover.
    package init(host: String, path: String, key: WebSocketKey, subprotocol: String? = nil, offersDeflate: Bool = true)
    {
        self.host = host
        self.path = path
        self.key = key
        self.subprotocol = subprotocol
        self.offersDeflate = offersDeflate
    }

    /// The bytes of the request.
    package var request: [UInt8] {
        var headers = [
            ("Host", host), ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Key", key.text),
            ("Sec-WebSocket-Version", "13"),
        ]
        if let subprotocol { headers.append(("Sec-WebSocket-Protocol", subprotocol)) }
        if offersDeflate { headers.append(("Sec-WebSocket-Extensions", DeflateExtension.offer)) }
        return HeadWriter.bytes(startLine: "GET \(path) HTTP/1.1", headers: headers)
    }

    /// Checks the server's answer.
    ///
    /// - Returns: the parameters of permessage-deflate, or nil if the server did not take the offer.
    package func check(_ head: ResponseHead) throws(UpgradeFailure) -> DeflateParameters? {
        guard head.status == 101 else { throw .refused(status: head.status) }
        guard head.fields.list("Upgrade", contains: "websocket") else { throw .unexpectedField("Upgrade") }
        guard head.fields.list("Connection", contains: "Upgrade") else { throw .unexpectedField("Connection") }
        guard head["Sec-WebSocket-Accept"] == [key.accept] else { throw .unexpectedField("Sec-WebSocket-Accept") }
        guard head["Sec-WebSocket-Protocol"] == (subprotocol.map { [$0] } ?? []) else {
            throw .unexpectedField("Sec-WebSocket-Protocol")
        }
        guard let extensions = WebSocketExtension.parse(head["Sec-WebSocket-Extensions"]) else {
            throw .unexpectedField("Sec-WebSocket-Extensions")
        }
        if extensions.isEmpty { return nil }
        guard offersDeflate, let deflate = DeflateExtension.parameters(answered: extensions) else {
            throw .unexpectedField("Sec-WebSocket-Extensions")
        }
        return deflate
    }
}
