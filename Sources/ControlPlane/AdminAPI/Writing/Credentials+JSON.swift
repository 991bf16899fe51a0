import Values
import WallboardCore

extension EnrolmentKey: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("id", id.text)
        json.member("userId", user.text)
        json.member("createdAt", createdAt)
        json.member("expiresAt", expiresAt)
        json.member("maxUses", maxUses)
        json.member("uses", uses)
    }
}

extension AdminTokenStatus: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("id", record.id.text)
        json.member("name", record.name)
        json.member("role", record.role.rawValue)
        json.member("customerId", record.customer?.text)
        json.member("maySetMaximum", record.maySetMaximum)
        json.member("createdAt", record.createdAt)
        json.member("createdBy", record.createdBy?.text)
        json.member("expiresAt", record.expiresAt)
        json.member("revokedAt", record.revokedAt)
        json.member("lastUsedAt", lastUsedAt)
    }
}

extension AuditRecord: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("number", number)
        json.member("at", at)
        json.member("author", author.text)
        json.member("role", role.rawValue)
        json.member("address", address)
        json.member("operation", operation)
        json.member("path", path)
        json.member("customerId", customer?.text)
        json.member("status", status)
        json.member("count", count)
        json.member("lastAt", lastAt ?? at)
        json.member("change", change)
    }
}
