import AdminPages

/// The admins' pages, as this port serves them. They fetch their content from the API. Their
/// types are those of `AdminPages`; where the files and pages come from is the gateway's business.
package protocol PageSource: Sendable {
    /// The file at a path such as `/assets/base.css`; nil if there is none.
    func asset(_ path: String) -> PageAsset?
    /// The page at a path, which may include its query; nil if there is none. Without a viewer (nil), any page leads
    /// to the sign-in page, which is served; `error` is a sentence for it.
    func page(_ path: String, viewer: PageViewer?, error: String?) -> PageAnswer?
    /// The not-found page for a path; nil: there is no such page.
    func notFound(viewer: PageViewer?) -> PageAnswer?
}
