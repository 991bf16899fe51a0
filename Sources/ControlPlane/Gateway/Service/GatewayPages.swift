import AdminAPI
import AdminPages
import BoardPage
import BoardServer

/// The admins' pages, and the preview of boards among their files.
struct GatewayPages: PageSource {
    private let pages: AdminPages
    private let preview: [String: PageAsset]

    /// Throws if a template cannot be read.
    init() throws {
        pages = try AdminPages()
        preview = Dictionary(
            uniqueKeysWithValues: BoardPage.previewFiles.map { file in
                (file.path, PageAsset(bytes: file.bytes, mediaType: file.mediaType, entityTag: file.entityTag))
            })
    }

    func asset(_ path: String) -> PageAsset? { preview[path] ?? pages.asset(path) }

    func page(_ path: String, viewer: PageViewer?, error: String?) -> PageAnswer? {
        pages.page(path, viewer: viewer, error: error)
    }

    func notFound(viewer: PageViewer?) -> PageAnswer? { pages.notFound(viewer: viewer) }
}

/// The board page, in the types of the boards' port.
let boardPage = BoardPage.boardFiles.map {
    StaticFile(path: $0.path, mediaType: $0.mediaType, bytes: $0.bytes, entityTag: $0.entityTag)
}
