/// Who looks at a page: what the session knows of the token that was signed in with.
package struct PageViewer: Hashable, Sendable {
    /// The token's name, 1–200 characters; shown at the top of each page.
    package let name: String
    /// `provider`, `customer` or `monitor`; `feed` has no pages but the one that says so.
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

    /// Whether users, devices and keys can be changed, and tokens be made.
    var mayEdit: Bool { isProvider || role == "customer" }

    /// Whether the maximum of wallboards can be changed.
    var mayChangeMaximum: Bool { isProvider || (role == "customer" && maySetMaximum) }

    /// Whether there is anything for the viewer to look at: a feed only sends.
    var mayRead: Bool { mayEdit || role == "monitor" }

    /// Whether pages of this customer are for the viewer.
    func sees(_ customer: String) -> Bool { mayRead && (customerId == nil || customerId == customer) }
}
