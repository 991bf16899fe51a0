import HTTPTypes
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Users over HTTP")
struct UserRouteTests {
    private static let path = "/v1/customers/acme/users/ada@example.com"
    private static let body = """
        {"name":"Ada","extension":"201","userLicence":"professional","agentAddOn":true,"desktopClient":true,\
        "crmAddOn":false,"supervisor":"liveAnalytics"}
        """

    @Test("a user is added with 201, replaced with 200, and read as it was written")
    func put() async throws {
        try await AdminPort.run { port in
            let expected = #"{"id":"ada@example.com","# + Self.body.dropFirst()
            let added = try await port.send(.put, Self.path, json: Self.body)
            #expect(added.status == 201)
            #expect(added.headers[.location] == Self.path)
            #expect(added.text == expected)
            let replaced = try await port.send(.put, Self.path, json: Self.body)
            #expect(replaced.status == 200)
            #expect(replaced.headers[.location] == nil)
            #expect(replaced.text == expected)
            #expect(try await port.send(.get, Self.path).text == expected)
            #expect(try await port.send(.get, "/v1/customers/acme/users").text == "{\"items\":[\(expected)]}")
        }
    }

    @Test("a user without a telephony licence has null")
    func noLicence() async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(
                .put, Self.path, json: Self.body.replacing("\"professional\"", with: "null"))
            #expect(reply.status == 201)
            #expect(try reply.json["userLicence"] == .null)
        }
    }

    @Test("every supervisor licence is taken", arguments: SupervisorLicence.allCases)
    func supervisor(licence: SupervisorLicence) async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(
                .put, Self.path, json: Self.body.replacing("liveAnalytics", with: licence.rawValue))
            #expect(try reply.json["supervisor"]?.string == licence.rawValue)
        }
    }

    @Test(
        "no field can be forgotten or misspelt",
        arguments: ["name", "extension", "userLicence", "agentAddOn", "desktopClient", "crmAddOn", "supervisor"])
    func everyFieldIsNeeded(field: String) async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(
                .put, Self.path, json: Self.body.replacing("\"\(field)\"", with: "\"\(field)X\""))
            try expectInvalid(reply, [field, "\(field)X"])
            try expectProblem(try await port.send(.get, Self.path), .notFound)
        }
    }

    @Test(
        "wrong values are named",
        arguments: [
            ("\"professional\"", "\"gold\"", "userLicence"), ("\"201\"", "201", "extension"),
            ("\"agentAddOn\":true", "\"agentAddOn\":1", "agentAddOn"), ("\"liveAnalytics\"", "null", "supervisor"),
            ("\"Ada\"", "\"a\\u0000\"", "name"),
        ])
    func wrongValue(old: String, new: String, field: String) async throws {
        try await AdminPort.run { port in
            try expectInvalid(
                try await port.send(.put, Self.path, json: Self.body.replacing(old, with: new)), [field])
        }
    }

    @Test("an id that no user can have is refused by name when it is to be made")
    func impossibleID() async throws {
        try await AdminPort.run { port in
            try expectInvalid(
                try await port.send(.put, "/v1/customers/acme/users/a%20b", json: Self.body), ["userId"])
            try expectProblem(try await port.send(.get, "/v1/customers/acme/users/a%20b"), .notFound)
        }
    }

    @Test("a removed user is gone")
    func delete() async throws {
        try await AdminPort.run { port in
            _ = try await port.send(.put, Self.path, json: Self.body)
            #expect(try await port.send(.delete, Self.path).status == 204)
            let again = try await port.send(.delete, Self.path)
            try expectProblem(again, .notFound)
            #expect(try again.json["resource"]?.string == "user")
        }
    }

    @Test("the admin of a customer changes its users")
    func byCustomer() async throws {
        try await AdminPort.run { port in
            let added = try await port.send(.put, Self.path, token: "customer", json: Self.body)
            #expect(added.status == 201)
            #expect(try await port.send(.delete, Self.path, token: "customer").status == 204)
        }
    }
}
