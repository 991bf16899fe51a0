import BoardProtocol
import HTTPTypes
import WallboardCore

extension AdminRoutes {
    func listUsers(_ call: AdminCall) async throws -> Answer {
        let users = try await ports.users(of: call.customer)
        return try list(users, for: call, by: \.id.text) { json, user in json.members(of: user) }
    }

    func showUser(_ call: AdminCall) async throws -> Answer {
        let user = try await ports.user(call.user, of: call.customer)
        return .json { $0.object(user) }
    }

    /// Replaces the user as a whole: every field has to be there, so that none is reset by being forgotten.
    func putUser(_ call: AdminCall) async throws -> Answer {
        var body = try call.fields()
        let fields = (
            body.required("name", .text(1...200)),
            body.required("extension", .text(0...32)),
            body.required("userLicence", FieldRule<UserLicence>.word.orNull),
            body.required("agentAddOn", .flag),
            body.required("desktopClient", .flag),
            body.required("crmAddOn", .flag),
            body.required("supervisor", FieldRule<SupervisorLicence>.word)
        )
        let (name, number, userLicence, agentAddOn, desktopClient, crmAddOn, supervisor) = try body.finish(fields)
        guard let id = try? call.user else {
            throw AdminError.invalid(field: "userId", reason: FieldRule.userID.expectation)
        }
        let user = User(
            id: id, name: name, extension: number, userLicence: userLicence, agentAddOn: agentAddOn,
            desktopClient: desktopClient, crmAddOn: crmAddOn, supervisor: supervisor)
        let customer = try call.customer
        let existed = try await ports.putUser(user, of: customer)
        guard !existed else { return .json { $0.object(user) } }
        return .json(.created, headers: [.location: "/v1/customers/\(customer)/users/\(id)"]) { $0.object(user) }
    }

    func deleteUser(_ call: AdminCall) async throws -> Answer {
        try await ports.deleteUser(call.user, of: call.customer)
        return .empty(.noContent)
    }
}

extension JSONWriter {
    fileprivate mutating func object(_ user: User) {
        beginObject()
        members(of: user)
        endObject()
    }

    fileprivate mutating func members(of user: User) {
        member("id", user.id.text)
        member("name", user.name)
        member("extension", user.extension)
        member("userLicence", user.userLicence?.rawValue)
        member("agentAddOn", user.agentAddOn)
        member("desktopClient", user.desktopClient)
        member("crmAddOn", user.crmAddOn)
        member("supervisor", user.supervisor.rawValue)
    }
}
