import AdminPages
import HTTPTypes
import Hummingbird
import WallboardCore

/// Answers what no route of the API answers: pages, their files, signing in and out.
struct PageRoutes: Sendable {
    let pages: any PageSource
    let senders: SenderCheck
    let signIn: SignIn

    /// Throws `Problem`: 404 if there is nothing, 405 for a method that a page does not support.
    func answer(_ request: Request, _ record: inout RequestRecord) async throws -> Answer {
        let path = request.uri.path
        switch (path, request.method) {
        case ("/sign-in", .post): return try await signIn.signIn(request, &record)
        case ("/sign-out", .post): return try await signIn.signOut(request, &record)
        case ("/sign-out", _): throw Problem.methodNotAllowed([.post])
        default: break
        }
        if let asset = pages.asset(path) {
            try check(request, allows: [.get, .head])
            return Self.answer(asset, to: request)
        }
        let session = try await senders.session(of: request)
        let viewer = session.flatMap(PageViewer.init)
        record.principal = session?.principal
        guard let page = pages.page(request.uri.string, viewer: viewer, error: nil) else {
            let problem = Problem(kind: .notFound, detail: "There is nothing at this path.")
            guard RequestOrigin.wantsPage(request), let page = pages.notFound(viewer: viewer) else { throw problem }
            record.refusal = problem
            return Self.answer(page)
        }
        try check(request, allows: path == "/sign-in" ? [.get, .head, .post] : [.get, .head])
        return Self.answer(page)
    }

    /// What a page answers as a response of HTTP.
    static func answer(_ page: PageAnswer) -> Answer {
        switch page {
        case .html(let bytes, let status, let showsPreview): .page(bytes, status: status, showsPreview: showsPreview)
        case .redirect(let location): .seeOther(location)
        }
    }

    private static func answer(_ asset: PageAsset, to request: Request) -> Answer {
        // The browser keeps it, and revalidates it each time (RFC 9111, section 5.2.2.4).
        var headers: HTTPFields = [.eTag: asset.entityTag, .cacheControl: "no-cache"]
        headers[.crossOriginResourcePolicy] = "same-origin"
        // A document among the files is shown by pages in a frame, such as the preview of a board.
        if asset.mediaType.hasPrefix("text/html") { headers.append(contentsOf: PageHeaders.framed) }
        if let known = request.headers[.ifNoneMatch].flatMap({ IfMatch($0) }), let own = IfMatch(asset.entityTag),
            known.names(own)
        {
            return Answer(status: .notModified, headers: headers)
        }
        return Answer(
            status: .ok, headers: headers, content: Answer.Content(mediaType: asset.mediaType, bytes: asset.bytes))
    }

    private func check(_ request: Request, allows methods: [HTTPRequest.Method]) throws(Problem) {
        guard methods.contains(request.method) else { throw .methodNotAllowed(methods) }
    }
}

extension PageViewer {
    /// The viewer of a session's pages; nil for a sender without a session.
    init?(_ sender: Sender) {
        guard case .session(let session, _) = sender.way else { return nil }
        let principal = sender.principal
        self.init(
            name: principal.name, role: principal.role.rawValue, customerId: principal.customer?.text,
            maySetMaximum: principal.mayChangeMaximum, csrfToken: session.csrfToken)
    }
}

extension IfMatch {
    /// Whether it names the one tag of `other`, compared weakly (RFC 9110, section 8.8.3.2).
    fileprivate func names(_ other: IfMatch) -> Bool {
        guard case .tags(let own) = other, let tag = own.first else { return false }
        return !excludes(tag)
    }
}

extension Problem {
    /// 405 for a path that supports other methods.
    static func methodNotAllowed(_ methods: [HTTPRequest.Method]) -> Problem {
        let allow = methods.map(\.rawValue).joined(separator: ", ")
        return Problem(kind: .methodNotAllowed, detail: "This path takes \(allow).", headers: [.allow: allow])
    }
}
