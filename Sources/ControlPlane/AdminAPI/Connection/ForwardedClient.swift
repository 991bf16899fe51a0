import HTTPTypes
import Values

/// Finds the client of a request that came through trusted proxies, by `Forwarded` (RFC 7239) or `X-Forwarded-For`,
/// from trusted peers only. The rightmost address that is not a trusted proxy's counts: everything to its left may
/// have been written by the client itself.
struct ForwardedClient: Sendable {
    /// Proxies that a request may have passed.
    static let maxProxies = 32

    /// The trusted peers.
    let trustedProxies: [AddressBlock]

    /// The client's address.
    ///
    /// If both headers are present and disagree, one of them was made up by the client, and nobody knows which: the
    /// peer's address counts then.
    ///
    /// - Parameters:
    ///   - headers: of the request.
    ///   - peer: the other end of the connection, as text; with a zone (`%eth0`) it is taken as it is.
    /// - Returns: the text of an address, or `peer` if it is not an address.
    func address(of headers: HTTPFields, from peer: String) -> String {
        guard !trustedProxies.isEmpty, let proxy = IPAddress(peer), isTrusted(proxy) else { return peer }
        let forwarded = headers[values: Self.forwarded].isEmpty ? nil : Self.forwardedFor(headers)
        let listed = headers[values: Self.forwardedForName].isEmpty ? nil : Self.list(headers)
        switch (forwarded, listed) {
        case (nil, nil): return proxy.description
        case (let chain?, nil), (nil, let chain?): return client(in: chain, behind: proxy).description
        case (let chain?, let other?):
            let client = client(in: chain, behind: proxy)
            return (client == self.client(in: other, behind: proxy) ? client : proxy).description
        }
    }

    /// Walks back along the chain as far as the hops are trusted. A hop that hides or garbles its predecessor ends
    /// it.
    private func client(in chain: [IPAddress?], behind proxy: IPAddress) -> IPAddress {
        var client = proxy
        for hop in chain.reversed().prefix(Self.maxProxies) {
            guard let hop else { return client }
            client = hop
            if !isTrusted(hop) { return client }
        }
        return client
    }

    private func isTrusted(_ address: IPAddress) -> Bool {
        trustedProxies.contains { $0.contains(address) }
    }

    // MARK: Headers

    private static let forwarded = fieldName("Forwarded")
    private static let forwardedForName = fieldName("X-Forwarded-For")

    /// The hops of `X-Forwarded-For`, in order; nil if one is not an address.
    private static func list(_ headers: HTTPFields) -> [IPAddress?] {
        headers[values: forwardedForName].flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
            .map { node($0.trimmed) }
    }

    /// The hops of `Forwarded`, in order; nil if one has no `for` that is an address.
    private static func forwardedFor(_ headers: HTTPFields) -> [IPAddress?] {
        headers[values: forwarded].flatMap { line -> [Substring?] in parts(of: line[...], at: ",") ?? [nil] }.map {
            element in
            let nodes = element.flatMap { parts(of: $0, at: ";") }?.compactMap { pair -> Substring? in
                let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard sides.count == 2, sides[0].trimmed.lowercased() == "for" else { return nil }
                return sides[1].trimmed
            }
            guard let nodes, nodes.count == 1 else { return nil }
            return node(unquoted(nodes[0]))
        }
    }

    /// Splits outside quoted strings (RFC 9110, section 5.6.4). Nil if one does not end: what the client left open
    /// would swallow what the proxy added.
    private static func parts(of text: Substring, at separator: Unicode.Scalar) -> [Substring]? {
        var parts: [Substring] = []
        var start = text.startIndex
        var isQuoted = false
        var isEscaped = false
        for index in text.unicodeScalars.indices {
            let scalar = text.unicodeScalars[index]
            if isEscaped {
                isEscaped = false
            } else if isQuoted, scalar == "\\" {
                isEscaped = true
            } else if scalar == "\"" {
                isQuoted.toggle()
            } else if scalar == separator, !isQuoted {
                parts.append(text[start..<index])
                start = text.unicodeScalars.index(after: index)
            }
        }
        return isQuoted ? nil : parts + [text[start...]]
    }

    /// No address has a character that needs escaping.
    private static func unquoted(_ text: Substring) -> Substring {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return text }
        return text.dropFirst().dropLast()
    }

    /// `192.0.2.1`, `192.0.2.1:80`, `[2001:db8::1]`, `[2001:db8::1]:80`, and without brackets as `X-Forwarded-For`
    /// has it.
    private static func node(_ text: Substring) -> IPAddress? {
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else { return nil }
            let inside = text[text.index(after: text.startIndex)..<end]
            return inside.contains(":") ? IPAddress(inside) : nil
        }
        let colons = text.filter { $0 == ":" }.count
        return IPAddress(colons == 1 ? text.prefix { $0 != ":" } : text)
    }
}

extension Substring {
    /// Without blanks at both ends.
    fileprivate var trimmed: Substring {
        let front = drop { $0 == " " || $0 == "\t" }
        guard let last = front.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return front }
        return front[...last]
    }
}
