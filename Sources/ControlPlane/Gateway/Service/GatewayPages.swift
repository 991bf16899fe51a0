import AdminAPI
import AdminPages
import BoardPage
import BoardServer

/// The admins' pages and the preview of boards, in the types of the port that serves them.
struct GatewayPages: PageSource {
    private let shells: PageShells
    private let preview = Dictionary(uniqueKeysWithValues: BoardPage.previewFiles.map { ($0.path, $0) })

    /// Throws if a template cannot be read.
    init() throws {
        shells = try PageShells()
    }

    func asset(_ path: String) -> PortAsset? {
        if let file = preview[path] {
            return PortAsset(bytes: file.bytes, mediaType: file.mediaType, entityTag: file.entityTag)
        }
        return shells.asset(path).map {
            PortAsset(bytes: $0.bytes, mediaType: $0.mediaType, entityTag: $0.entityTag)
        }
    }

    func page(_ path: String, viewer: PortViewer?, error: String?) -> PortAnswer? {
        shells.page(path, viewer: viewer.map { ShellViewer($0) }, error: error).map { PortAnswer($0) }
    }

    func notFound(viewer: PortViewer?) -> PortAnswer? {
        PortAnswer(shells.notFound(viewer: viewer.map { ShellViewer($0) }))
    }
}

/// The board page, in the types of the boards' port.
let boardPage = BoardPage.boardFiles.map {
    StaticFile(path: $0.path, mediaType: $0.mediaType, bytes: $0.bytes, entityTag: $0.entityTag)
}

extension ShellViewer {
    fileprivate init(_ viewer: PortViewer) {
        self.init(
            name: viewer.name, role: viewer.role, customerId: viewer.customerId, maySetMaximum: viewer.maySetMaximum,
            csrfToken: viewer.csrfToken)
    }
}

extension PortAnswer {
    fileprivate init(_ answer: ShellAnswer) {
        switch answer {
        case .html(let bytes, let status, let showsPreview):
            self = .html(bytes, status: status, showsPreview: showsPreview)
        case .redirect(let location): self = .redirect(location)
        }
    }
}
