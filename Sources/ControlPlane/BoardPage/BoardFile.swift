import Values

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
        entityTag = "\"\(FileDigest.text(of: bytes))\""
    }
}
