import AdminAPI
import AdminPages

/// The admins' pages, in the words of the port that serves them.
struct GatewayPages: PageSource {
    private let shells: PageShells

    /// Throws where a template cannot be read.
    init() throws {
        shells = try PageShells()
    }

    func asset(_ path: String) -> PortAsset? {
        shells.asset(path).map { PortAsset(bytes: $0.bytes, mediaType: $0.mediaType, entityTag: $0.entityTag) }
    }

    func page(_ path: String, viewer: PortViewer?, error: String?) -> PortAnswer? {
        shells.page(path, viewer: viewer.map { ShellViewer($0) }, error: error).map { PortAnswer($0) }
    }

    func notFound(viewer: PortViewer?) -> PortAnswer? {
        PortAnswer(shells.notFound(viewer: viewer.map { ShellViewer($0) }))
    }
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
        case .html(let bytes, let status): self = .html(bytes, status: status)
        case .redirect(let location): self = .redirect(location)
        }
    }
}
