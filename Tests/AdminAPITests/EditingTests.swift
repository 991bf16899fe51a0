import HTTPTypes
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Editing of what somebody else edits, too")
struct EditingTests {
    private static let user = """
        {"name":"Ada","extension":"","userLicence":null,"agentAddOn":false,"desktopClient":false,"crmAddOn":false,\
        "supervisor":"insights"}
        """

    /// A resource, a change of it, and the member that the change sets.
    private static let resources: [(path: String, method: HTTPRequest.Method, body: String)] = [
        ("/v1/customers/acme", .patch, #"{"name":"Changed"}"#),
        ("/v1/customers/acme/users/ada", .put, user.replacing("Ada", with: "Changed")),
        ("/v1/customers/acme/devices/a", .patch, #"{"name":"Changed"}"#),
        ("/v1/customers/acme/dashboards/floor", .put, #"{"title":"Changed"}"#),
    ]

    @Test("a change under an old tag is refused, and the answer holds the current resource", arguments: 0..<4)
    func changed(index: Int) async throws {
        let (path, method, body) = Self.resources[index]
        try await AdminPort.run { port in
            await port.gateway.add(sampleDevice("a"))
            _ = try await port.send(.put, "/v1/customers/acme/users/ada", json: Self.user)
            _ = try await port.send(.put, "/v1/customers/acme/dashboards/floor", json: #"{"title":"Floor"}"#)
            let tag = try #require(try await port.send(.get, path).headers[.eTag])
            #expect(try await port.send(.get, path).headers[.eTag] == tag)
            let reply = try await port.send(method, path, json: body, headers: [.ifMatch: tag])
            #expect(reply.status == 200)
            let newTag = try #require(reply.headers[.eTag])
            #expect(newTag != tag)
            let now = try await port.send(.get, path)
            #expect(now.headers[.eTag] == newTag)
            for header in [tag, "W/\(newTag)", "\"x\""] {
                let refused = try await port.send(method, path, json: body, headers: [.ifMatch: header])
                try expectProblem(refused, .changedMeanwhile)
                #expect(try refused.json["current"] == now.json)
                let kept = try await port.send(.delete, path, headers: [.ifMatch: header])
                try expectProblem(kept, .changedMeanwhile)
            }
            try expectProblem(
                try await port.send(method, path, json: body, headers: [.ifMatch: "old"]), .malformedRequest)
            #expect(try await port.send(method, path, json: body, headers: [.ifMatch: "*"]).status == 200)
            #expect(try await port.send(.delete, path, headers: [.ifMatch: "\"x\", \(newTag)"]).status == 204)
        }
    }

    @Test("a tag is made from what is edited, not from what changes by itself")
    func volatile() async throws {
        try await AdminPort.run { port in
            await port.gateway.add(sampleDevice("a"))
            let tags = try await ["/v1/customers/acme", "/v1/customers/acme/devices/a"].asyncMap {
                try await port.send(.get, $0).headers[.eTag]
            }
            await port.gateway.add(sampleDevice("a", connection: nil))
            await port.gateway.add(sampleDevice("b"))
            _ = try await port.send(.patch, "/v1/customers/acme/licences", json: #"{"maxWallboards":9}"#)
            let after = try await ["/v1/customers/acme", "/v1/customers/acme/devices/a"].asyncMap {
                try await port.send(.get, $0).headers[.eTag]
            }
            #expect(tags == after)
        }
    }

    @Test("a user that must be new is not replaced, and one that must be there is not made")
    func existence() async throws {
        try await AdminPort.run { port in
            let path = "/v1/customers/acme/users/ada"
            let missing = try await port.send(.put, path, json: Self.user, headers: [.ifMatch: "*"])
            try expectProblem(missing, .changedMeanwhile)
            #expect(try missing.json["current"] == .null)
            #expect(try await port.send(.put, path, json: Self.user, headers: [.ifNoneMatch: "*"]).status == 201)
            let taken = try await port.send(.put, path, json: Self.user, headers: [.ifNoneMatch: "*"])
            try expectProblem(taken, .changedMeanwhile)
            #expect(try taken.json["current"]?["name"]?.string == "Ada")
        }
    }

    @Test("sleep hours are two times of day, the whole day where they are the same, or none")
    func sleepHours() async throws {
        try await AdminPort.run { port in
            let path = "/v1/customers/acme"
            let reply = try await port.send(.patch, path, json: #"{"sleepHours":{"from":"22:00","to":"06:30"}}"#)
            #expect(try reply.json["sleepHours"].map(compact) == #"{"from":"22:00","to":"06:30"}"#)
            let always = try await port.send(.patch, path, json: #"{"sleepHours":{"from":"22:00","to":"22:00"}}"#)
            #expect(try always.json["sleepHours"].map(compact) == #"{"from":"22:00","to":"22:00"}"#)
            #expect(
                [0, 1_319, 1_320, 1_439].allSatisfy {
                    Customer.SleepHours(fromMinute: 1_320, toMinute: 1_320)!.contains(minute: $0)
                })
            for hours in [
                "1", "{}", #"{"from":"22:00"}"#, #"{"from":"22:00","to":"24:00"}"#,
                #"{"from":"22:00","to":"06:00","x":1}"#,
            ] {
                try expectInvalid(try await port.send(.patch, path, json: "{\"sleepHours\":\(hours)}"), ["sleepHours"])
            }
            #expect(
                try await port.send(.patch, path, json: #"{"sleepHours":null}"#).json["sleepHours"] == .null)
        }
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
