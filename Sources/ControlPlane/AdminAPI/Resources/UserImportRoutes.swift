import BoardProtocol
import Values
import WallboardCore

extension AdminRoutes {
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
        let result = try await ports.importUsers(users, of: customer, dryRun: dryRun, by: call.author)
        if !dryRun { changes.changedSeats(result.reclassified, by: call.changer) }
        return .json { json in
            json.beginObject()
            json.member("dryRun", dryRun)
            json.members(of: result)
            json.endObject()
        }
    }
}

extension JSONWriter {
    fileprivate mutating func members(of result: UserImport) {
        let created = result.changes.count { $0.before == nil }
        member("created", created)
        member("changed", result.changes.count - created)
        member("unchanged", result.unchanged)
        list("changes", result.changes) { json, change in
            json.member("userId", change.after.id.text)
            json.member("action", change.before == nil ? "created" : "changed")
            json.key("fields")
            json.fields(of: change)
            json.list("screens", change.screens) { json, screen in json.members(of: screen) }
        }
        object("licences") { json in
            json.object("before") { $0.userFigures(result.before) }
            json.object("after") { $0.userFigures(result.after) }
        }
    }

    /// The fields that differ, with both values; of a new user all of them, from `null`.
    private mutating func fields(of change: UserImport.Change) {
        let after = change.after.importedFields
        let before = change.before?.importedFields
        beginArray()
        for (index, (name, value)) in after.enumerated() {
            let earlier = before?[index].value
            if earlier == value { continue }
            beginObject()
            member("field", name)
            key("from")
            self.value(earlier ?? .null)
            key("to")
            self.value(value)
            endObject()
        }
        endArray()
    }
}

extension User {
    /// What an import sets, as JSON values, in the order of the answer.
    fileprivate var importedFields: [(name: String, value: JSON)] {
        [
            ("name", .string(name)), ("extension", .string(`extension`)),
            ("userLicence", userLicence.map { .string($0.rawValue) } ?? .null), ("agentAddOn", .bool(agentAddOn)),
            ("desktopClient", .bool(desktopClient)), ("crmAddOn", .bool(crmAddOn)),
            ("supervisor", .string(supervisor.rawValue)),
        ]
    }
}
