import HTTPTypes
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Customers over HTTP")
struct CustomerRouteTests {
    private static let valid = #"{"id":"new-1","name":"New","timeZone":"Europe/Berlin","maxWallboards":10}"#

    @Test("a new customer is answered with 201, its place and its settings")
    func create() async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(.post, "/v1/customers", json: Self.valid)
            #expect(reply.status == 201)
            #expect(reply.headers[.location] == "/v1/customers/new-1")
            #expect(reply.headers[.contentType] == "application/json")
            let expected = """
                {"id":"new-1","name":"New","timeZone":"Europe/Berlin","maxWallboards":10,"resetTime":"02:00",\
                "serviceLevelSeconds":20,"shortAbandonSeconds":5,"serviceLevelVariant":"standard","feedLostSeconds":120,\
                "goals":{"serviceLevel":{"amber":0.8,"red":0.6},"longestWaitSeconds":{"amber":60,"red":120},\
                "callsWaiting":{"amber":5,"red":10},"abandonedRate":{"amber":0.05,"red":0.08},\
                "agentsAvailable":{"red":0},"queues":{}},\
                "callerNumbers":"masked","agentAddOn":"manual","sleepHours":null,\
                "createdAt":"2026-11-24T09:30:00.000Z","wallboards":{"configured":0,"max":10,\
                "display":"0/10","over":false,"connected":0},"feed":{"state":"none","lastHeardAt":null,\
                "lastEventAt":null,"since":"2026-11-24T09:30:00.000Z","accepted":0,"duplicates":0,"rejected":0,\
                "ignored":0,"shortened":0,"problems":[]},"leftOut":{"queues":0,"agents":0}}
                """
            #expect(reply.text == expected)
            #expect(try await port.send(.get, "/v1/customers/new-1").text == expected)
        }
    }

    @Test("null is an unlimited maximum, in and out")
    func unlimited() async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(
                .post, "/v1/customers", json: Self.valid.replacing(":10}", with: ":null}"))
            #expect(reply.status == 201)
            #expect(try reply.json["maxWallboards"] == .null)
        }
    }

    @Test("an id that is taken is a conflict")
    func taken() async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(
                .post, "/v1/customers", json: Self.valid.replacing("new-1", with: "acme"))
            try expectProblem(reply, .alreadyExists)
            #expect(try reply.json["resource"]?.string == "customer")
        }
    }

    @Test(
        "each mistake names its field",
        arguments: [
            (#"{}"#, ["id", "name", "timeZone", "maxWallboards"]),
            (valid.replacing("new-1", with: "New 1"), ["id"]),
            (valid.replacing("\"New\"", with: "\"\""), ["name"]),
            (valid.replacing("Europe/Berlin", with: "Berlin"), ["timeZone"]),
            (valid.replacing(":10}", with: ":-1}"), ["maxWallboards"]),
            (valid.replacing(":10}", with: ":\"10\"}"), ["maxWallboards"]),
            (valid.replacing(",\"maxWallboards\":10", with: ""), ["maxWallboards"]),
            (valid.replacing("maxWallboards", with: "maxWallboard"), ["maxWallboards", "maxWallboard"]),
        ])
    func invalid(json: String, fields: [String]) async throws {
        try await AdminPort.run { port in
            try expectInvalid(try await port.send(.post, "/v1/customers", json: json), fields)
            #expect(try await port.send(.get, "/v1/customers").json["items"]?.array?.count == 2)
        }
    }

    @Test("a change touches what it names and nothing else")
    func change() async throws {
        try await AdminPort.run { port in
            let before = try await port.send(.get, "/v1/customers/acme").json
            let reply = try await port.send(
                .patch, "/v1/customers/acme",
                json: #"{"resetTime":"03:05","callerNumbers":"shown","serviceLevelVariant":"withOverflows"}"#)
            #expect(reply.status == 200)
            var expected = try #require(before.object)
            expected["resetTime"] = .string("03:05")
            expected["callerNumbers"] = .string("shown")
            expected["serviceLevelVariant"] = .string("withOverflows")
            #expect(try reply.json == .object(expected))
            #expect(try await port.send(.patch, "/v1/customers/acme", json: "{}").json == .object(expected))
        }
    }

    @Test(
        "settings out of range are refused by name",
        arguments: [
            (#"{"serviceLevelSeconds":0,"shortAbandonSeconds":601}"#, ["serviceLevelSeconds", "shortAbandonSeconds"]),
            (#"{"serviceLevelVariant":"generous"}"#, ["serviceLevelVariant"]),
            (#"{"feedLostSeconds":9}"#, ["feedLostSeconds"]), (#"{"feedLostSeconds":86401}"#, ["feedLostSeconds"]),
            (#"{"resetTime":"24:00"}"#, ["resetTime"]),
            (#"{"callerNumbers":"hidden","agentAddOn":null}"#, ["callerNumbers", "agentAddOn"]),
            (#"{"timeZone":"nowhere"}"#, ["timeZone"]),
            (#"{"maxWallboards":3}"#, ["maxWallboards"]),
            (#"{"id":"other"}"#, ["id"]),
        ])
    func invalidChange(json: String, fields: [String]) async throws {
        try await AdminPort.run { port in
            try expectInvalid(try await port.send(.patch, "/v1/customers/acme", json: json), fields)
        }
    }

    @Test("a removed customer is gone")
    func delete() async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(.delete, "/v1/customers/acme")
            #expect(reply.status == 204)
            #expect(reply.bytes.isEmpty)
            try expectProblem(try await port.send(.get, "/v1/customers/acme"), .notFound)
            try expectProblem(try await port.send(.delete, "/v1/customers/acme"), .notFound)
        }
    }

    @Test("a text that no customer can have as its id is not found", arguments: ["ACME", "a%20b", "%00", "ü"])
    func impossibleID(id: String) async throws {
        try await AdminPort.run { port in
            try expectProblem(try await port.send(.get, "/v1/customers/\(id)"), .notFound)
        }
    }

    @Test("the list goes by pages, and by id")
    func pages() async throws {
        try await AdminPort.run { port in
            for number in 10...14 {
                _ = try await port.send(
                    .post, "/v1/customers", json: Self.valid.replacing("new-1", with: "new-\(number)"))
            }
            var met: [String] = []
            var path: String? = "/v1/customers?limit=3"
            while let next = path {
                let page = try await port.send(.get, next).json
                met += try #require(page["items"]?.array).compactMap { $0["id"]?.string }
                path = page["nextCursor"]?.string.map { "/v1/customers?limit=3&cursor=\($0)" }
            }
            #expect(met == ["acme", "globex", "new-10", "new-11", "new-12", "new-13", "new-14"])
        }
    }

    @Test("a token that is confined to a customer lists that one", arguments: ["customer", "acme-monitor"])
    func confinedList(token: String) async throws {
        try await AdminPort.run { port in
            let list = try await port.send(.get, "/v1/customers", token: token).json
            #expect(list["items"]?.array?.compactMap { $0["id"]?.string } == ["acme"])
            #expect(list["nextCursor"] == nil)
        }
    }

    @Test(
        "a bad limit or cursor is named",
        arguments: [("limit=0", "limit"), ("limit=x", "limit"), ("cursor=!", "cursor")])
    func badQuery(query: String, parameter: String) async throws {
        try await AdminPort.run { port in
            for path in ["/v1/customers", "/v1/customers/acme/users", "/v1/customers/acme/devices"] {
                let reply = try await port.send(.get, "\(path)?\(query)")
                try expectProblem(reply, .malformedRequest)
                #expect(try reply.json["errors"]?.array?.first?["field"]?.string == parameter)
            }
        }
    }
}
