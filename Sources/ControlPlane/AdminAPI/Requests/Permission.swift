import WallboardCore

/// Who may use which route. The table names every route, so that a new one does not compile until somebody decides.
enum Permission {
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

    /// What a route is about, and the roles that may use it.
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
    }

    static func access(to route: Route) -> Access {
        switch route {
        case .showHealth, .showReadiness, .showOpenAPI:
            .open
        case .showMetrics:
            .gateway([.provider, .monitor])
        case .createCustomer:
            .gateway([.provider])
        case .showMe:
            .visible(Set(Role.allCases))
        case .listCustomers, .listBoards, .watchBoards, .listTokens, .listSessions, .listAudit:
            .visible([.provider, .customer, .monitor])
        case .createToken, .revokeToken, .endSession:
            .visible([.provider, .customer])
        case .showCustomer, .listUsers, .showUser, .showPBXAgents, .showLicences, .listEnrolmentKeys,
            .listWaitingBoards, .listDevices,
            .showDevice, .listRefusals, .listDashboards, .showDashboard, .listLedger, .showUsage:
            .customer([.provider, .customer, .monitor])
        case .putUser, .deleteUser, .importUsers, .putPBXAgents, .createEnrolmentKey, .deleteEnrolmentKey,
            .showPairing, .createPairing, .cancelWaitingBoard, .changeDevice, .deleteDevice, .replaceDevice,
            .rotateCredential,
            .putDashboard,
            .deleteDashboard:
            // Looking up a code is a guess at it, so it is for those who may pair.
            .customer([.provider, .customer])
        case .changeCustomer, .deleteCustomer:
            .customer([.provider])
        case .changeLicences:
            .maximum
        case .sendCallEvents, .exportCallEvents, .deleteCallEvents, .stateActiveCalls:
            .customer([.provider, .feed])
        }
    }

    /// Decides on one request. `customer` is the one in the path, nil where the path has none, or a text that cannot
    /// be a customer's id; `principal` is nil when no valid token was sent.
    static func verdict(on route: Route, customer: CustomerID?, for principal: Principal?) -> Verdict {
        let access = access(to: route)
        if access == .open { return .allowed }
        guard let principal else { return .unauthorized }
        // Tokens of these roles are made for one customer; one without a customer is a mistake and allows nothing.
        if principal.customer == nil && (principal.role == .customer || principal.role == .feed) { return .forbidden }
        switch access {
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

extension Principal {
    /// Whether the token may change the maximum of the customers that it sees.
    var mayChangeMaximum: Bool { role == .provider || role == .customer && maySetMaximum }
}
