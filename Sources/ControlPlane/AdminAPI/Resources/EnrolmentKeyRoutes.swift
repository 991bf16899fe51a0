import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// The keys with which boards enrol themselves.
struct EnrolmentKeyRoutes: Sendable {
    let ports: any CustomerAdministration
    let limits: AdminLimits

    var routes: [Route] {
        [
            Route(
                "listEnrolmentKeys", .get, "/v1/customers/{customerId}/enrolment-keys", .customer(.readers),
                answer: listEnrolmentKeys),
            Route(
                "createEnrolmentKey", .post, "/v1/customers/{customerId}/enrolment-keys", .customer(.editors),
                body: .json,
                answer: createEnrolmentKey),
            Route(
                "deleteEnrolmentKey", .delete, "/v1/customers/{customerId}/enrolment-keys/{keyId}", .customer(.editors),
                answer: deleteEnrolmentKey),
        ]
    }

    func listEnrolmentKeys(_ call: AdminCall) async throws -> Answer {
        let customer = try call.customer
        return try await call.list(limits) { page throws(AdminError) in
            try await ports.customer(customer).enrolmentKeys(page)
        }
    }

    func createEnrolmentKey(_ call: AdminCall) async throws -> Answer {
        var body = try call.fields()
        let field = body.required("userId", .userID)
        let life = body.optional("expiresInSeconds", FieldRule<Int>.integer(1...315_360_000).orNull)
        let maxUses = body.optional("maxUses", FieldRule<Int>.integer(1...1_000_000).orNull) ?? nil
        let user = try body.finish(field)
        let issued = try await ports.customer(call.customer).createEnrolmentKey(
            for: user, expiresInSeconds: life ?? limits.enrolmentKeySeconds, maxUses: maxUses)
        return .json(.created) { json in
            json.member("key", issued.key)
            json.members(of: issued.record)
        }
    }

    func deleteEnrolmentKey(_ call: AdminCall) async throws -> Answer {
        let (id, customer) = (try call.enrolmentKey, try call.customer)
        try await ports.customer(customer).deleteEnrolmentKey(id)
        return .empty(.noContent)
    }
}
