/// What a request is for (RFC 9112, section 3.2), in origin-form (`/path?query`) or absolute-form
/// (`https://host/path?query`).
struct RequestTarget: Sendable {
    /// Host and port of the absolute-form; nil in origin-form.
    let authority: String?
    /// From the first `/` up to the query, percent-encoding as sent; never empty.
    let path: String
    /// The part after the `?`; nil if there is none.
    let query: String?

    /// Returns nil for every other form, for a fragment and for characters that no URI has.
    init?(_ target: ArraySlice<UInt8>) {
        guard target.allSatisfy({ $0.isVisible && $0 != UInt8(ascii: "#") }) else { return nil }
        var rest = target
        if target.first == UInt8(ascii: "/") {
            authority = nil
        } else {
            guard let start = Self.authorityStart(of: target) else { return nil }
            rest = target[start...]
            let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
            guard Self.isAuthority(rest[..<end]) else { return nil }
            authority = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[end...]
        }
        let mark = rest.firstIndex(of: UInt8(ascii: "?"))
        let path = rest[..<(mark ?? rest.endIndex)]
        self.path = path.isEmpty ? "/" : String(decoding: path, as: UTF8.self)
        query = mark.map { String(decoding: rest[($0 + 1)...], as: UTF8.self) }
    }

    /// Whether `bytes` may be a host with or without port (RFC 3986, section 3.2); user information is refused
    /// (RFC 9110, section 4.2.4).
    static func isAuthority(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy(\.isAuthorityCharacter)
    }

    private static func authorityStart(of target: ArraySlice<UInt8>) -> Int? {
        for scheme in ["https://", "http://"]
        where target.prefix(scheme.utf8.count).elementsEqual(scheme.utf8, by: { $0.lowercased == $1 }) {
            return target.startIndex + scheme.utf8.count
        }
        return nil
    }
}
