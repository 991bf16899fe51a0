import WallboardCore

/// Whom a route is for: what it is about, and the roles that may use it.
enum Access: Hashable, Sendable {
    /// Everybody, without a token.
    case open
    /// The gateway as a whole: only tokens that are not confined to a customer.
    case gateway(Set<Role>)
    /// Every customer that the token may see; the answer holds no others.
    case visible(Set<Role>)
    /// The customer in the path.
    case customer(Set<Role>)
    /// The maximum of the customer in the path: the provider, and admins of the customer whose token says so.
    case maximum

    /// The decision on a request.
    enum Verdict: Hashable, Sendable {
        case allowed
        /// 401: the route needs a token, and no valid one was sent.
        case unauthorized
        /// 403: the role of the token may not.
        case forbidden
        /// 404: the token is confined to another customer, and must not learn about this one.
        case hidden
    }

    /// Decides on one request. `customer` is the one in the path, nil where the path has none, or a text that cannot
    /// be a customer's id; `principal` is nil when no valid token was sent.
    func verdict(on customer: CustomerID?, for principal: Principal?) -> Verdict {
        if self == .open { return .allowed }
        guard let principal else { return .unauthorized }
        // Tokens of these roles are made for one customer; one without a customer is a mistake and allows nothing.
        if principal.customer == nil && (principal.role == .customer || principal.role == .feed) { return .forbidden }
        switch self {
        case .open:
            return .allowed
        case .gateway(let roles):
            return principal.customer == nil && roles.contains(principal.role) ? .allowed : .forbidden
        case .visible(let roles):
            return roles.contains(principal.role) ? .allowed : .forbidden
        case .customer(let roles):
            if let own = principal.customer, own != customer { return .hidden }
            return roles.contains(principal.role) ? .allowed : .forbidden
        case .maximum:
            if let own = principal.customer, own != customer { return .hidden }
            return principal.mayChangeMaximum ? .allowed : .forbidden
        }
    }
}

extension Set<Role> {
    /// Who may see what admins see.
    static let readers: Set = [.provider, .customer, .monitor]
    /// Who may change what a customer's admin may.
    static let editors: Set = [.provider, .customer]
    /// Who may send call events, and read and correct those that were sent.
    static let feeders: Set = [.provider, .feed]
}

extension Principal {
    /// Whether the token may change the maximum of the customers that it sees.
    var mayChangeMaximum: Bool { role == .provider || role == .customer && maySetMaximum }
}
