import Mustache

/// The admins' pages: shells that are rendered here, and the style, scripts and icons that they refer to.
///
/// A shell holds what must be there before any script runs: title, navigation by role, forms and the facts about the
/// viewer. Its modules fetch the data from the admin API, with the session's cookie and the anti-forgery token in the
/// page. No page has inline scripts or styles, so that the strictest content security policy holds.
package struct AdminPages: Sendable {
    private let library: MustacheLibrary
    private let assets: [String: PageAsset]

    /// Reads the templates. Throws if one of them is not Mustache, which the tests would have caught.
    package init() throws {
        var library = MustacheLibrary()
        for (name, bytes) in Self.templates {
            library.register(try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self)), named: name)
        }
        self.library = library
        assets = Dictionary(uniqueKeysWithValues: Self.files.map { ($0.name, $0.asset) })
    }

    /// The names of all files below `/assets/`, sorted.
    package static var assetNames: [String] { files.map(\.name).sorted() }

    /// The file at a path such as `/assets/base.css`; nil if there is none.
    package func asset(_ path: String) -> PageAsset? {
        let folder = "/assets/"
        guard path.hasPrefix(folder) else { return nil }
        return assets[String(path.dropFirst(folder.count))]
    }

    /// The page at a path, which may include its query; nil if there is none.
    ///
    /// Without a viewer (nil), any page gives the sign-in page, which leads back by `?next=`. A page of a customer
    /// that is not the viewer's is answered as if it did not exist. `error` is a sentence for the sign-in page.
    package func page(_ path: String, viewer: PageViewer?, error: String?) -> PageAnswer? {
        let target = path.split(separator: "?", maxSplits: 1).first.map(String.init) ?? path
        guard let route = PageRoute(path: target) else { return nil }
        guard let viewer else {
            if route == .signIn { return render(PageContext(signInError: error), status: 200) }
            return .redirect(route == .customers ? "/sign-in" : "/sign-in?next=\(Self.percentEncoded(path))")
        }
        guard viewer.mayRead else {
            return render(PageContext(title: "No pages for this token", page: "no-pages", viewer: viewer), status: 200)
        }
        switch route {
        case .signIn: return .redirect("/")
        case .customers, .boards:
            if let own = viewer.customerId {
                return .redirect(PageRoute.customer(own, route == .boards ? .boards : .licences).path)
            }
        case .pair, .tokens:
            guard viewer.mayEdit else { return notFound(viewer: viewer) }
        case .audit: break
        case .customer(let id, _):
            guard viewer.sees(id) else { return notFound(viewer: viewer) }
        }
        return render(PageContext(route, for: viewer), status: 200)
    }

    /// The not-found page; with the viewer's navigation, if anybody is signed in.
    package func notFound(viewer: PageViewer?) -> PageAnswer {
        render(PageContext(title: "Page not found", page: "not-found", viewer: viewer), status: 404)
    }

    private func render(_ context: PageContext, status: Int) -> PageAnswer {
        guard let text = library.render(context, withTemplate: context.page) else {
            preconditionFailure("no template is named \(context.page)")
        }
        return .html(Array(text.utf8), status: status, showsPreview: context.showsPreview)
    }

    /// The text as the value of a query (RFC 3986, section 2.1): all but unreserved characters as `%XX`.
    private static func percentEncoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { encoded, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e, 0x2f:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += byte < 16 ? "%0\(digits)" : "%\(digits)"
            }
        }
    }
}

/// Who views a page: what the session knows of the token that was signed in with.
package struct PageViewer: Hashable, Sendable {
    /// The token's name, 1–200 characters; shown at the top of each page.
    package let name: String
    /// `provider`, `customer` or `monitor`; `feed` has no pages except the one that says so.
    package let role: String
    /// The one customer that the viewer is confined to; nil: all.
    package let customerId: String?
    /// Whether a `customer` may change the maximum; the provider always may.
    package let maySetMaximum: Bool
    /// What the scripts of the page send in `X-CSRF-Token`; never empty.
    package let csrfToken: String

    /// Takes what the session knows.
    package init(name: String, role: String, customerId: String?, maySetMaximum: Bool, csrfToken: String) {
        self.name = name
        self.role = role
        self.customerId = customerId
        self.maySetMaximum = maySetMaximum
        self.csrfToken = csrfToken
    }
}

extension PageViewer {
    var isProvider: Bool { role == "provider" }

    /// Whether users, devices and keys can be changed, and tokens be created.
    var mayEdit: Bool { isProvider || role == "customer" }

    /// Whether the maximum of wallboards can be changed.
    var mayChangeMaximum: Bool { isProvider || (role == "customer" && maySetMaximum) }

    /// Whether there is anything for the viewer to see: a feed only sends.
    var mayRead: Bool { mayEdit || role == "monitor" }

    /// Whether the viewer may see pages of this customer.
    func sees(_ customer: String) -> Bool { mayRead && (customerId == nil || customerId == customer) }
}
