import HTTPTypes

/// A route of the admin port. The names are the `operationId`s of `docs/openapi.yaml`.
enum Route: String, Sendable, CaseIterable {
    case showMe
    case listCustomers, createCustomer, showCustomer, changeCustomer, deleteCustomer
    case listUsers, showUser, putUser, deleteUser, importUsers
    case showPBXAgents, putPBXAgents
    case showLicences, changeLicences
    case listEnrolmentKeys, createEnrolmentKey, deleteEnrolmentKey
    case showPairing, createPairing, listWaitingBoards, cancelWaitingBoard
    case listDevices, showDevice, changeDevice, deleteDevice, replaceDevice, rotateCredential, listRefusals
    case listDashboards, showDashboard, putDashboard, deleteDashboard
    case listLedger, showUsage
    case sendCallEvents, exportCallEvents, deleteCallEvents, stateActiveCalls
    case listBoards, watchBoards
    case listTokens, createToken, revokeToken, listSessions, endSession, listAudit
    case showHealth, showReadiness, showMetrics, showOpenAPI

    /// What a request on a route carries.
    enum BodyKind: Sendable {
        case none
        /// A JSON value.
        case json
        /// A JSON value, or no body at all, which reads as `{}`.
        case optionalJSON
        /// A JSON value that names thousands of things.
        case longJSON
        /// A dashboard as JSON, with all its texts.
        case dashboard
        /// Users, as JSON or CSV.
        case users
        case callEvents
        /// A statement of the active calls.
        case activeCalls
    }

    var method: HTTPRequest.Method {
        switch self {
        case .showMe, .listCustomers, .showCustomer, .listUsers, .showUser, .showPBXAgents, .showLicences,
            .listEnrolmentKeys, .showPairing, .listWaitingBoards, .listDevices, .showDevice, .listRefusals,
            .listDashboards,
            .showDashboard, .listLedger, .showUsage, .exportCallEvents, .listBoards, .watchBoards, .listTokens,
            .listSessions, .listAudit, .showHealth, .showReadiness, .showMetrics, .showOpenAPI:
            .get
        case .createCustomer, .importUsers, .createEnrolmentKey, .createPairing, .replaceDevice, .rotateCredential,
            .sendCallEvents, .createToken:
            .post
        case .putUser, .putPBXAgents, .putDashboard, .stateActiveCalls: .put
        case .changeCustomer, .changeLicences, .changeDevice: .patch
        case .deleteCustomer, .deleteUser, .deleteEnrolmentKey, .cancelWaitingBoard, .deleteDevice, .deleteDashboard,
            .deleteCallEvents, .revokeToken, .endSession:
            .delete
        }
    }

    /// The path with its parameters in braces, as OpenAPI writes it.
    var path: String {
        switch self {
        case .showMe: "/v1/me"
        case .listCustomers, .createCustomer: "/v1/customers"
        case .showCustomer, .changeCustomer, .deleteCustomer: "/v1/customers/{customerId}"
        case .listUsers: "/v1/customers/{customerId}/users"
        case .showUser, .putUser, .deleteUser: "/v1/customers/{customerId}/users/{userId}"
        case .importUsers: "/v1/customers/{customerId}/user-imports"
        case .showPBXAgents, .putPBXAgents: "/v1/customers/{customerId}/pbx-agents"
        case .showLicences, .changeLicences: "/v1/customers/{customerId}/licences"
        case .listEnrolmentKeys, .createEnrolmentKey: "/v1/customers/{customerId}/enrolment-keys"
        case .deleteEnrolmentKey: "/v1/customers/{customerId}/enrolment-keys/{keyId}"
        case .showPairing: "/v1/customers/{customerId}/pairings/{userCode}"
        case .createPairing: "/v1/customers/{customerId}/pairings"
        case .listWaitingBoards: "/v1/customers/{customerId}/waiting-boards"
        case .cancelWaitingBoard: "/v1/customers/{customerId}/waiting-boards/{serial}"
        case .listDevices: "/v1/customers/{customerId}/devices"
        case .showDevice, .changeDevice, .deleteDevice: "/v1/customers/{customerId}/devices/{deviceId}"
        case .replaceDevice: "/v1/customers/{customerId}/devices/{deviceId}/replacement"
        case .rotateCredential: "/v1/customers/{customerId}/devices/{deviceId}/credential-rotation"
        case .listRefusals: "/v1/customers/{customerId}/refusals"
        case .listDashboards: "/v1/customers/{customerId}/dashboards"
        case .showDashboard, .putDashboard, .deleteDashboard: "/v1/customers/{customerId}/dashboards/{dashboardId}"
        case .listLedger: "/v1/customers/{customerId}/ledger"
        case .showUsage: "/v1/customers/{customerId}/usage"
        case .sendCallEvents, .exportCallEvents, .deleteCallEvents: "/v1/customers/{customerId}/call-events"
        case .stateActiveCalls: "/v1/customers/{customerId}/active-calls"
        case .listBoards: "/v1/boards"
        case .watchBoards: "/v1/boards/events"
        case .listTokens, .createToken: "/v1/tokens"
        case .revokeToken: "/v1/tokens/{tokenId}"
        case .listSessions: "/v1/sessions"
        case .endSession: "/v1/sessions/{sessionId}"
        case .listAudit: "/v1/audit"
        case .showHealth: "/healthz"
        case .showReadiness: "/readyz"
        case .showMetrics: "/metrics"
        case .showOpenAPI: "/openapi.yaml"
        }
    }

    var body: BodyKind {
        switch self {
        case .sendCallEvents: .callEvents
        case .stateActiveCalls: .activeCalls
        case .importUsers: .users
        case .putPBXAgents: .longJSON
        case .putDashboard: .dashboard
        case .rotateCredential: .optionalJSON
        default: method == .get || method == .delete ? .none : .json
        }
    }

    /// Whether a request changes something that an admin answers for, or exports callers' numbers, and so is written
    /// to the audit log. One that only asks what a change would do is not.
    var isAudited: Bool {
        self == .exportCallEvents || method != .get && self != .sendCallEvents && self != .stateActiveCalls
    }
}
