import HTTPTypes
import Testing
import Values
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
                    "display":"1/2","analytics":1,"liveAnalytics":0,"connected":1,"asleep":0,"offline":0,"suspended":1,"over":false}}}
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
        "if-Match lets the change through when it names the version in force",
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
        "if-Match with another version changes nothing, and says which is in force",
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
            #expect(json["surplus"]?.integer == 1)
            #expect(json["devices"]?.array?.compactMap { $0["id"]?.string } == ["a", "b"])
            #expect(
                json["devices"]?.array?.first.map(compact) == """
                    {"boardLicence":"analytics","id":"a","name":"Board a","registeredAt":"2026-11-24T09:30:00.000Z",\
                    "serial":"SERIAL-a","userId":null}
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

    @Test("surplus devices are kept: the customer is over its maximum")
    func keep() async throws {
        try await AdminPort.run { port in
            await port.gateway.add(sampleDevice("a"))
            await port.gateway.add(sampleDevice("b"))
            let reply = try await port.send(.patch, Self.path, json: #"{"maxWallboards":1,"surplus":"keep"}"#)
            #expect(reply.status == 200)
            #expect(
                try reply.json["effect"].map(compact) == """
                    {"after":{"configured":2,"display":"2/1","max":1,"over":true},\
                    "before":{"configured":2,"display":"2/2","max":2},"dryRun":false,"letsIn":[],"suspended":[]}
                    """)
        }
    }

    @Test("surplus devices are suspended, which a dry run previews; boards that wait are named")
    func suspend() async throws {
        try await AdminPort.run { port in
            await port.gateway.add(sampleDevice("a"))
            await port.gateway.add(sampleDevice("b"))
            await port.gateway.add(
                RefusedAttempt(
                    at: GatewayDouble.start, customer: acme, serial: "S-1", model: nil, address: "192.0.2.1",
                    reason: "seatLimit", detail: "No licence is free."))
            let body = #"{"maxWallboards":1,"surplus":"suspend","suspend":["b"],"reason":"fewer rooms"}"#
            let dry = try await port.send(
                .patch, Self.path, json: body.replacing("\"reason\"", with: "\"dryRun\":true,\"reason\""))
            #expect(try dry.json["effect"]?["dryRun"]?.bool == true)
            #expect(try await port.send(.get, "/v1/customers/acme/devices/b").json["suspended"]?.bool == false)
            let reply = try await port.send(.patch, Self.path, token: "chief", json: body)
            #expect(reply.status == 200)
            #expect(
                try reply.json["effect"].map(compact) == """
                    {"after":{"configured":1,"display":"1/1","max":1,"over":false},\
                    "before":{"configured":2,"display":"2/2","max":2},"dryRun":false,\
                    "letsIn":[{"lastRefusedAt":"2026-11-24T09:30:00.000Z","model":null,"serial":"S-1","waitingSince":null}],\
                    "suspended":[{"id":"b","name":"Board b","screen":"Goes dark: this board is suspended.",\
                    "serial":"SERIAL-b","view":"none"}]}
                    """)
            #expect(await port.gateway.authors.last?.text == "the customer (token id-of-chief)")
        }
    }

    @Test("a mismatch says who made the version in force", arguments: ["\"7\"", "\"1\", \"9\""])
    func lastChange(header: String) async throws {
        try await AdminPort.run { port in
            await port.gateway.write(
                LedgerEntry(
                    sequence: 2, at: GatewayDouble.start, customer: acme, author: .gateway,
                    change: .maximum(from: .unlimited, reason: "ordered"), configured: 0, maximum: .limited(2),
                    previous: .none))
            _ = try await port.send(.patch, Self.path, json: #"{"maxWallboards":3}"#)
            let reply = try await port.send(
                .patch, Self.path, json: #"{"maxWallboards":12}"#, headers: [.ifMatch: header])
            try expectProblem(reply, .versionMismatch)
            #expect(try reply.json["currentVersion"]?.string == "\"2\"")
            #expect(
                try reply.json["lastChange"].map(compact) == """
                    {"at":"2026-11-24T09:30:00.000Z","author":"gateway","maxWallboards":2,\
                    "previousMaxWallboards":null,"reason":"ordered"}
                    """)
        }
    }

    @Test(
        "the rule for surplus devices is one of three, and names devices where it suspends them",
        arguments: [
            (#""surplus":"drop""#, "surplus"), (#""surplus":null"#, "surplus"), (#""surplus":"suspend""#, "suspend"),
            (#""surplus":"keep","suspend":["a"]"#, "suspend"), (#""suspend":["a"]"#, "suspend"),
            (#""surplus":"suspend","suspend":["a b"]"#, "suspend"), (#""reason":"""#, "reason"),
        ])
    func surplusRules(members: String, field: String) async throws {
        try await AdminPort.run { port in
            try expectInvalid(
                try await port.send(.patch, Self.path, json: "{\"maxWallboards\":12,\(members)}"), [field])
        }
    }

    @Test("a device that is to give up a seat has to hold one")
    func noSeat() async throws {
        try await AdminPort.run { port in
            let body = #"{"maxWallboards":12,"surplus":"suspend","suspend":["ghost"]}"#
            try expectProblem(try await port.send(.patch, Self.path, json: body), .noSeat)
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
