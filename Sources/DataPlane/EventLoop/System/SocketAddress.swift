import Values

/// An IPv4 or IPv6 address with a port.
///
/// An IPv4 address that the kernel shows as IPv6 (`::ffff:192.0.2.1`, RFC 4291, section 2.5.5.2, on a listener for
/// both) is the IPv4 address, so that one peer has one name.
package struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address without its port.
    package enum Host: Hashable, Sendable {
        /// In host byte order: 127.0.0.1 is 0x7f000001.
        case ipv4(UInt32)
        /// The upper and lower half in host byte order; `scope` is the interface index of a link-local address, else 0.
        case ipv6(high: UInt64, low: UInt64, scope: UInt32)
    }

    /// The numeric address.
    package let host: Host
    /// 0…65535; 0 asks the kernel for a free port.
    package let port: UInt16

    /// Takes an address and a port; 0 lets the kernel choose.
    package init(_ host: Host, port: UInt16) {
        if case .ipv6(0, let low, _) = host, low >> 32 == 0xffff {
            self.host = .ipv4(UInt32(truncatingIfNeeded: low))
        } else {
            self.host = host
        }
        self.port = port
    }

    /// From a numeric address: `192.0.2.1`, `::1`, `[::1]`, or the word `localhost`, which is 127.0.0.1. Names are not
    /// looked up; nil for anything else.
    package init?(host text: String, port: UInt16) {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        let bare = isBracketed ? String(text.dropFirst().dropLast()) : text
        guard let host = Self.parse(bare == "localhost" ? "127.0.0.1" : bare) else { return nil }
        if isBracketed, case .ipv4 = host { return nil }
        self.init(host, port: port)
    }

    /// From `HOST:PORT`, an IPv6 address in brackets as in a URL (RFC 3986, section 3.2.2): `127.0.0.1:8443`,
    /// `[::]:8443`. Nil for anything else.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let host = text[..<colon]
        let digits = text[text.index(after: colon)...]
        guard !host.contains(":") || host.hasPrefix("["), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits)
        else { return nil }
        self.init(host: String(host), port: port)
    }

    /// The address without port or brackets: `127.0.0.1`, `::1`.
    package var hostText: String {
        switch host {
        case .ipv4(let bits): "\(bits >> 24).\(bits >> 16 & 0xff).\(bits >> 8 & 0xff).\(bits & 0xff)"
        case .ipv6(let high, let low, let scope):
            Self.ipv6Text(high: high, low: low) + (scope == 0 ? "" : "%\(scope)")
        }
    }

    /// As `init(_:)` reads it: `127.0.0.1:8443`, `[::]:8443`.
    package var description: String {
        switch host {
        case .ipv4: "\(hostText):\(port)"
        case .ipv6: "[\(hostText)]:\(port)"
        }
    }

    /// Whether this is `::` or `0.0.0.0`: a listener on every address of the machine.
    var isEveryAddress: Bool {
        host == .ipv4(0) || host == .ipv6(high: 0, low: 0, scope: 0)
    }
}

extension SocketAddress {
    /// An address without a scope, and a port.
    package init(_ address: IPAddress, port: UInt16) {
        switch address.bits {
        case .v4(let bits): self.init(.ipv4(bits), port: port)
        case .v6(let high, let low): self.init(.ipv6(high: high, low: low, scope: 0), port: port)
        }
    }

    /// The address without port and scope.
    package var ipAddress: IPAddress {
        switch host {
        case .ipv4(let bits): IPAddress(.v4(bits))
        case .ipv6(let high, let low, _): IPAddress(.v6(high: high, low: low))
        }
    }
}
