import BoardProtocol
import HTTPTypes
import NIOCore
import Values
import WallboardCore

/// A request that may be carried out: its route is known, its sender is authorised, its body was read.
struct AdminCall: Sendable {
    let route: Route
    /// Who sends it; nil on routes that are open to everybody.
    let sender: Sender?
    /// The client's address without its port: if a trusted proxy sends the request, the client that it names.
    let peer: String
    /// The parameters in the path, percent-decoded.
    let parameters: [String: String]
    /// The parameters of the query, percent-decoded; of two with one name, the first.
    let query: [String: String]
    let headers: HTTPFields
    /// The connection that the request came on, for long answers.
    let connection: any Channel
    let body: Body

    enum Body: Sendable {
        case none
        case json(JSON)
        /// Users, to be read line by line.
        case csv([UInt8])
        /// The format that the media type names; nil if it depends on the first byte.
        case callEvents([UInt8], CallEventBatch.Format?)
        /// A statement of the active calls: like call events it names callers, and so is neither logged nor audited.
        case activeCalls(JSON)
    }

    var principal: Principal? { sender?.principal }

    /// The author of a change. Only for routes that need a token.
    var changer: Principal {
        guard let principal else { preconditionFailure("nobody changes something by \(route)") }
        return principal
    }

    /// The sender as the ledger names it. Only for routes that need a token.
    var author: Author { changer.author }

    /// The request's preconditions on the resource that it changes. Throws 400.
    var preconditions: Preconditions {
        get throws(Problem) { try Preconditions(headers) }
    }

    /// Whether it only asks what a change would do.
    var isDryRun: Bool {
        switch route.dryRun {
        case .never: false
        case .query: query["dryRun"] == "true"
        case .field: if case .json(let json) = body { json["dryRun"] == .bool(true) } else { false }
        }
    }

    /// The customer that the token is confined to; nil: it may see all.
    var confinement: CustomerID? { principal?.customer }

    /// The customer in the path. Throws `.notFound` for a text that cannot be a customer's id.
    var customer: CustomerID {
        get throws(AdminError) { try id("customerId", of: .customer) }
    }

    /// The user in the path. Throws `.notFound` for a text that cannot be a user's id.
    var user: UserID {
        get throws(AdminError) { try id("userId", of: .user) }
    }

    /// The device in the path. Throws `.notFound` for a text that cannot be a device's id.
    var device: DeviceID {
        get throws(AdminError) { try id("deviceId", of: .device) }
    }

    /// The serial in the path. Throws `.notFound` for a text that cannot be a board's serial.
    var serial: Serial {
        get throws(AdminError) { try id("serial", of: .waitingBoard) }
    }

    /// The dashboard in the path. Throws `.notFound` for a text that cannot be a dashboard's id.
    var dashboard: DashboardID {
        get throws(AdminError) { try id("dashboardId", of: .dashboard) }
    }

    /// The enrolment key in the path. Throws `.notFound` for a text that cannot be a key's id.
    var enrolmentKey: CredentialID {
        get throws(AdminError) { try id("keyId", of: .enrolmentKey) }
    }

    /// The session in the path. Throws `.notFound` for a text that cannot be a session's id.
    var session: CredentialID {
        get throws(AdminError) { try id("sessionId", of: .session) }
    }

    /// The token in the path. Throws `.notFound` for a text that cannot be a token's id.
    var token: CredentialID {
        get throws(AdminError) { try id("tokenId", of: .token) }
    }

    /// The customer that a list is about: the one that the token is confined to, or the one that the query names;
    /// nil: all. Throws `.notFound` for a customer that the token may not see, and 400 for a text that cannot be a
    /// customer's id.
    var visibleCustomer: CustomerID? {
        get throws {
            guard let text = query["customerId"] else { return confinement }
            guard let customer = CustomerID(text) else {
                throw Problem.query("customerId", "must be 1 to 64 of the characters a–z 0–9 -")
            }
            if let own = confinement, own != customer { throw AdminError.notFound(.customer) }
            return customer
        }
    }

    /// Whether the parameter `dryRun` asks what a change would do. Throws 400 for a text that is neither yes nor no.
    var queriedDryRun: Bool {
        get throws(Problem) {
            guard ["true", "false"].contains(query["dryRun"] ?? "false") else {
                throw .query("dryRun", "must be true or false")
            }
            return isDryRun
        }
    }

    /// A reader for the fields of the JSON body. Throws 422 if the body is not an object.
    func fields() throws(Problem) -> BodyReader {
        switch body {
        case .json(let json), .activeCalls(let json): return try BodyReader(json)
        case .none, .csv, .callEvents: preconditionFailure("a route without a JSON body reads its fields")
        }
    }

    /// The page of a list that the query asks for. Throws 400.
    func page(_ limits: AdminLimits) throws(Problem) -> Page {
        try Page(limit: query["limit"], cursor: query["cursor"], limits: limits)
    }

    private func id<ID: CheckedName>(_ parameter: String, of resource: AdminError.Resource) throws(AdminError) -> ID {
        guard let text = parameters[parameter] else { preconditionFailure("the route has no parameter \(parameter)") }
        guard let id = ID(text) else { throw .notFound(resource) }
        return id
    }
}
