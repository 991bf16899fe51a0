import Mustache

/// What the templates are rendered with. The templates read these names by reflection.
struct PageContext {
    let title: String
    /// The name of the template, by which style and tests distinguish the pages.
    let page: String
    /// The module that brings the page to life; empty: none.
    let module: String
    var hasModule = false
    var isSignedIn = false
    var viewerName = PageText("")
    var viewerRole = ""
    var roleWord = ""
    /// Empty: all customers.
    var viewerCustomer = PageText("")
    var csrfToken = PageText("")
    var isProvider = false
    var seesAll = false
    var mayEdit = false
    var mayChangeMaximum = false
    /// The customer that the page is about; empty: none.
    var customerId = ""
    var hasCustomer = false
    /// The pages that concern no single customer, or for a confined viewer those of the customer.
    var links: [Link] = []
    /// The pages of the customer that the page is about.
    var tabs: [Link] = []
    var hasTabs = false
    /// Whether the pairing form asks for the customer too, and whether it is in a dialog.
    var choosesCustomer = false
    var isDialog = false
    /// Whether the page has a frame that previews a board.
    var showsPreview = false
    var hasError = false
    var error = PageText("")

    /// One entry of the navigation.
    struct Link {
        let href: String
        let label: String
        let isCurrent: Bool
    }

    /// The sign-in page. Its form is sent to its own address, with the `?next=` that led there; it needs no module.
    init(signInError error: String?) {
        title = PageRoute.signIn.title
        page = "sign-in"
        module = ""
        hasError = error != nil
        self.error = PageText(error ?? "")
    }

    /// A page for somebody who is signed in.
    init(_ route: PageRoute, for viewer: PageViewer) {
        self.init(title: route.title, page: route.template, module: "\(route.template)-page.js", viewer: viewer)
        customerId = route.customer ?? ""
        hasCustomer = route.customer != nil
        links = Self.links(for: viewer, on: route)
        tabs = route.customer.map { Self.tabs(of: $0, on: route) } ?? Self.tabs(for: viewer)
        hasTabs = !tabs.isEmpty
        choosesCustomer = route == .pair && seesAll
        isDialog = route != .pair
        if case .customer(_, .dashboards) = route { showsPreview = true }
    }

    /// A page that has no route: the request's target does not exist, or not for the viewer.
    init(title: String, page: String, viewer: PageViewer?) {
        self.init(title: title, page: page, module: "", viewer: viewer)
        guard let viewer, viewer.mayRead else { return }
        links = Self.links(for: viewer, on: nil)
        tabs = Self.tabs(for: viewer)
        hasTabs = !tabs.isEmpty
    }

    private init(title: String, page: String, module: String, viewer: PageViewer?) {
        self.title = title
        self.page = page
        self.module = module
        hasModule = !module.isEmpty
        guard let viewer else { return }
        isSignedIn = true
        viewerName = PageText(viewer.name)
        viewerRole = viewer.role
        roleWord = Self.word(of: viewer.role)
        viewerCustomer = PageText(viewer.customerId ?? "")
        csrfToken = PageText(viewer.csrfToken)
        isProvider = viewer.isProvider
        seesAll = viewer.customerId == nil
        mayEdit = viewer.mayEdit
        mayChangeMaximum = viewer.mayChangeMaximum
    }

    private static func links(for viewer: PageViewer, on route: PageRoute?) -> [Link] {
        var routes: [PageRoute] = viewer.customerId == nil ? [.customers, .boards] : []
        if viewer.mayEdit { routes += [.pair, .tokens] }
        routes.append(.audit)
        return routes.map { other in
            let isCurrent = other == route || (other == .customers && route?.customer != nil)
            return Link(href: other.path, label: other.title, isCurrent: isCurrent)
        }
    }

    /// A viewer confined to one customer has its pages at hand everywhere.
    private static func tabs(for viewer: PageViewer) -> [Link] {
        viewer.customerId.map { tabs(of: $0, on: nil) } ?? []
    }

    private static func tabs(of customer: String, on route: PageRoute?) -> [Link] {
        PageRoute.CustomerPage.allCases.map { page in
            let other = PageRoute.customer(customer, page)
            return Link(href: other.path, label: other.title, isCurrent: other == route)
        }
    }

    private static func word(of role: String) -> String {
        switch role {
        case "provider": "Provider"
        case "customer": "Customer admin"
        case "monitor": "Read only"
        case "feed": "Call events only"
        default: role
        }
    }
}

/// Text that others wrote, safe in HTML: in content and in quoted attributes. Templates name it with three braces.
///
/// Mustache's own escaping works on characters as a reader sees them, so a sign such as U+0600, which joins with the
/// `<` after it, would carry a tag through. Here each Unicode scalar is checked by itself, as a browser does. With
/// two braces the text would be escaped twice, which is ugly but safe.
struct PageText: MustacheCustomRenderable {
    let renderText: String

    init(_ text: String) {
        renderText = text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }

    var isNull: Bool { false }
}
