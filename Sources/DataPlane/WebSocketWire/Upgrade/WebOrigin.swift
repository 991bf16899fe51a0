/// Where a page in a browser came from (RFC 6454, section 6.2), in a form in which equal origins are equal: small letters,
/// without the port that the scheme implies. Bytes, because an origin is ASCII: `String` holds other characters for equal
/// to some of them, and the small letter of the Kelvin sign is a k.
struct WebOrigin: Hashable, Sendable {
    private let bytes: [UInt8]

    /// - Parameter text: `scheme://host[:port]`; anything else (`null` among it) equals only itself.
    init(_ text: String) {
        var bytes = text.utf8.map(\.lowercased)
        for (scheme, port) in [("https://", ":443"), ("http://", ":80")]
        where bytes.starts(with: scheme.utf8) && bytes.suffix(port.utf8.count).elementsEqual(port.utf8) {
            bytes.removeLast(port.utf8.count)
        }
        self.bytes = bytes
    }
}
