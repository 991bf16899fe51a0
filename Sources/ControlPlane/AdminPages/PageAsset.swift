import Values

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
        entityTag = "\"\(FileDigest.text(of: bytes))\""
    }
}
