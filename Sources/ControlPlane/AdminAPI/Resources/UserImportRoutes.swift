import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// Many users at once.
struct UserImportRoutes: Sendable {
    let ports: any CustomerAdministration
    let limits: AdminLimits
    let changes: ChangeGuard

    var routes: [Route] {
        [
            Route(
                "importUsers", .post, "/v1/customers/{customerId}/user-imports", .customer(.editors), body: .users,
                dryRun: .query,
                answer: importUsers)
        ]
    }

    /// Adds or replaces many users, all or none.
    func importUsers(_ call: AdminCall) async throws -> Answer {
        let customer = try call.customer
        let dryRun = try call.queriedDryRun
        let users: [User]
        switch call.body {
        case .csv(let bytes): users = try UserList.users(csv: bytes, limits: limits)
        case .json(let json): users = try UserList.users(json: json, limits: limits)
        case .none, .callEvents, .activeCalls: preconditionFailure("the body was not read as users")
        }
        if !dryRun { try changes.checkSeats(call.changer) }
        let result = try await ports.customer(customer).importUsers(users, dryRun: dryRun, by: call.author)
        if !dryRun { changes.changedSeats(result.reclassified, by: call.changer) }
        return .json { json in
            json.member("dryRun", dryRun)
            json.members(of: result)
        }
    }
}
