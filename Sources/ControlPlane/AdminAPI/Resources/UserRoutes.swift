import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// The users of a customer.
struct UserRoutes: Sendable {
    let ports: any CustomerAdministration
    let limits: AdminLimits
    let changes: ChangeGuard

    var routes: [Route] {
        [
            Route("listUsers", .get, "/v1/customers/{customerId}/users", .customer(.readers), answer: listUsers),
            Route("showUser", .get, "/v1/customers/{customerId}/users/{userId}", .customer(.readers), answer: showUser),
            Route(
                "putUser", .put, "/v1/customers/{customerId}/users/{userId}", .customer(.editors), body: .json,
                answer: putUser),
            Route(
                "deleteUser", .delete, "/v1/customers/{customerId}/users/{userId}", .customer(.editors),
                answer: deleteUser),
        ]
    }

    func listUsers(_ call: AdminCall) async throws -> Answer {
        let customer = try call.customer
        return try await call.list(limits) { page throws(AdminError) in
            try await ports.customer(customer).users(page)
        }
    }

    func showUser(_ call: AdminCall) async throws -> Answer {
        let (id, customer) = (try call.user, try call.customer)
        return .user(try await ports.customer(customer).user(id))
    }

    /// Replaces the user as a whole: every field is required, so that none is reset by being forgotten.
    func putUser(_ call: AdminCall) async throws -> Answer {
        var body = try call.fields()
        let fields = UserFields(&body)
        try body.finish()
        guard let id = try? call.user else {
            throw AdminError.invalid(field: "userId", reason: FieldRule.userID.expectation)
        }
        let user = fields.user(id)
        let customer = try call.customer
        let preconditions = try call.preconditions
        try changes.checkSeats(call.changer)
        return try await call.changing {
            let stored = try await ports.customer(customer).putUser(
                user, if: preconditions.precondition(), by: call.author)
            changes.changedSeats(stored.reclassified, by: call.changer)
            guard !stored.existed else { return .user(stored.user) }
            return .user(stored.user, .created, headers: [.location: "/v1/customers/\(customer)/users/\(id)"])
        } current: {
            try await current(id, of: customer)
        }
    }

    func deleteUser(_ call: AdminCall) async throws -> Answer {
        let (id, customer) = (try call.user, try call.customer)
        let preconditions = try call.preconditions
        return try await call.changing {
            try await ports.customer(customer).deleteUser(id, if: preconditions.precondition(), by: call.author)
            return .empty(.noContent)
        } current: {
            try await current(id, of: customer)
        }
    }

    private func current(_ id: UserID, of customer: CustomerID) async throws -> [UInt8] {
        let user = try await ports.customer(customer).user(id)
        return JSONWriter.text(of: user)
    }
}

extension Answer {
    fileprivate static func user(
        _ user: User, _ status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Answer {
        var headers = headers
        headers[.eTag] = user.entityTag.description
        return .json(status, headers: headers, of: user)
    }
}
