import BoardProtocol
import Values
import WallboardCore

extension AdminRoutes {
    /// The process answers: all that a liveness probe asks.
    func showHealth() -> Answer {
        .json { json in
            json.beginObject()
            json.member("status", "ok")
            json.endObject()
        }
    }

    /// 200, or 503 with the reason.
    func showReadiness() async -> Answer {
        if let reason = await ports.notReadyReason() {
            return Problem(AdminError.unavailable(reason: reason, retryAfterSeconds: 5)).answer()
        }
        return .json { json in
            json.beginObject()
            json.member("status", "ready")
            json.endObject()
        }
    }

    func showMetrics() async -> Answer {
        let text = await ports.metrics()
        return .text(Array(text.utf8), mediaType: "text/plain; version=0.0.4; charset=utf-8")
    }

    /// `docs/openapi.yaml` as of the gateway's build.
    func showOpenAPI() -> Answer {
        .text(PackageResources.openapi_yaml, mediaType: "application/yaml")
    }
}

extension AdminRoutes {
    /// What admins did, newest first, as far as the token may see it.
    func listAudit(_ call: AdminCall) async throws -> Answer {
        let customer = try call.visibleCustomer
        let page = try call.page(limits)
        let records = try await ports.audit(of: customer, before: try page.afterNumber, limit: page.limit + 1)
        return list(page.cut(records, by: \.number)) { json, record in json.members(of: record) }
    }
}

extension JSONWriter {
    fileprivate mutating func members(of record: AuditRecord) {
        member("number", record.number)
        member("at", record.at)
        member("author", record.author.text)
        member("role", record.role.rawValue)
        member("address", record.address)
        member("operation", record.operation)
        member("path", record.path)
        member("customerId", record.customer?.text)
        member("status", record.status)
        member("count", record.count)
        member("lastAt", record.lastAt ?? record.at)
        member("change", record.change)
    }
}
