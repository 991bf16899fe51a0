import HTTPTypes

/// A route of the admin port. The names are the `operationId`s of `docs/openapi.yaml`.
enum Route: String, Sendable, CaseIterable {
    case listCustomers, createCustomer, showCustomer, changeCustomer, deleteCustomer
    case listUsers, showUser, putUser, deleteUser
    case showLicences, changeLicences
    case listEnrolmentKeys, createEnrolmentKey, deleteEnrolmentKey
    case listDevices, showDevice, changeDevice, deleteDevice
    case sendCallEvents
    case listBoards
    case showHealth, showReadiness, showMetrics, showOpenAPI

    /// What a request on a route carries.
    enum BodyKind: Sendable {
        case none, json, callEvents
    }

    var method: HTTPRequest.Method {
        switch self {
        case .listCustomers, .showCustomer, .listUsers, .showUser, .showLicences, .listEnrolmentKeys, .listDevices,
            .showDevice, .listBoards, .showHealth, .showReadiness, .showMetrics, .showOpenAPI:
            .get
        case .createCustomer, .createEnrolmentKey, .sendCallEvents: .post
        case .putUser: .put
        case .changeCustomer, .changeLicences, .changeDevice: .patch
        case .deleteCustomer, .deleteUser, .deleteEnrolmentKey, .deleteDevice: .delete
        }
    }

    /// The path with its parameters in braces, as OpenAPI writes it.
    var path: String {
        switch self {
        case .listCustomers, .createCustomer: "/v1/customers"
        case .showCustomer, .changeCustomer, .deleteCustomer: "/v1/customers/{customerId}"
        case .listUsers: "/v1/customers/{customerId}/users"
        case .showUser, .putUser, .deleteUser: "/v1/customers/{customerId}/users/{userId}"
        case .showLicences, .changeLicences: "/v1/customers/{customerId}/licences"
        case .listEnrolmentKeys, .createEnrolmentKey: "/v1/customers/{customerId}/enrolment-keys"
        case .deleteEnrolmentKey: "/v1/customers/{customerId}/enrolment-keys/{keyId}"
        case .listDevices: "/v1/customers/{customerId}/devices"
        case .showDevice, .changeDevice, .deleteDevice: "/v1/customers/{customerId}/devices/{deviceId}"
        case .sendCallEvents: "/v1/customers/{customerId}/call-events"
        case .listBoards: "/v1/boards"
        case .showHealth: "/healthz"
        case .showReadiness: "/readyz"
        case .showMetrics: "/metrics"
        case .showOpenAPI: "/openapi.yaml"
        }
    }

    var body: BodyKind {
        switch method {
        case .get, .delete: .none
        default: self == .sendCallEvents ? .callEvents : .json
        }
    }

    /// Whether a request changes what an admin answers for, and so is written to the audit log.
    var isAudited: Bool { method != .get && self != .sendCallEvents }
}
