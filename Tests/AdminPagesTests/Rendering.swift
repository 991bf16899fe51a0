import AdminPages
import Testing

/// Pages as texts, and the viewers that the tests use.
enum Rendering {
    static let paths = [
        "/", "/boards", "/pair", "/tokens", "/audit", "/customers/acme", "/customers/acme/users",
        "/customers/acme/devices", "/customers/acme/dashboards", "/customers/acme/boards", "/customers/acme/usage",
        "/customers/acme/ledger", "/customers/acme/settings",
    ]

    /// The files by their paths, as in the folder.
    static let assetPaths = AdminPages.assetNames.map { "/assets/\($0)" }

    static func text(_ answer: PageAnswer?) -> String? {
        guard case .html(let bytes, _, _)? = answer else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func status(_ answer: PageAnswer?) -> Int? {
        guard case .html(_, let status, _)? = answer else { return nil }
        return status
    }

    /// Every page as every kind of viewer gets it, if it does.
    static func everyDocument(of pages: AdminPages) throws -> [String] {
        let viewers: [PageViewer] = [
            .provider, .customer(maySetMaximum: true), .customer(maySetMaximum: false), .monitor(of: nil),
            .monitor(of: "acme"), .feed,
        ]
        var answers = viewers.flatMap { viewer in paths.map { pages.page($0, viewer: viewer, error: nil) } }
        answers += [nil, "No."].map { pages.page("/sign-in", viewer: nil, error: $0) }
        answers += [nil, PageViewer.provider].map { pages.notFound(viewer: $0) }
        let texts = answers.compactMap { text($0) }
        try #require(texts.count > 50)
        return texts
    }
}

extension PageViewer {
    static let provider = PageViewer(
        name: "Anna", role: "provider", customerId: nil, maySetMaximum: true, csrfToken: "secret-of-the-session")
    static let feed = PageViewer(
        name: "PBX", role: "feed", customerId: "acme", maySetMaximum: false, csrfToken: "secret-of-the-session")

    static func customer(maySetMaximum: Bool) -> PageViewer {
        PageViewer(
            name: "Desk", role: "customer", customerId: "acme", maySetMaximum: maySetMaximum,
            csrfToken: "secret-of-the-session")
    }

    static func monitor(of customer: String?) -> PageViewer {
        PageViewer(
            name: "Eye", role: "monitor", customerId: customer, maySetMaximum: false,
            csrfToken: "secret-of-the-session")
    }
}

extension String {
    /// The links of both navigations, in order.
    var navigation: [String] {
        matches(of: /<nav class="(?:links|tabs)"[^>]*>(.*?)<\/nav>/).flatMap { nav in
            nav.1.matches(of: /href="([^"]+)"/).map { String($0.1) }
        }
    }
}
