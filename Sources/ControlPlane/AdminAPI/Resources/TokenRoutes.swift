import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

extension AdminRoutes {
    /// The tokens that the sender may see, oldest first, without the tokens themselves.
    func listTokens(_ call: AdminCall) async throws -> Answer {
        try await list(for: call) { json, token in
            json.members(of: token)
        } _: { page throws(AdminError) in
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
            json.beginObject()
            json.member("token", issued.token)
            json.members(of: AdminTokenStatus(record: issued.record, lastUsedAt: nil))
            json.endObject()
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

extension JSONWriter {
    fileprivate mutating func members(of token: AdminTokenStatus) {
        let record = token.record
        member("id", record.id.text)
        member("name", record.name)
        member("role", record.role.rawValue)
        member("customerId", record.customer?.text)
        member("maySetMaximum", record.maySetMaximum)
        member("createdAt", record.createdAt)
        member("createdBy", record.createdBy?.text)
        member("expiresAt", record.expiresAt)
        member("revokedAt", record.revokedAt)
        member("lastUsedAt", token.lastUsedAt)
    }
}

extension AdminRoutes {
    /// The sessions of browsers that the sender may end, oldest first.
    func listSessions(_ call: AdminCall) async throws -> Answer {
        guard let sender = call.sender else { preconditionFailure("the route is open to nobody") }
        var own: CredentialID?
        if case .session(let session, _) = sender.way { own = session.id }
        let sessions = sessions.visible(to: sender.principal)
        return .json { json in
            json.beginObject()
            json.list("items", sessions) { json, item in
                let principal = item.session.principal
                json.member("id", item.session.id.text)
                json.member("name", principal.name)
                json.member("tokenId", principal.token.text)
                json.member("role", principal.role.rawValue)
                json.member("customerId", principal.customer?.text)
                json.member("address", item.session.address)
                json.member("since", item.since)
                json.member("lastUsedAt", item.lastUsed)
                json.member("isOwn", item.session.id == own)
            }
            json.endObject()
        }
    }

    /// Ends a session: its browser has to sign in again, and its streams end at once.
    func endSession(_ call: AdminCall) async throws -> Answer {
        guard let sender = call.sender else { preconditionFailure("the route is open to nobody") }
        try sessions.end(try call.session, by: sender.principal)
        await openStreams.lookAgain()
        return .empty(.noContent)
    }
}

extension AdminRoutes {
    /// Who asks, and what may be requested.
    func showMe(_ call: AdminCall) throws -> Answer {
        guard let sender = call.sender else { preconditionFailure("the route is open to nobody") }
        let principal = sender.principal
        return .json { json in
            json.beginObject()
            json.member("name", principal.name)
            json.member("role", principal.role.rawValue)
            json.member("customerId", principal.customer?.text)
            json.member("maySetMaximum", principal.mayChangeMaximum)
            json.member("expiresAt", principal.expiresAt)
            switch sender.way {
            case .token: json.member("via", "token")
            case .session: json.member("via", "session")
            }
            json.endObject()
        }
    }
}
