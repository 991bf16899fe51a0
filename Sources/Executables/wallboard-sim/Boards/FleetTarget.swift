import BoardClient
import EventLoop

/// The gateway that the simulated boards connect to.
struct FleetTarget: Sendable {
    let url: BoardURL
    let tls: TLSClientContext
    let offersDeflate: Bool

    /// Why there is nothing to connect to.
    enum Fault: Error {
        case address(String)
        case authorities(String)
    }

    /// `url` is `wss://HOST:PORT`, the host a numeric address or localhost; `authorities` is the file of the
    /// certificates to trust, PEM, nil for those of the system.
    init(url text: String, authorities: String?, offersDeflate: Bool) throws(Fault) {
        guard var url = BoardURL(text), ["/", BoardURL.boardPath].contains(url.path) else { throw .address(text) }
        url.path = BoardURL.boardPath
        self.url = url
        self.offersDeflate = offersDeflate
        do {
            tls = try TLSClientContext(trust: authorities.map { .authorities(file: $0) } ?? .system)
        } catch {
            throw .authorities("\(error)")
        }
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
