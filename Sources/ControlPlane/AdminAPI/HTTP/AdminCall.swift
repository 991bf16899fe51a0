import BoardProtocol
import WallboardCore

/// A request that may be carried out: its route is known, its sender is allowed to use it, its body was read.
struct AdminCall: Sendable {
    /// Who sends it; nil on routes that are open to everybody.
    let principal: Principal?
    /// The parameters in the path, percent-decoded.
    let parameters: [String: String]
    /// The parameters of the query, percent-decoded; of two with one name, the first.
    let query: [String: String]
    /// The `If-Match` header.
    let ifMatch: String?
    let body: Body

    enum Body: Sendable {
        case none
        case json(JSON)
        /// The format that the media type says; nil where the first byte has to say it.
        case callEvents([UInt8], CallEventBatch.Format?)
    }

    /// The customer that the token is confined to; nil: it may see all.
    var confinement: CustomerID? { principal?.customer }

    /// The customer in the path. Throws `.notFound` for a text that no customer can have.
    var customer: CustomerID {
        get throws(AdminError) { try id("customerId", of: .customer) }
    }

    /// The user in the path. Throws `.notFound` for a text that no user can have.
    var user: UserID {
        get throws(AdminError) { try id("userId", of: .user) }
    }

    /// The device in the path. Throws `.notFound` for a text that no device can have.
    var device: DeviceID {
        get throws(AdminError) { try id("deviceId", of: .device) }
    }

    /// The enrolment key in the path. Throws `.notFound` for a text that no key can have.
    var enrolmentKey: CredentialID {
        get throws(AdminError) { try id("keyId", of: .enrolmentKey) }
    }

    /// A reader for the fields of the JSON body. Throws 422 if the body is not an object.
    func fields() throws(Problem) -> BodyReader {
        guard case .json(let json) = body else { preconditionFailure("a route without a JSON body reads its fields") }
        return try BodyReader(json)
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
