import Values

/// The header of the PROXY protocol about the connection that it begins
/// (https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt, version 1 and 2).
package enum ProxyHeader: Hashable, Sendable {
    /// The proxy passes on a connection that this client made to it; the port is 0…65535.
    case client(IPAddress, port: UInt16)
    /// Nothing about a client: the proxy's own connection, such as a health check (`LOCAL`), or one whose client has no
    /// address of IPv4 or IPv6 over TCP (`UNKNOWN`). The peer's address is kept.
    case peer
}

/// Why bytes are not a header of the PROXY protocol.
package enum ProxyHeaderViolation: Error, Hashable, Sendable, CaseIterable {
    /// The first byte begins neither version; nothing was consumed.
    case missing
    /// The first byte fits but the rest of the signature does not.
    case signature
    /// Version 1: no line end within the limit, or version 2: a length beyond the limit.
    case tooLong
    /// Version 1: not the words, single spaces and CRLF of section 2.1.
    case syntax
    /// Version 1: an address or port that is invalid, or of the other family.
    case address
    /// Version 2: a version or command that section 2.2 does not name.
    case command
    /// Version 2: a family or transport that section 2.2 does not name.
    case family
    /// Version 2: shorter than the addresses of its family.
    case tooShort

    /// A few words for the log; nothing of the peer's data is in them.
    package var reason: String {
        switch self {
        case .missing: "none before the first byte"
        case .signature: "wrong signature"
        case .tooLong: "too long"
        case .syntax: "not as section 2.1 has it"
        case .address: "invalid address or port"
        case .command: "unknown version or command"
        case .family: "unknown family or transport"
        case .tooShort: "shorter than its addresses"
        }
    }
}
