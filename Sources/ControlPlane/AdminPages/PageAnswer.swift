/// What a request for a page is answered with.
package enum PageAnswer: Hashable, Sendable {
    /// A whole document in UTF-8, the HTTP status that goes with it (200, or 404 for what is not the viewer's), and
    /// whether it has a frame of this server that previews a board, which its content security policy must then allow.
    case html([UInt8], status: Int, showsPreview: Bool)
    /// Another path of this server, absolute, perhaps with a query.
    case redirect(String)
}
