import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// What those who run the gateway look at.
struct OperationRoutes: Sendable {
    let ports: any GatewayHealth & AuditTrail
    let limits: AdminLimits

    var routes: [Route] {
        [
            Route("listAudit", .get, "/v1/audit", .visible(.readers), answer: listAudit),
            Route("showHealth", .get, "/healthz", .open, answer: { _ in showHealth() }),
            Route("showReadiness", .get, "/readyz", .open, answer: { _ in await showReadiness() }),
            Route(
                "showMetrics", .get, "/metrics", .gateway([.provider, .monitor]),
                answer: { _ in await showMetrics() }),
            Route("showOpenAPI", .get, "/openapi.yaml", .open, answer: { _ in showOpenAPI() }),
        ]
    }

    /// The process answers: all that a liveness probe asks.
    func showHealth() -> Answer {
        .json { json in
            json.member("status", "ok")
        }
    }

    /// 200, or 503 with the reason.
    func showReadiness() async -> Answer {
        if let reason = await ports.notReadyReason() {
            return Problem(AdminError.unavailable(reason: reason, retryAfterSeconds: 5)).answer()
        }
        return .json { json in
            json.member("status", "ready")
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

    /// What admins did, newest first, as far as the token may see it.
    func listAudit(_ call: AdminCall) async throws -> Answer {
        let customer = try call.visibleCustomer
        let page = try call.page(limits)
        let records = try await ports.audit(of: customer, before: try page.afterNumber, limit: page.limit + 1)
        return .list(page.cut(records, by: \.number))
    }
}
