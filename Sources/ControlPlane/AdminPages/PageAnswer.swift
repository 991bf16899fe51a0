/// What a request for a page is answered with.
package enum PageAnswer: Hashable, Sendable {
    /// A whole document in UTF-8, and the HTTP status that goes with it: 200, or 404 for what is not the viewer's.
    case html([UInt8], status: Int)
    /// Another path of this server, absolute, perhaps with a query.
    case redirect(String)
}
