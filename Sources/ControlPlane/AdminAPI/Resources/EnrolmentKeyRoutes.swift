import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

extension AdminRoutes {
    func listEnrolmentKeys(_ call: AdminCall) async throws -> Answer {
        let customer = try call.customer
        return try await list(for: call) { json, key in
            json.members(of: key)
        } _: { page throws(AdminError) in
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
            json.beginObject()
            json.member("key", issued.key)
            json.members(of: issued.record)
            json.endObject()
        }
    }

    func deleteEnrolmentKey(_ call: AdminCall) async throws -> Answer {
        try await ports.deleteEnrolmentKey(call.enrolmentKey, of: call.customer)
        return .empty(.noContent)
    }
}

extension JSONWriter {
    fileprivate mutating func members(of key: EnrolmentKey) {
        member("id", key.id.text)
        member("userId", key.user.text)
        member("createdAt", key.createdAt)
        member("expiresAt", key.expiresAt)
        member("maxUses", key.maxUses)
        member("uses", key.uses)
    }
}
