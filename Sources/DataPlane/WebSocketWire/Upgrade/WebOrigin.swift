/// Where a page in a browser came from (RFC 6454, section 6.2), in a form in which equal origins are equal: small letters,
/// without the port that the scheme implies.
struct WebOrigin: Hashable, Sendable {
    private let text: String

    /// - Parameter text: `scheme://host[:port]`; anything else (`null` among it) equals only itself.
    init(_ text: String) {
        var text = text.lowercased()
        for (scheme, port) in [("https://", ":443"), ("http://", ":80")]
        where text.hasPrefix(scheme) && text.hasSuffix(port) { text.removeLast(port.count) }
        self.text = text
    }
}
