import HTTPTypes
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Who may use which route")
struct AccessTests {
    private typealias Verdict = Access.Verdict

    /// A sender, and its column in the table.
    private enum Sender: CaseIterable {
        case nobody, provider, monitor, acmeProvider, acmeMonitor, acmeCustomer, acmeChief, acmeFeed, strayCustomer,
            strayFeed

        var principal: Principal? {
            switch self {
            case .nobody: nil
            case .provider: principal(.provider, nil)
            case .monitor: principal(.monitor, nil)
            case .acmeProvider: principal(.provider, acme)
            case .acmeMonitor: principal(.monitor, acme)
            case .acmeCustomer: principal(.customer, acme)
            case .acmeChief: principal(.customer, acme, maySetMaximum: true)
            case .acmeFeed: principal(.feed, acme)
            case .strayCustomer: principal(.customer, nil)
            case .strayFeed: principal(.feed, nil)
            }
        }

        private func principal(_ role: Role, _ customer: CustomerID?, maySetMaximum: Bool = false) -> Principal {
            Principal(
                token: sample(CredentialID("t")), name: "n", role: role, customer: customer,
                maySetMaximum: maySetMaximum)
        }
    }

    /// The roles that may use a route of the customer in the path, written down a second time by hand.
    private static let customerRoutes: [String: Set<Role>] = [
        "showCustomer": [.provider, .customer, .monitor],
        "changeCustomer": [.provider],
        "deleteCustomer": [.provider],
        "listUsers": [.provider, .customer, .monitor],
        "showUser": [.provider, .customer, .monitor],
        "putUser": [.provider, .customer],
        "deleteUser": [.provider, .customer],
        "importUsers": [.provider, .customer],
        "showPBXAgents": [.provider, .customer, .monitor],
        "putPBXAgents": [.provider, .customer],
        "showLicences": [.provider, .customer, .monitor],
        "changeLicences": [.provider],
        "showPairing": [.provider, .customer],
        "createPairing": [.provider, .customer],
        "listWaitingBoards": [.provider, .customer, .monitor],
        "cancelWaitingBoard": [.provider, .customer],
        "replaceDevice": [.provider, .customer],
        "rotateCredential": [.provider, .customer],
        "listRefusals": [.provider, .customer, .monitor],
        "listLedger": [.provider, .customer, .monitor],
        "showUsage": [.provider, .customer, .monitor],
        "listEnrolmentKeys": [.provider, .customer, .monitor],
        "createEnrolmentKey": [.provider, .customer],
        "deleteEnrolmentKey": [.provider, .customer],
        "listDevices": [.provider, .customer, .monitor],
        "showDevice": [.provider, .customer, .monitor],
        "changeDevice": [.provider, .customer],
        "deleteDevice": [.provider, .customer],
        "listDashboards": [.provider, .customer, .monitor],
        "showDashboard": [.provider, .customer, .monitor],
        "putDashboard": [.provider, .customer],
        "deleteDashboard": [.provider, .customer],
        "sendCallEvents": [.provider, .feed], "exportCallEvents": [.provider, .feed],
        "deleteCallEvents": [.provider, .feed], "stateActiveCalls": [.provider, .feed],
    ]
    private static let openRoutes: Set = ["showHealth", "showReadiness", "showOpenAPI"]

    private static func expected(_ route: Route, _ customer: CustomerID?, _ sender: Sender) -> Verdict {
        if openRoutes.contains(route.operation) { return .allowed }
        switch sender {
        case .nobody: return .unauthorized
        case .strayCustomer, .strayFeed: return .forbidden
        default: break
        }
        let principal = sample(sender.principal)
        if let roles = customerRoutes[route.operation] {
            if let own = principal.customer, own != customer { return .hidden }
            if route.operation == "changeLicences", sender == .acmeChief { return .allowed }
            return roles.contains(principal.role) ? .allowed : .forbidden
        }
        let isAllowed: Bool =
            switch route.operation {
            case "createCustomer": sender == .provider
            case "showMetrics": sender == .provider || sender == .monitor
            case "listCustomers", "listBoards", "watchBoards", "listTokens", "listSessions", "listAudit":
                sender != .acmeFeed
            case "createToken", "revokeToken", "endSession":
                [.provider, .acmeProvider, .acmeCustomer, .acmeChief].contains(sender)
            case "showMe": true
            default: false
            }
        return isAllowed ? .allowed : .forbidden
    }

