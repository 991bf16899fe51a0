import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// The keys with which boards enrol themselves.
struct EnrolmentKeyRoutes: Sendable {
    let ports: any EnrolmentKeyAdministration
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
            try await ports.enrolmentKeys(of: customer, page)
        }
    }

    func createEnrolmentKey(_ call: AdminCall) async throws -> Answer {
        var body = try call.fields()
        let user = body.required("userId", .userID)
        let life = body.optional("expiresInSeconds", FieldRule<Int>.integer(1...315_360_000).orNull)
        let maxUses = body.optional("maxUses", FieldRule<Int>.integer(1...1_000_000).orNull) ?? nil
        let issued = try await ports.createEnrolmentKey(
            for: try body.finish(user), of: call.customer, expiresInSeconds: life ?? limits.enrolmentKeySeconds,
            maxUses: maxUses)
        return .json(.created) { json in
            json.member("key", issued.key)
            json.members(of: issued.record)
        }
    }

    func deleteEnrolmentKey(_ call: AdminCall) async throws -> Answer {
        try await ports.deleteEnrolmentKey(call.enrolmentKey, of: call.customer)
        return .empty(.noContent)
    }
}
