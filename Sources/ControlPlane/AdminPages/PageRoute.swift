/// All pages, by their path.
enum PageRoute: Hashable, Sendable {
    case signIn, customers, boards, pair, tokens, audit
    case customer(String, CustomerPage)

    /// The pages about one customer, in the order of the navigation.
    enum CustomerPage: String, CaseIterable, Sendable {
        case licences, users, devices, dashboards, boards, usage, ledger, settings
    }

    /// Returns nil for a path that no page has. `path` has no query.
    init?(path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard path.first == "/" else { return nil }
        switch (parts.first, parts.count) {
        case ("", 1): self = .customers
        case ("sign-in", 1): self = .signIn
        case ("boards", 1): self = .boards
        case ("pair", 1): self = .pair
        case ("tokens", 1): self = .tokens
        case ("audit", 1): self = .audit
        case ("customers", 2), ("customers", 3):
            let id = String(parts[2])
            guard Self.isCustomerID(id) else { return nil }
            if parts.count == 2 {
                self = .customer(id, .licences)
            } else if let page = CustomerPage(rawValue: String(parts[3])), page != .licences {
                self = .customer(id, page)
            } else {
                return nil
            }
        default: return nil
        }
    }

    /// The path of the page.
    var path: String {
        switch self {
        case .signIn: "/sign-in"
        case .customers: "/"
        case .boards: "/boards"
        case .pair: "/pair"
        case .tokens: "/tokens"
        case .audit: "/audit"
        case .customer(let id, .licences): "/customers/\(id)"
        case .customer(let id, let page): "/customers/\(id)/\(page.rawValue)"
        }
    }

    /// The customer that the page is about.
    var customer: String? {
        if case .customer(let id, _) = self { id } else { nil }
    }

    /// 1–64 of `a–z 0–9 -`, as the admin API has it.
    private static func isCustomerID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
    }
}

extension PageRoute {
    /// The template that writes the page, and the module (`<name>-page.js`) that brings it to life.
    var template: String {
        switch self {
        case .signIn: "sign-in"
        case .customers: "customers"
        case .boards, .customer(_, .boards): "boards"
        case .pair: "pair"
        case .tokens: "tokens"
        case .audit: "audit"
        case .customer(_, let page): page.rawValue
        }
    }

    /// The name in navigation and title.
    var title: String {
        switch self {
        case .signIn: "Sign in"
        case .customers: "Customers"
        case .boards, .customer(_, .boards): "Boards"
        case .pair: "Pair a board"
        case .tokens: "Access tokens"
        case .audit: "Audit"
        case .customer(_, .licences): "Licences"
        case .customer(_, .users): "Users"
        case .customer(_, .devices): "Devices"
        case .customer(_, .dashboards): "Dashboards"
        case .customer(_, .usage): "Usage"
        case .customer(_, .ledger): "Ledger"
        case .customer(_, .settings): "Settings"
        }
    }
}

/// The answer to a request for a page.
package enum PageAnswer: Hashable, Sendable {
    /// A whole document in UTF-8, the HTTP status that goes with it (200, or 404 for what is not the viewer's), and
    /// whether it has a frame of this server that previews a board, which its content security policy must then allow.
    case html([UInt8], status: Int, showsPreview: Bool = false)
    /// Another path of this server, absolute, perhaps with a query.
    case redirect(String)
}
