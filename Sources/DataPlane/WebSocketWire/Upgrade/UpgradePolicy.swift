/// Who may open a WebSocket: the server's half of the opening handshake (RFC 6455, section 4.2), a pure function.
package struct UpgradePolicy: Sendable {
    private let paths: [String]
    private let subprotocol: String?
    private let offersDeflate: Bool
    private let allowedOrigins: [WebOrigin]?

    /// - Parameters:
    ///   - paths: where WebSockets are served.
    ///   - subprotocol: the one that a client has to offer, or nil to choose none whatever is offered.
    ///   - offersDeflate: whether permessage-deflate is accepted.
    ///   - allowedOrigins: origins of pages (`https://example.com`) that may connect, besides the gateway's own.
    ///     Clients that are not browsers send none and need none. nil: any.
    package init(
        paths: [String], subprotocol: String? = nil, offersDeflate: Bool = true, allowedOrigins: [String]? = []
    ) {
        self.paths = paths
        self.subprotocol = subprotocol
        self.offersDeflate = offersDeflate
        self.allowedOrigins = allowedOrigins?.map { WebOrigin($0) }
    }

    /// Makes the checks of RFC 6455, section 4.2.1, and writes the answer of section 4.2.2. The first failed check
    /// decides:
    ///
    /// | check | answer |
    /// | --- | --- |
    /// | the path is one of `paths` | 404 |
    /// | HTTP/1.1 or later | 505 |
    /// | GET | 405 with `Allow` |
    /// | no body follows | 400 |
    /// | `Upgrade` has websocket, `Connection` has Upgrade | 400 |
    /// | `Sec-WebSocket-Key` is base 64 of 16 bytes | 400 |
    /// | `Sec-WebSocket-Version` is 13 | 426 with `Sec-WebSocket-Version: 13` |
    /// | `Origin`, if there, is the gateway's own or allowed | 403 |
    /// | `Sec-WebSocket-Protocol` offers the subprotocol | 400 |
    /// | `Sec-WebSocket-Extensions` can be read | 400 |
    ///
    /// A field that may occur once and is repeated gets 400.
    package func decide(_ head: RequestHead) -> UpgradeDecision {
        do {
            return try accept(head)
        } catch {
            return .reject(status: error.status, reason: error.reason, headers: error.headers)
        }
    }

    private struct Rejection: Error {
        var status = 400
        let reason: String
        var headers: [(String, String)] = []
    }

    private func accept(_ head: RequestHead) throws(Rejection) -> UpgradeDecision {
        guard paths.contains(head.path) else { throw Rejection(status: 404, reason: "nothing is here") }
        guard !head.isVersion10 else {
            throw Rejection(
                status: HTTPFailure.versionNotSupported.status, reason: HTTPFailure.versionNotSupported.reason)
        }
        guard head.method == "GET" else {
            throw Rejection(status: 405, reason: "only GET opens a WebSocket", headers: [("Allow", "GET")])
        }
        try checkNoBody(head)
        guard head.fields.list("Upgrade", contains: "websocket") else {
            throw Rejection(reason: "Upgrade is not websocket")
        }
        guard head.fields.list("Connection", contains: "Upgrade") else {
            throw Rejection(reason: "Connection is not Upgrade")
        }
        guard let key = try value(of: "Sec-WebSocket-Key", in: head).flatMap({ WebSocketKey($0) }) else {
            throw Rejection(reason: "Sec-WebSocket-Key is not base 64 of 16 bytes")
        }
        guard try value(of: "Sec-WebSocket-Version", in: head) == "13" else {
            throw Rejection(
                status: 426, reason: "Sec-WebSocket-Version is not 13",
                headers: [("Sec-WebSocket-Version", "13"), ("Upgrade", "websocket"), ("Connection", "Upgrade")])
        }
        try checkOrigin(head)
        if let subprotocol, !head.fields.list("Sec-WebSocket-Protocol").contains(subprotocol) {
            throw Rejection(reason: "Sec-WebSocket-Protocol does not offer \(subprotocol)")
        }
        guard let offers = WebSocketExtension.parse(head["Sec-WebSocket-Extensions"]) else {
            throw Rejection(reason: "Sec-WebSocket-Extensions cannot be read")
        }
        return response(to: key, answering: offersDeflate ? DeflateAnswer(to: offers) : nil)
    }

    private func response(to key: WebSocketKey, answering deflate: DeflateAnswer?) -> UpgradeDecision {
        var headers = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", key.accept)]
        if let subprotocol { headers.append(("Sec-WebSocket-Protocol", subprotocol)) }
        if let deflate { headers.append(("Sec-WebSocket-Extensions", deflate.text)) }
        let response = HeadWriter.bytes(startLine: HTTPResponse.statusLine(101), headers: headers)
        return .accept(response: response, deflate: deflate?.parameters)
    }

    /// A body would be taken for frames.
    private func checkNoBody(_ head: RequestHead) throws(Rejection) {
        let length = try value(of: "Content-Length", in: head) ?? "0"
        guard length == "0", head["Transfer-Encoding"].isEmpty else {
            throw Rejection(reason: "a request for a WebSocket has no body")
        }
    }

    private func checkOrigin(_ head: RequestHead) throws(Rejection) {
        guard let text = try value(of: "Origin", in: head), let allowedOrigins else { return }
        let origin = WebOrigin(text)
        guard origin == WebOrigin("https://\(head.host)") || allowedOrigins.contains(origin) else {
            throw Rejection(status: 403, reason: "foreign Origin")
        }
    }

    private func value(of name: String, in head: RequestHead) throws(Rejection) -> String? {
        do {
            return try head.fields.value(of: name)
        } catch {
            throw Rejection(reason: error.reason)
        }
    }
}

/// The answer to a request to open a WebSocket.
package enum UpgradeDecision: Sendable {
    /// Send `response`; from there on the connection carries frames, deflated with `deflate` where that is not nil.
    case accept(response: [UInt8], deflate: DeflateParameters?)
    /// Answer with an ordinary response of this status and these fields, and close. `reason` is a few words for the
    /// body and the log; nothing of the peer's data is in it.
    case reject(status: Int, reason: String, headers: [(String, String)])
}

/// Where a page in a browser came from (RFC 6454, section 6.2), in a form in which equal origins are equal: small
/// letters, without the port that the scheme implies. Bytes, because an origin is ASCII: `String` treats other
/// characters as equal to some of them, and the small letter of the Kelvin sign is a k.
struct WebOrigin: Hashable, Sendable {
    private let bytes: [UInt8]

    /// - Parameter text: `scheme://host[:port]`; anything else (such as `null`) equals only itself.
    init(_ text: String) {
        var bytes = text.utf8.map(\.lowercased)
        for (scheme, port) in [("https://", ":443"), ("http://", ":80")]
        where bytes.starts(with: scheme.utf8) && bytes.suffix(port.utf8.count).elementsEqual(port.utf8) {
            bytes.removeLast(port.utf8.count)
        }
        self.bytes = bytes
    }
}
