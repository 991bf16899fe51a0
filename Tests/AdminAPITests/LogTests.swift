import HTTPTypes
import TestSupport
import Testing
import WallboardCore

@testable import AdminAPI

@Suite("What the admin port logs")
struct LogTests {
    @Test("a change says who, what and from where, once")
    func change() async throws {
        try await AdminPort.run { port in
            _ = try await port.send(.patch, "/v1/customers/acme/licences", json: #"{"maxWallboards":12}"#)
            #expect(
                port.log.texts == [
                    "notice: admin change change={\"maxWallboards\":12} method=PATCH path=/v1/customers/acme/licences "
                        + "peer=unknown role=provider status=200 token=id-of-provider tokenName=the provider"
                ])
        }
    }

    @Test("reading leaves no line, nor do accepted call events")
    func reading() async throws {
        try await AdminPort.run { port in
            _ = try await port.send(.get, "/v1/customers")
            _ = try await port.send(.get, "/healthz", token: nil)
            _ = try await port.send(
                .post, "/v1/customers/acme/call-events", token: "feed", json: "[]")
            #expect(port.log.texts == [])
        }
    }

    @Test("call events that are rejected leave one line a request, with how many and why")
    func rejectedEvents() async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(
                .post, "/v1/customers/acme/call-events", token: "feed", json: #"[{}, "secret-1632960132"]"#)
            #expect(reply.status == 200)
            let line = try #require(port.log.texts.first)
            #expect(port.log.texts.count == 1)
            #expect(
                line.hasPrefix("info: admin request in part refused detail=2 call events rejected, the first in line 1")
            )
            #expect(line.contains("peer="))
            #expect(!line.contains("1632960132"))
        }
    }

    @Test("every refusal leaves one line with its reason and no token")
    func refusals() async throws {
        try await AdminPort.run { port in
            _ = try await port.send(.get, "/v1/boards", token: "a-wrong-token")
            _ = try await port.send(.get, "/nothing")
            _ = try await port.send(.patch, "/v1/customers/acme/licences", token: "customer", json: "{}")
            _ = try await port.send(.patch, "/v1/customers/acme/licences", json: "{}")
            let lines = port.log.texts
            #expect(lines.count == 4)
            for (line, problem) in zip(lines, ["unauthorized", "notFound", "forbidden", "invalidFields"]) {
                #expect(line.hasPrefix("info: admin request refused"))
                #expect(line.contains("problem=\(problem)"))
                #expect(line.contains("peer="))
            }
            #expect(!lines.contains { $0.contains("a-wrong-token") })
        }
    }

    @Test("what the gateway cannot do now is a warning")
    func unavailable() async throws {
        try await AdminPort.run { port in
            await port.gateway.fail(with: .unavailable(reason: "The disk is full.", retryAfterSeconds: 1))
            _ = try await port.send(.post, "/v1/customers/acme/call-events", token: "feed", json: "[]")
            #expect(port.log.texts.count == 1)
            #expect(port.log.texts.first?.hasPrefix("warning: ") == true)
        }
    }

    @Test("a client can neither forge a line nor fill the log")
    func forgery() async throws {
        try await AdminPort.run { port in
            let field = "x\\n\\u2028notice: admin change" + String(repeating: "y", count: 10_000)
            _ = try await port.send(.patch, "/v1/customers/acme/licences", json: "{\"\(field)\":1}")
            let line = try #require(port.log.texts.first)
            #expect(port.log.texts.count == 1)
            #expect(!line.contains("\n"))
            #expect(!line.contains("\u{2028}"))
            #expect(line.count < 3 * AdminLimits().loggedCharacters)
        }
    }

    @Test("a flood without a token leaves a bounded number of short lines, and drowns nobody's")
    func flood() async throws {
        try await AdminPort.run { port in
            let path = "/v1/" + String(repeating: "x", count: 70_000)
            for _ in 0..<200 { _ = try await port.send(.get, path, token: nil) }
            let lines = port.log.texts
            // Lines that elapsed time allows again come on top.
            #expect(lines.count < AdminLimits().strangerLogLines + 40)
            #expect(lines.allSatisfy { $0.count < 3 * AdminLimits().loggedCharacters })
            _ = try await port.send(.patch, "/v1/customers/acme/licences", json: "{}")
            #expect(port.log.texts.last?.contains("invalidFields") == true)
        }
    }
}
