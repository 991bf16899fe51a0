import AdminPages

@testable import AdminAPI

/// Pages with just enough in them to be distinguished.
struct PagesDouble: PageSource {
    func asset(_ path: String) -> PageAsset? {
        guard path == "/assets/base.css" else { return nil }
        return PageAsset(bytes: Array("body{}".utf8), mediaType: "text/css; charset=utf-8", entityTag: "\"c55\"")
    }

    func page(_ path: String, viewer: PageViewer?, error: String?) -> PageAnswer? {
        let target = path.prefix { $0 != "?" }
        guard ["/", "/sign-in", "/pair", "/customers/acme"].contains(target) else { return nil }
        guard let viewer else {
            if target == "/sign-in" { return .html(Array("sign in: \(error ?? "")".utf8), status: 200) }
            return .redirect("/sign-in?next=\(path)")
        }
        if target == "/sign-in" { return .redirect("/") }
        return .html(
            Array(
                "\(target) for \(viewer.name) \(viewer.role) \(viewer.customerId ?? "all") \(viewer.maySetMaximum) csrf=\(viewer.csrfToken)"
                    .utf8), status: 200)
    }

    func notFound(viewer: PageViewer?) -> PageAnswer? {
        .html(Array("no page for \(viewer?.name ?? "nobody")".utf8), status: 404)
    }
}
