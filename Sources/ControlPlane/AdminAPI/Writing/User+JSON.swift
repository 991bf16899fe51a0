import Values
import WallboardCore

extension User: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("id", id.text)
        json.member("name", name)
        json.member("extension", `extension`)
        json.member("userLicence", userLicence?.rawValue)
        json.member("agentAddOn", agentAddOn)
        json.member("desktopClient", desktopClient)
        json.member("crmAddOn", crmAddOn)
        json.member("supervisor", supervisor.rawValue)
    }
}

extension UserImport: JSONMembers {
    func write(to json: inout JSONWriter) {
        let created = changes.count { $0.before == nil }
        json.member("created", created)
        json.member("changed", changes.count - created)
        json.member("unchanged", unchanged)
        json.list("changes", changes)
        json.object("licences") { json in
            json.object("before") { before.writeUserFigures(to: &$0) }
            json.object("after") { after.writeUserFigures(to: &$0) }
        }
    }
}

extension UserImport.Change: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("userId", after.id.text)
        json.member("action", before == nil ? "created" : "changed")
        json.list("fields", fields) { json, field in
            json.member("field", field.name)
            json.key("from")
            json.value(field.from)
            json.key("to")
            json.value(field.to)
        }
        json.list("screens", screens)
    }

    /// The fields that differ, with both values; of a new user all of them, from `null`.
    private var fields: [(name: String, from: JSON, to: JSON)] {
        let earlier = before?.importedFields
        return after.importedFields.enumerated().compactMap { index, field in
            let value = earlier?[index].value
            return value == field.value ? nil : (field.name, value ?? .null, field.value)
        }
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
