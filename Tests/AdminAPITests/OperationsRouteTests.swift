import Foundation
import HTTPTypes
import Testing
import Values

@testable import AdminAPI

@Suite("Health, metrics and the API document over HTTP")
struct OperationsRouteTests {
    @Test("liveness needs no token and no readiness")
    func health() async throws {
        try await AdminPort.run { port in
            await port.gateway.setNotReady("The boards' port is not open yet.")
            let reply = try await port.send(.get, "/healthz", token: nil)
            #expect(reply.status == 200)
            #expect(reply.text == #"{"status":"ok"}"#)
        }
    }

    @Test("readiness says why not")
    func readiness() async throws {
        try await AdminPort.run { port in
            #expect(try await port.send(.get, "/readyz", token: nil).text == #"{"status":"ready"}"#)
            await port.gateway.setNotReady("The boards' port is not open yet.")
            let reply = try await port.send(.get, "/readyz", token: nil)
            try expectProblem(reply, .unavailable)
            #expect(try reply.json["detail"]?.string == "The boards' port is not open yet.")
            #expect(reply.headers[.retryAfter] != nil)
        }
    }

    @Test("the metrics are the gateway's, and the requests of this port by route and status")
    func metrics() async throws {
        try await AdminPort.run { port in
            _ = try await port.send(.get, "/v1/customers/acme")
            _ = try await port.send(.get, "/v1/customers/acme")
            _ = try await port.send(.get, "/v1/customers/ghost")
            _ = try await port.send(.get, "/nothing")
            let reply = try await port.send(.get, "/metrics", token: "monitor")
            #expect(reply.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = reply.text.split(separator: "\n").filter { $0.hasPrefix("wallboard_admin_requests_total") }
            #expect(
                lines == [
                    "wallboard_admin_requests_total{route=\"none\",status=\"404\"} 1",
                    "wallboard_admin_requests_total{route=\"showCustomer\",status=\"200\"} 2",
                    "wallboard_admin_requests_total{route=\"showCustomer\",status=\"404\"} 1",
                ])
            #expect(reply.text.contains("wallboard_admin_gate_events_total{event=\"wrongToken\"} 0\n"))
            #expect(reply.text.contains("wallboard_admin_request_seconds_count{route=\"showCustomer\"} 3\n"))
        }
    }

    @Test("the document that is served is docs/openapi.yaml")
    func document() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let written = try Data(contentsOf: root.appending(path: "docs/openapi.yaml"))
        try await AdminPort.run { port in
            let reply = try await port.send(.get, "/openapi.yaml", token: nil)
            #expect(reply.status == 200)
            #expect(reply.headers[.contentType] == "application/yaml")
            #expect(Data(reply.bytes) == written)
        }
    }
}