    @Test(
        "every route, every sender, one's own customer, another's and none that exists",
        arguments: RouteTable.sample.routes)
    func matrix(route: Route) {
        for sender in Sender.allCases {
            for customer in [acme, globex, nil] {
                let verdict = route.access.verdict(on: customer, for: sender.principal)
                #expect(
                    verdict == Self.expected(route, customer, sender),
                    "\(route) for \(sender) on \(customer?.text ?? "none")")
            }
        }
    }

    @Test("the table of this test names every route of one customer")
    func complete() {
        let ofCustomer = RouteTable.sample.routes.filter { $0.path.contains("{customerId}") }
        #expect(Set(ofCustomer.map(\.operation)) == Set(Self.customerRoutes.keys))
    }

    @Test("a monitor may do nothing but read", arguments: RouteTable.sample.routes.filter { $0.method != .get })
    func monitorReads(route: Route) {
        #expect(route.access.verdict(on: acme, for: Sender.monitor.principal) == .forbidden)
    }

    @Test("over HTTP, every route answers every kind of sender as the table says", arguments: RouteTable.sample.routes)
    func overHTTP(route: Route) async throws {
        try await AdminPort.run { port in
            await port.gateway.closeFeeds()
            for (token, sender) in [
                (nil, Sender.nobody), ("unknown", .nobody), ("provider", .provider), ("monitor", .monitor),
                ("acme-monitor", .acmeMonitor), ("customer", .acmeCustomer), ("chief", .acmeChief), ("feed", .acmeFeed),
            ] {
                for customer in [acme, globex] {
                    let path = route.path.replacing("{customerId}", with: customer.text)
                        .replacing("{userId}", with: "ghost").replacing("{deviceId}", with: "ghost")
                        .replacing("{keyId}", with: "ghost").replacing("{tokenId}", with: "ghost")
                        .replacing("{userCode}", with: "ghost").replacing("{dashboardId}", with: "ghost")
                    // A body that is wrong in itself: what is allowed changes nothing, and is refused after the
                    // permission check.
                    let hasBody = route.body != .none
                    let reply = try await port.send(
                        route.method,
                        route.operation == "deleteCustomer" ? path.replacing(customer.text, with: "ghost") : path,
                        token: token, json: hasBody ? "[{}]" : nil)
                    switch Self.expected(route, route.operation == "deleteCustomer" ? nil : customer, sender) {
                    case .allowed:
                        #expect(![401, 403, 405].contains(reply.status), "\(route) \(sender) \(customer)")
                    case .unauthorized:
                        try expectProblem(reply, .unauthorized)
                        #expect(reply.headers[.wwwAuthenticate] == "Bearer")
                    case .forbidden:
                        try expectProblem(reply, .forbidden)
                    case .hidden:
                        try expectProblem(reply, .notFound)
                        #expect(try reply.json["resource"]?.string == "customer")
                    }
                }
            }
        }
    }

    @Test("nothing distinguishes another customer from one that does not exist")
    func hiddenLooksLikeMissing() async throws {
        try await AdminPort.run { port in
            let other = try await port.send(.get, "/v1/customers/globex", token: "customer")
            let missing = try await port.send(.get, "/v1/customers/ghost", token: "customer")
            #expect(other.bytes == missing.bytes)
            #expect(other.headers == missing.headers)
        }
    }

    @Test("every way in which a token can be wrong gets the same answer")
    func uniformRefusal() async throws {
        try await AdminPort.run { port in
            let none = try await port.send(.get, "/v1/boards", token: nil)
            for authorization in [
                "Bearer", "Bearer ", "Bearer unknown", "Basic cHJvdmlkZXI=", "Bearer a b", "provider",
            ] {
                let reply = try await port.send(
                    .get, "/v1/boards", token: nil, headers: [.authorization: authorization])
                #expect(reply.status == 401)
                #expect(reply.bytes == none.bytes)
                #expect(reply.headers == none.headers)
            }
        }
    }

    @Test("open routes look at no token")
    func openRoutesLookAtNoToken() async throws {
        try await AdminPort.run { port in
            for route in RouteTable.sample.routes where Self.openRoutes.contains(route.operation) {
                _ = try await port.send(.get, route.path, token: "provider")
            }
            #expect(await port.gateway.lookedUpTokens == 0)
        }
    }
}
