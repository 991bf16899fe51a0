import Values

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

    /// `docs/openapi.yaml` as it was when the gateway was built.
    func showOpenAPI() -> Answer {
        .text(PackageResources.openapi_yaml, mediaType: "application/yaml")
    }
}
