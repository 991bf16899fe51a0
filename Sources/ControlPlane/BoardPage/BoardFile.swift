/// A file that a browser asks for, whole and tagged.
package struct BoardFile: Hashable, Sendable {
    /// Where it is served: `/`, or a path such as `/board/board.css`.
    package let path: String
    /// Such as `text/css; charset=utf-8`.
    package let mediaType: String
    /// The whole file.
    package let bytes: [UInt8]
    /// A strong entity tag with its quotes (RFC 9110, section 8.8.3). It changes with the bytes and with nothing else.
    package let entityTag: String

    init(_ path: String, mediaType: String, bytes: [UInt8]) {
        self.path = path
        self.mediaType = mediaType
        self.bytes = bytes
        entityTag = "\"\(Self.digest(of: bytes))\""
    }

    /// FNV-1a, 64 bits: tells versions of one file of ours apart, which nobody has a reason to forge.
    static func digest(of bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
