import AdminAPI

/// The admins' pages, in the words of the port that serves them.
struct GatewayPages: PageSource {
    private let shells: PageShells

    /// Throws where a template cannot be read.
    init() throws {
        shells = try PageShells()
    }

    func asset(_ path: String) -> PageAsset? {
        shells.asset(path).map { PageAsset(bytes: $0.bytes, mediaType: $0.mediaType, entityTag: $0.entityTag) }
    }

    func page(_ path: String, viewer: PageViewer?, error: String?) -> PageAnswer? {
        shells.page(path, viewer: viewer.map(ShellViewer.init), error: error).map(PageAnswer.init)
    }

    func notFound(viewer: PageViewer?) -> PageAnswer? {
        PageAnswer(shells.notFound(viewer: viewer.map(ShellViewer.init)))
    }
}

extension ShellViewer {
    fileprivate init(_ viewer: PageViewer) {
        self.init(
            name: viewer.name, role: viewer.role, customerId: viewer.customerId, maySetMaximum: viewer.maySetMaximum,
            csrfToken: viewer.csrfToken)
    }
}

extension PageAnswer {
    fileprivate init(_ answer: ShellAnswer) {
        switch answer {
        case .html(let bytes, let status): self = .html(bytes, status: status)
        case .redirect(let location): self = .redirect(location)
        }
    }
}
