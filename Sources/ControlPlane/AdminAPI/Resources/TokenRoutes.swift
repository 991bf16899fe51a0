import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// The tokens of the admin port.
struct TokenRoutes: Sendable {
    let ports: any TokenAdministration
    let limits: AdminLimits
    let openStreams: OpenStreams

    var routes: [Route] {
        [
            Route("listTokens", .get, "/v1/tokens", .visible(.readers), answer: listTokens),
            Route("createToken", .post, "/v1/tokens", .visible(.editors), body: .json, answer: createToken),
            Route("revokeToken", .delete, "/v1/tokens/{tokenId}", .visible(.editors), answer: revokeToken),
        ]
    }

    /// The tokens that the sender may see, oldest first, without the tokens themselves.
    func listTokens(_ call: AdminCall) async throws -> Answer {
        try await call.list(limits) { page throws(AdminError) in
            try await ports.tokens(of: call.confinement, page)
        }
    }

    func createToken(_ call: AdminCall) async throws -> Answer {
        guard let principal = call.principal else { preconditionFailure("nobody makes a token") }
        var body = try call.fields()
        let customer = body.optional("customerId", FieldRule<CustomerID>.name(of: "a–z 0–9 -").orNull) ?? nil
        let fields = (body.required("role", FieldRule<Role>.word), body.required("name", .text(1...200)))
        let seconds = body.optional("expiresInSeconds", FieldRule<Int>.integer(1...315_360_000).orNull) ?? nil
        let maySetMaximum = body.optional("maySetMaximum", .flag) ?? false
        let (role, name) = try body.finish(fields)
        let request = NewToken(
            role: role, customer: customer ?? principal.customer, name: name, maySetMaximum: maySetMaximum,
            expiresInSeconds: seconds, maker: principal)
        try Self.check(request, by: principal)
        let issued = try await ports.createToken(request)
        return .json(.created) { json in
            json.member("token", issued.token)
            json.members(of: AdminTokenStatus(record: issued.record, lastUsedAt: nil))
        }
    }

    func revokeToken(_ call: AdminCall) async throws -> Answer {
        try await ports.revokeToken(call.token, of: call.confinement)
        await openStreams.lookAgain()
        return .empty(.noContent)
    }

    /// Nobody can grant more than they have. Throws 403 for that, 422 for what does not go together.
    private static func check(_ token: NewToken, by principal: Principal) throws {
        if let own = principal.customer {
            guard token.customer == own else { throw AdminError.notFound(.customer) }
            guard token.role != .provider else { throw Problem.beyondSender }
        }
        switch token.role {
        case .customer, .feed:
            guard token.customer != nil else {
                throw AdminError.invalid(field: "customerId", reason: "must be there for this role")
            }
        case .provider:
            guard token.customer == nil else {
                throw AdminError.invalid(
                    field: "customerId", reason: "must not be there: a provider's token is for all")
            }
        case .monitor: break
        }
        guard token.maySetMaximum else { return }
        guard token.role == .customer else {
            throw AdminError.invalid(field: "maySetMaximum", reason: "is only for tokens of the role customer")
        }
        guard principal.mayChangeMaximum else { throw Problem.beyondSender }
    }
}

extension Problem {
    fileprivate static let beyondSender = Problem(
        kind: .forbidden, detail: "A token may not make one that is allowed more than itself.")
}
