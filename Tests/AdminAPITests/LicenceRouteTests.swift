import BoardProtocol
import HTTPTypes
import Testing
import WallboardCore

@testable import AdminAPI

@Suite("Licences over HTTP")
struct LicenceRouteTests {
    private static let path = "/v1/customers/acme/licences"

    @Test("the page has every figure, and an entity tag")
    func show() async throws {
        try await AdminPort.run { port in
            await port.gateway.add(sampleDevice("a"))
            await port.gateway.add(sampleDevice("b", suspended: true, connection: nil))
            let user = """
                {"name":"Ada","extension":"","userLicence":"essential","agentAddOn":true,"desktopClient":true,\
                "crmAddOn":true,"supervisor":"insights"}
                """
            _ = try await port.send(.put, "/v1/customers/acme/users/ada", json: user)
            let reply = try await port.send(.get, Self.path)
            #expect(reply.status == 200)
            #expect(reply.headers[.eTag] == "\"1\"")
            #expect(reply.headers[.cacheControl] == "no-store")
            #expect(
                reply.text == """
                    {"asOf":"2026-11-24T09:30:00.000Z","users":{"essential":1,"professional":0,"agentAddOn":1},\
                    "clients":{"desktop":1,"crmAddOn":1},"supervisor":{"reports":0,"insights":1,"analytics":0,\
                    "liveAnalytics":0,"contactCentre":0},"devices":{"wallboards":{"configured":1,"max":2,\
                    "display":"1/2","analytics":1,"liveAnalytics":0,"connected":1}}}
                    """)
        }
    }

    @Test("unlimited is null, and reads so")
    func unlimited() async throws {
        try await AdminPort.run { port in
            let boards = try await port.send(.get, "/v1/customers/globex/licences").json["devices"]?["wallboards"]
            #expect(boards?["max"] == .null)
            #expect(boards?["display"]?.string == "0/unlimited")
        }
    }

    @Test("a change without If-Match is made, and counts the version")
    func change() async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(.patch, Self.path, json: #"{"maxWallboards":12}"#)
            #expect(reply.status == 200)
            #expect(reply.headers[.eTag] == "\"2\"")
            #expect(try reply.json["devices"]?["wallboards"]?["display"]?.string == "0/12")
            #expect(try await port.send(.get, "/v1/customers/acme").json["maxWallboards"]?.integer == 12)
        }
    }

    @Test(
        "If-Match lets the change through when it names the version in force",
        arguments: ["\"1\"", "*", "\"7\", \"1\""])
    func ifMatch(header: String) async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(
                .patch, Self.path, json: #"{"maxWallboards":null}"#, headers: [.ifMatch: header])
            #expect(reply.status == 200)
            #expect(reply.headers[.eTag] == "\"2\"")
        }
    }

    @Test(
        "If-Match with another version changes nothing, and says which is in force",
        arguments: ["\"2\"", "W/\"1\"", "\"x\""])
    func ifMatchFails(header: String) async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(
                .patch, Self.path, json: #"{"maxWallboards":12}"#, headers: [.ifMatch: header])
            try expectProblem(reply, .versionMismatch)
            #expect(reply.headers[.eTag] == "\"1\"")
            #expect(try reply.json["currentVersion"]?.string == "\"1\"")
            #expect(try await port.send(.get, Self.path).json["devices"]?["wallboards"]?["max"]?.integer == 2)
        }
    }

    @Test("an If-Match that cannot be read is refused")
    func ifMatchMalformed() async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(
                .patch, Self.path, json: #"{"maxWallboards":12}"#, headers: [.ifMatch: "1"])
            try expectProblem(reply, .malformedRequest)
        }
    }

    @Test("a maximum below the configured devices is refused and names them")
    func surplus() async throws {
        try await AdminPort.run { port in
            await port.gateway.add(sampleDevice("a"))
            await port.gateway.add(sampleDevice("b"))
            let reply = try await port.send(
                .patch, Self.path, json: #"{"maxWallboards":1,"surplus":"reject"}"#)
            try expectProblem(reply, .surplus)
            let json = try reply.json
            #expect(json["configured"]?.integer == 2)
            #expect(json["max"]?.integer == 1)
            #expect(json["display"]?.string == "2/1")
            #expect(
                json["devices"].map(compact) == """
                    [{"id":"a","name":"Board a","serial":"SERIAL-a"},{"id":"b","name":"Board b","serial":"SERIAL-b"}]
                    """)
            #expect(try await port.send(.get, Self.path).headers[.eTag] == "\"1\"")
        }
    }

    @Test("a dry run answers as if, has no entity tag and changes nothing")
    func dryRun() async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(.patch, Self.path, json: #"{"maxWallboards":12,"dryRun":true}"#)
            #expect(reply.status == 200)
            #expect(reply.headers[.eTag] == nil)
            #expect(try reply.json["devices"]?["wallboards"]?["max"]?.integer == 12)
            let now = try await port.send(.get, Self.path)
            #expect(now.headers[.eTag] == "\"1\"")
            #expect(try now.json["devices"]?["wallboards"]?["max"]?.integer == 2)
        }
    }

    @Test("a dry run of a change that would be refused is refused")
    func dryRunOfSurplus() async throws {
        try await AdminPort.run { port in
            await port.gateway.add(sampleDevice("a"))
            let reply = try await port.send(.patch, Self.path, json: #"{"maxWallboards":0,"dryRun":true}"#)
            try expectProblem(reply, .surplus)
        }
    }

    @Test(
        "reject is the one surplus rule, and the answer says so", arguments: ["\"keep\"", "\"suspend\"", "null", "1"])
    func otherSurplus(value: String) async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(.patch, Self.path, json: "{\"maxWallboards\":12,\"surplus\":\(value)}")
            try expectInvalid(reply, ["surplus"])
            #expect(try reply.json["detail"]?.string?.contains("reject") == true)
        }
    }

    @Test(
        "a maximum is needed, and has to be one",
        arguments: [
            (#"{}"#, ["maxWallboards"]), (#"{"maxWallboards":-1}"#, ["maxWallboards"]),
            (#"{"maxWallboards":1.5}"#, ["maxWallboards"]), (#"{"maxWallboards":true}"#, ["maxWallboards"]),
            (#"{"maxWallboards":1,"dryrun":true}"#, ["dryrun"]), (#"{"maxWallboards":1,"dryRun":"yes"}"#, ["dryRun"]),
        ])
    func invalid(json: String, fields: [String]) async throws {
        try await AdminPort.run { port in
            try expectInvalid(try await port.send(.patch, Self.path, json: json), fields)
            #expect(try await port.send(.get, Self.path).headers[.eTag] == "\"1\"")
        }
    }

    @Test("a customer that is not there has no licences")
    func missing() async throws {
        try await AdminPort.run { port in
            let path = "/v1/customers/ghost/licences"
            try expectProblem(try await port.send(.get, path), .notFound)
            for headers in [[:], [.ifMatch: "*"], [.ifMatch: "\"1\""]] as [HTTPFields] {
                try expectProblem(
                    try await port.send(.patch, path, json: #"{"maxWallboards":1}"#, headers: headers), .notFound)
            }
        }
    }
}
