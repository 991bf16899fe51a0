import Glibc

/// The address of a port: a numeric IPv4 or IPv6 address, or `localhost`, and a port number.
///
/// Names other than `localhost` are not resolved: what a service listens on must not depend on a resolver.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// Without brackets: `127.0.0.1`, `::`, `localhost`.
    package let host: String
    /// 0–65535; 0 takes a free port.
    package let port: Int

    /// Returns nil unless `text` is `HOST:PORT`, with brackets around an IPv6 address (RFC 3986, section 3.2.2).
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard digits.allSatisfy(\.isASCIIDigit), let port = UInt16(digits) else { return nil }
        let host = text[..<colon]
        if host.hasPrefix("[") && host.hasSuffix("]") {
            self.host = String(host.dropFirst().dropLast())
            guard Self.isNumeric(self.host, family: AF_INET6) else { return nil }
        } else {
            self.host = String(host)
            guard self.host == "localhost" || Self.isNumeric(self.host, family: AF_INET) else { return nil }
        }
        self.port = Int(port)
    }

    /// The host as others reach it, in brackets where it is IPv6: nil for this machine alone (`localhost`, 127.0.0.0/8,
    /// `::1`), for every address of it (`0.0.0.0`, `::`), and for addresses that need a name of the link (fe80::/10).
    package var hostForOthers: String? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, host, &bytes) == 1 {
            return bytes[0] == 127 || bytes.prefix(4).allSatisfy { $0 == 0 } ? nil : host
        }
        guard inet_pton(AF_INET6, host, &bytes) == 1 else { return nil }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        let isThisMachine = bytes.prefix(15).allSatisfy { $0 == 0 } && bytes[15] <= 1
        let isMappedLocal = isMapped && (bytes[12] == 127 || bytes.suffix(4).allSatisfy { $0 == 0 })
        let isOfALink = bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
        return isThisMachine || isMappedLocal || isOfALink ? nil : "[\(host)]"
    }

    /// `127.0.0.1:9443`, `[::]:8443`.
    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    private static func isNumeric(_ host: String, family: Int32) -> Bool {
        var address = in6_addr()
        return inet_pton(family, host, &address) == 1
    }
}

extension Character {
    /// Whether it is one of 0–9; `isNumber` accepts the digits of every script.
    var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
