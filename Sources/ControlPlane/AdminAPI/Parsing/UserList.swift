import BoardProtocol
import Values
import WallboardCore

/// Reads the users of an import and names every mistake by its place, up to a bound.
struct UserList {
    private let limits: AdminLimits
    private var users: [User] = []
    private var places: [UserID: String] = [:]
    private var errors: [Problem.FieldError] = []
    /// Whether there is any mistake other than a duplicate id.
    private var isInvalid = false
    private var isFull: Bool { errors.count >= limits.importErrors }

    /// An array of users, or an object that has it as `users`. Throws 422 with every mistake.
    static func users(json: JSON, limits: AdminLimits) throws(Problem) -> [User] {
        var list = UserList(limits: limits)
        let items: [JSON]
        if let array = json.array {
            items = array
        } else if json.object != nil {
            var body = try BodyReader(json)
            let users = body.required("users", .list)
            items = try body.finish(users)
        } else {
            throw Problem(fields: [
                Problem.FieldError(field: "", reason: "The body must be an array of users, or an object of users alone")
            ])
        }
        try list.check(count: items.count, field: "users")
        for (index, item) in items.enumerated() where !list.isFull {
            let place = "users[\(index)]"
            list.read(item, place: place) { $0.isEmpty ? place : "\(place).\($0)" }
        }
        return try list.finish()
    }

    /// A table with a header row that names each field once, in any order. Throws 422 with every mistake.
    static func users(csv bytes: [UInt8], limits: AdminLimits) throws(Problem) -> [User] {
        var list = UserList(limits: limits)
        let records: [CSVReader.Record]
        do {
            records = try CSVReader.records(bytes, maxRecords: limits.importedUsers + 2)
        } catch {
            throw Problem(fields: [Problem.FieldError(field: "line \(error.line)", reason: error.reason)])
        }
        guard let header = records.first else {
            throw Problem(fields: [Problem.FieldError(field: "line 1", reason: "must be a header row")])
        }
        let columns = header.fields.map { $0.trimmed }
        try list.check(columns, line: header.line)
        try list.check(count: records.count - 1, field: "users")
        for record in records.dropFirst() where !list.isFull {
            let place = "line \(record.line)"
            guard record.fields.count == columns.count else {
                list.isInvalid = true
                list.errors.append(
                    Problem.FieldError(
                        field: place, reason: "has \(record.fields.count) fields, and the header has \(columns.count)"))
                continue
            }
            let members = zip(columns, record.fields).map { column, cell in
                JSONObject.Member(key: column, value: value(of: cell, in: column))
            }
            // Proof: `check` has made sure that no column occurs twice.
            guard let object = JSONObject(members) else { preconditionFailure("a column is there twice") }
            list.read(.object(object), place: place) { $0.isEmpty ? place : "\(place): \($0)" }
        }
        return try list.finish()
    }

    private init(limits: AdminLimits) {
        self.limits = limits
    }

    private mutating func read(_ json: JSON, place: String, _ name: (String) -> String) {
        do throws(Problem) {
            var body = try BodyReader(json)
            let id = body.required("id", .userID)
            let fields = UserFields(&body)
            let user = fields.user(try body.finish(id))
            if let earlier = places.updateValue(place, forKey: user.id) {
                errors.append(
                    Problem.FieldError(field: name("id"), reason: "is \(user.id), which \(earlier) has already"))
            }
            users.append(user)
        } catch {
            guard case .fields(let mistakes) = error.extras else { preconditionFailure("\(error)") }
            isInvalid = true
            errors += mistakes.prefix(limits.importErrors - errors.count).map { mistake in
                Problem.FieldError(
                    field: name(mistake.field),
                    reason: mistake.field.isEmpty ? "must be a JSON object" : mistake.reason)
            }
        }
    }

    private func check(count: Int, field: String) throws(Problem) {
        guard count <= limits.importedUsers else {
            throw Problem(fields: [
                Problem.FieldError(field: field, reason: "must be at most \(limits.importedUsers) users")
            ])
        }
    }

    private func check(_ columns: [String], line: Int) throws(Problem) {
        var mistakes: [Problem.FieldError] = []
        var seen: Set<String> = []
        for column in columns.prefix(Self.maxColumns) {
            let place = "line \(line): \(column)"
            if !Self.columns.contains(column) {
                mistakes.append(Problem.FieldError(field: place, reason: "is not a field of a user"))
            } else if !seen.insert(column).inserted {
                mistakes.append(Problem.FieldError(field: place, reason: "is there twice"))
            }
        }
        for column in Self.columns where !columns.contains(column) {
            mistakes.append(Problem.FieldError(field: "line \(line): \(column)", reason: "is missing"))
        }
        if columns.count > Self.maxColumns {
            mistakes.append(Problem.FieldError(field: "line \(line)", reason: "has too many columns"))
        }
        guard mistakes.isEmpty else { throw Problem(fields: mistakes) }
    }

    private func finish() throws(Problem) -> [User] {
        guard errors.isEmpty else { throw Problem(isInvalid ? .invalidFields : .duplicateIDs, fields: errors) }
        return users
    }

    /// What a cell means; a cell without a meaning is left as text, which the rule of the field rejects.
    private static func value(of cell: String, in column: String) -> JSON {
        switch column {
        case "agentAddOn", "desktopClient", "crmAddOn":
            switch cell.trimmed.lowercased() {
            case "true", "1", "yes": .bool(true)
            case "false", "0", "no": .bool(false)
            default: .string(cell)
            }
        case "userLicence": cell.trimmed.isEmpty ? .null : .string(cell.trimmed)
        case "supervisor": .string(cell.trimmed.isEmpty ? "none" : cell.trimmed)
        case "id": .string(cell.trimmed)
        default: .string(cell)
        }
    }

    /// Columns of a header that are read; a user has 8.
    private static let maxColumns = 32

    private static let columns = [
        "id", "name", "extension", "userLicence", "agentAddOn", "desktopClient", "crmAddOn", "supervisor",
    ]
}

extension String {
    /// Without spaces at either end.
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

extension FieldRule where Value == [JSON] {
    /// Any array.
    static let list = Self(expectation: "must be an array") { $0.array.map(Array.init) }
}
