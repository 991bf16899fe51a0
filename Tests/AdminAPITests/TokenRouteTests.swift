import HTTPTypes
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Tokens, the audit and me over HTTP")
struct TokenRouteTests {
    @Test("a token is shown once, listed and revoked")
    func tokens() async throws {
        try await AdminPort.run { port in
            let created = try await port.send(
                .post, "/v1/tokens",
                json:
                    #"{"role":"customer","customerId":"acme","name":"Anna","expiresInSeconds":60,"maySetMaximum":true}"#
            )
            #expect(created.status == 201)
            #expect(
                created.text == """
                    {"token":"t-8.the-secret-half","id":"t-8","name":"Anna","role":"customer","customerId":"acme",\
                    "maySetMaximum":true,"createdAt":"2026-11-24T09:30:00.001Z",\
                    "createdBy":"id-of-provider",\
                    "expiresAt":"2026-11-24T09:31:00.000Z","revokedAt":null,"lastUsedAt":null}
                    """)
            _ = try await port.send(.post, "/v1/tokens", json: #"{"role":"monitor","name":"All"}"#)
            let list = try await port.send(.get, "/v1/tokens")
            #expect(try list.json["items"]?.array?.compactMap { $0["id"]?.string } == ["t-8", "t-7"])
            #expect(!list.text.contains("secret"))
            let own = try await port.send(.get, "/v1/tokens", token: "acme-monitor").json
            #expect(own["items"]?.array?.compactMap { $0["id"]?.string } == ["t-8"])
            try expectProblem(try await port.send(.delete, "/v1/tokens/t-7", token: "customer"), .notFound)
            #expect(try await port.send(.delete, "/v1/tokens/t-8", token: "customer").status == 204)
            let revoked = try await port.send(.get, "/v1/tokens").json["items"]?.array?.first?["revokedAt"]
            #expect(revoked?.string != nil)
        }
    }

    @Test(
        "nobody gives away more than they have",
        arguments: [
            ("customer", #"{"role":"provider","name":"x"}"#, 403),
            ("customer", #"{"role":"customer","name":"x","maySetMaximum":true}"#, 403),
            ("chief", #"{"role":"customer","name":"x","maySetMaximum":true}"#, 201),
            ("customer", #"{"role":"customer","name":"x","customerId":"globex"}"#, 404),
            ("customer", #"{"role":"feed","name":"x"}"#, 201), ("customer", #"{"role":"monitor","name":"x"}"#, 201),
            ("provider", #"{"role":"customer","name":"x"}"#, 422), ("provider", #"{"role":"feed","name":"x"}"#, 422),
            ("provider", #"{"role":"provider","name":"x","customerId":"acme"}"#, 422),
            ("provider", #"{"role":"monitor","name":"x","maySetMaximum":true}"#, 422),
            ("provider", #"{"role":"provider","name":"x","expiresInSeconds":0}"#, 422),
            ("provider", #"{"role":"customer","name":"x","customerId":"ghost"}"#, 404),
            ("provider", #"{"role":"provider","name":"x","customerId":null,"expiresInSeconds":null}"#, 201),
        ])
    func rights(token: String, body: String, status: Int) async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(.post, "/v1/tokens", token: token, json: body)
            #expect(reply.status == status, "\(reply.text)")
            if status == 201 && token != "provider" { #expect(try reply.json["customerId"]?.string == "acme") }
        }
    }

    @Test("what admins do is written down before, completed after, and listed newest first")
    func audit() async throws {
        try await AdminPort.run { port in
            _ = try await port.send(.patch, "/v1/customers/acme", json: #"{"name":"A"}"#)
            _ = try await port.send(.patch, "/v1/customers/globex", json: #"{"name":1}"#)
            _ = try await port.send(.get, "/v1/customers")
            _ = try await port.send(.patch, "/v1/customers/acme", token: "customer", json: "{}")
            _ = try await port.send(
                .patch, "/v1/customers/acme/licences", json: #"{"maxWallboards":1,"dryRun":true}"#)
            _ = try await port.send(.post, "/v1/customers/acme/call-events", token: "feed", json: "[]")
            let json = try await port.send(.get, "/v1/audit").json
            #expect(json["items"]?.array?.count == 3)
            #expect(
                json["items"]?.array?.last.map(compact) == """
                    {"address":"unknown","at":"2026-11-24T09:30:00.000Z","author":"the provider (token id-of-provider)",\
                    "change":"{\\"name\\":\\"A\\"}","count":1,"customerId":"acme","lastAt":"2026-11-24T09:30:00.000Z","number":1,"operation":"changeCustomer",\
                    "path":"/v1/customers/acme","role":"provider","status":200}
                    """)
            // What the role did not allow is recorded, too.
            #expect(json["items"]?.array?.map { $0["status"]?.integer } == [403, 422, 200])
            let own = try await port.send(.get, "/v1/audit", token: "customer").json
            #expect(own["items"]?.array?.compactMap { $0["number"]?.integer } == [3, 1])
            let named = try await port.send(.get, "/v1/audit?customerId=globex").json
            #expect(named["items"]?.array?.compactMap { $0["number"]?.integer } == [2])
            try expectProblem(try await port.send(.get, "/v1/audit?customerId=globex", token: "customer"), .notFound)
            let first = try await port.send(.get, "/v1/audit?limit=2").json
            #expect(first["items"]?.array?.compactMap { $0["number"]?.integer } == [3, 2])
            let cursor = try #require(first["nextCursor"]?.string)
            let second = try await port.send(.get, "/v1/audit?limit=2&cursor=\(cursor)").json
            #expect(second["items"]?.array?.compactMap { $0["number"]?.integer } == [1])
            #expect(second["nextCursor"] == nil)
        }
    }

    @Test("what cannot be written down is not done")
    func auditFails() async throws {
        try await AdminPort.run { port in
            await port.gateway.failAudit(with: .unavailable(reason: "The disk is full.", retryAfterSeconds: 1))
            try expectProblem(
                try await port.send(.patch, "/v1/customers/acme", json: #"{"name":"A"}"#), .unavailable)
            #expect(try await port.send(.get, "/v1/customers/acme").json["name"]?.string == "The acme")
        }
    }

    @Test("a long change is kept as its beginning")
    func longChange() async throws {
        var limits = AdminLimits()
        limits.auditedCharacters = 20
        try await AdminPort.run(limits: limits) { port in
            _ = try await port.send(
                .put, "/v1/customers/acme/pbx-agents", json: #"{"extensions":["201","202","203"]}"#)
            #expect(
                await port.gateway.audited.first?.change
                    == #"{"beginning":"{\"extensions\":[\"201\"","bytes":34}"#)
        }
    }

    @Test("me", arguments: [("chief", true), ("customer", false), ("feed", false)])
    func me(token: String, maySetMaximum: Bool) async throws {
        try await AdminPort.run { port in
            let json = try await port.send(.get, "/v1/me", token: token).json
            #expect(json["customerId"]?.string == "acme")
            #expect(json["maySetMaximum"]?.bool == maySetMaximum)
            #expect(json["via"]?.string == "token")
        }
    }
}
