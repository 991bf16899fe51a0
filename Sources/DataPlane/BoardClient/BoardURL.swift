import EventLoop
import WebSocketWire

/// Where a board connects to: `wss://HOST:PORT/PATH`, the host a numeric address or localhost.
package struct BoardURL: Hashable, Sendable {
    /// The path of the boards' port (protocol, section 1).
    package static let boardPath = "/v1/board"
    /// What a board offers there, and requires.
    package static let subprotocol = "wallboard.v1.json"

    /// Where the socket connects to.
    package let address: SocketAddress
    /// Whom the certificate must be for: the host without brackets.
    package let serverName: String
    /// As used in the request's `Host`, always with the port.
    package let host: String
    /// `/` if the text has none.
    package var path: String

    /// nil if the text is not such a URL. The port is 443 unless it is there; there is no user, query or fragment.
    package init?(_ text: String) {
        let scheme = "wss://"
        guard text.hasPrefix(scheme), !text.contains(where: { "?#@ ".contains($0) }) else { return nil }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        path = authority.endIndex == rest.endIndex ? "/" : String(rest[authority.endIndex...])
        let isBracketed = authority.hasPrefix("[")
        let bracketed = authority.firstIndex(of: "]").map { authority[...$0] }
        guard let name = isBracketed ? bracketed : authority.prefix(while: { $0 != ":" }) else { return nil }
        let ending = authority[name.endIndex...]
        guard ending.isEmpty || ending.hasPrefix(":"), !ending.contains("+"),
            let port = ending.isEmpty ? 443 : UInt16(ending.dropFirst()),
            let address = SocketAddress(host: String(name), port: port)
        else { return nil }
        self.address = address
        serverName = isBracketed ? String(name.dropFirst().dropLast()) : String(name)
        host = "\(name):\(port)"
    }

    /// The request of one connection, with a key of its own. On the boards' path it offers the boards' subprotocol.
    package func upgrade(offersDeflate: Bool) -> ClientUpgrade {
        ClientUpgrade(
            host: host, path: path, key: WebSocketKey(nonce: Random.bytes(16)),
            subprotocol: path == Self.boardPath ? Self.subprotocol : nil, offersDeflate: offersDeflate)
    }
}
