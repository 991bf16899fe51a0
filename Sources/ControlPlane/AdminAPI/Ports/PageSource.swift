/// The admins' pages, as this port serves them. They fetch their content from the API.
package protocol PageSource: Sendable {
    /// The file at a path such as `/assets/base.css`; nil if there is none.
    func asset(_ path: String) -> PageAsset?
    /// The page at a path, which may include its query; nil if there is none. Without a viewer (nil), any page leads
    /// to the sign-in page, which is served; `error` is a sentence for it.
    func page(_ path: String, viewer: PageViewer?, error: String?) -> PageAnswer?
    /// The not-found page for a path; nil: there is no such page.
    func notFound(viewer: PageViewer?) -> PageAnswer?
}

/// A file that pages refer to.
package struct PageAsset: Hashable, Sendable {
    /// The whole file.
    package let bytes: [UInt8]
    /// Such as `text/css; charset=utf-8`.
    package let mediaType: String
    /// A strong entity tag with its quotes (RFC 9110, section 8.8.3).
    package let entityTag: String

    /// Takes a file and its tag.
    package init(bytes: [UInt8], mediaType: String, entityTag: String) {
        self.bytes = bytes
        self.mediaType = mediaType
        self.entityTag = entityTag
    }
}

/// The answer to a request for a page.
package enum PageAnswer: Hashable, Sendable {
    /// A whole document in UTF-8, the HTTP status that goes with it, and whether it has a frame that previews a board.
    case html([UInt8], status: Int, showsPreview: Bool = false)
    /// Another path of this server, perhaps with a query.
    case redirect(String)
}

/// Who views a page.
package struct PageViewer: Hashable, Sendable {
    /// The name of the token.
    package let name: String
    /// The word of the role.
    package let role: String
    /// The one customer that the viewer sees; nil: all.
    package let customerId: String?
    /// Whether the viewer may change the maximum.
    package let maySetMaximum: Bool
    /// The token that requests which change something have to repeat.
    package let csrfToken: String

    /// Takes what pages need to know of a session.
    package init(name: String, role: String, customerId: String?, maySetMaximum: Bool, csrfToken: String) {
        self.name = name
        self.role = role
        self.customerId = customerId
        self.maySetMaximum = maySetMaximum
        self.csrfToken = csrfToken
    }
}

/// No pages: the API alone.
package struct NoPages: PageSource {
    /// There is nothing to be made of.
    package init() {}
    /// None.
    package func asset(_ path: String) -> PageAsset? { nil }
    /// None.
    package func page(_ path: String, viewer: PageViewer?, error: String?) -> PageAnswer? { nil }
    /// None.
    package func notFound(viewer: PageViewer?) -> PageAnswer? { nil }
}
