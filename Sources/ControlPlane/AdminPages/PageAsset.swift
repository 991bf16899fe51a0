/// A file that pages refer to: style, script or icons.
package struct PageAsset: Hashable, Sendable {
    /// The whole file.
    package let bytes: [UInt8]
    /// Such as `text/css; charset=utf-8`.
    package let mediaType: String
    /// A strong entity tag with its quotes (RFC 9110, section 8.8.3). It changes with the bytes and with nothing else, so
    /// that a browser may keep the file and only ask whether it is still the same.
    package let entityTag: String

    /// Tags the file.
    init(_ bytes: [UInt8], mediaType: String) {
        self.bytes = bytes
        self.mediaType = mediaType
        entityTag = "\"\(Self.digest(of: bytes))\""
    }

    /// FNV-1a, 64 bits: tells versions of one file of ours apart, which nobody has a reason to forge.
    private static func digest(of bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
