import EventLoop
import Foundation
import WebSocketWire

/// The gateway that the simulated boards connect to.
struct FleetTarget: Sendable {
    let address: SocketAddress
    /// Whom the certificate must be for.
    let serverName: String
    /// As used in the request's `Host`.
    let host: String
    let tls: TLSClientContext
    let offersDeflate: Bool

    /// Why there is nothing to connect to.
    enum Fault: Error {
        case address(String)
        case authorities(String)
    }

    /// `url` is `wss://HOST:PORT`, the host a numeric address or localhost; `authorities` is the file of the
    /// certificates to trust, PEM, nil for those of the system.
    init(url: String, authorities: String?, offersDeflate: Bool) throws(Fault) {
        guard let parts = URLComponents(string: url), parts.scheme == "wss", let host = parts.host,
            parts.path.isEmpty || parts.path == "/" || parts.path == Self.path,
            let port = UInt16(exactly: parts.port ?? 443),
            let address = SocketAddress(host: host, port: port)
        else { throw .address(url) }
        self.address = address
        serverName = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        self.host = "\(host):\(port)"
        self.offersDeflate = offersDeflate
        do {
            tls = try TLSClientContext(trust: authorities.map { .authorities(file: $0) } ?? .system)
        } catch {
            throw .authorities("\(error)")
        }
    }

    private static let path = "/v1/board"

    /// The request of one board.
    func upgrade() -> ClientUpgrade {
        ClientUpgrade(
            host: host, path: Self.path, key: WebSocketKey(nonce: Random.bytes(16)), subprotocol: "wallboard.v1.json",
            offersDeflate: offersDeflate)
    }
}

extension FleetTarget.Fault: CustomStringConvertible {
    var description: String {
        switch self {
        case .address(let url):
            "\(url) is not the address of a boards' port, such as wss://127.0.0.1:8443 (a numeric host or localhost)"
        case .authorities(let reason): reason
        }
    }
}
