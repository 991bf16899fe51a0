import BoardProtocol
import HTTPTypes
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Imports of users over HTTP")
struct UserImportTests {
    private static let path = "/v1/customers/acme/user-imports"
    private static let header = "id,name,extension,userLicence,agentAddOn,desktopClient,crmAddOn,supervisor"

    private func sendCSV(
        _ port: AdminPort, _ lines: [String], query: String = "", token: String = "customer"
    ) async throws -> AdminPort.Reply {
        try await port.send(
            .post, Self.path + query, token: token, body: Array(lines.joined(separator: "\r\n").utf8),
            headers: [.contentType: "text/csv; charset=utf-8"])
    }

    @Test("an id that is there twice is a conflict, unless something else is wrong besides")
    func duplicates() async throws {
        try await AdminPort.run { port in
            let line = "ada,Ada,,,no,0,false,analytics"
            let reply = try await sendCSV(port, [Self.header, line, line])
            try expectProblem(reply, .duplicateIDs)
            #expect(try reply.json["type"]?.string == "/problems/duplicate-ids")
            #expect(try reply.json["errors"]?.array?.compactMap { $0["field"]?.string } == ["line 3: id"])
            try expectInvalid(
                try await sendCSV(port, [Self.header, line, line, "bob,Bob,,,no,0,maybe,none"]),
                ["line 3: id", "line 4: crmAddOn"])
            try expectProblem(try await port.send(.get, "/v1/customers/acme/users/ada"), .notFound)
        }
    }

    @Test("a table says what it changes, on which screens, and changes it")
    func csv() async throws {
        try await AdminPort.run { port in
            let ada = User(id: sample(UserID("ada")), name: "Ada", supervisor: .insights)
            _ = try await port.gateway.putUser(ada, of: acme, if: { _ in true }, by: .gateway)
            let plain = sampleDevice("a")
            var device = plain.device
            device.user = ada.id
            await port.gateway.add(plain.with(device, view: .insights))
            let lines = [
                Self.header, "ada,Ada,,,no,0,false,analytics", "\"bob\",\"Bob, B.\",201,essential,yes,1,TRUE,",
            ]
            let dry = try await sendCSV(port, lines, query: "?dryRun=true")
            #expect(try dry.json["dryRun"]?.bool == true)
            try expectProblem(try await port.send(.get, "/v1/customers/acme/users/bob"), .notFound)
            #expect(await port.gateway.audited.isEmpty)
            let reply = try await sendCSV(port, lines)
            #expect(reply.status == 200)
            let json = try reply.json
            #expect(json["created"]?.integer == 1)
            #expect(json["changed"]?.integer == 1)
            #expect(json["unchanged"]?.integer == 0)
            #expect(
                json["changes"]?.array?.first.map(compact) == """
                    {"action":"changed","fields":[{"field":"supervisor","from":"insights","to":"analytics"}],\
                    "screens":[{"id":"a","name":"Board a","screen":"Shows analytics.","serial":"SERIAL-a",\
                    "view":"analytics"}],"userId":"ada"}
                    """)
            let fields = json["changes"]?.array?.last?["fields"]?.array ?? []
            #expect(
                fields.compactMap { $0["field"]?.string }.count == 7)
            #expect(json["licences"]?["after"]?["users"]?["essential"]?.integer == 1)
            #expect(json["licences"]?["before"]?["users"]?["essential"]?.integer == 0)
            #expect(try await sendCSV(port, lines).json["unchanged"]?.integer == 2)
            let bob = try await port.send(.get, "/v1/customers/acme/users/bob").json
            #expect(bob["name"]?.string == "Bob, B.")
            #expect(bob["agentAddOn"]?.bool == true)
            #expect(bob["supervisor"]?.string == "none")
            #expect(await port.gateway.authors.last?.text == "the customer (token id-of-customer)")
        }
    }

    @Test("columns come in any order, after a byte order mark")
    func columns() async throws {
        try await AdminPort.run { port in
            let reply = try await sendCSV(
                port,
                [
                    "\u{FEFF}supervisor,crmAddOn,desktopClient,agentAddOn,userLicence,extension,name,id",
                    "none,0,0,0,,,A,a",
                ])
            #expect(try reply.json["created"]?.integer == 1)
        }
    }

    @Test("every mistake is named with its line, and nothing is done")
    func mistakes() async throws {
        try await AdminPort.run { port in
            let reply = try await sendCSV(
                port,
                [
                    Self.header, "a,A,,gold,maybe,0,0,none", "a b,\"B\r\nC\",,,0,0,0,chief", "c,C,,,0,0,0",
                    "d,D,,,0,0,0,none", "d,D,,,0,0,0,none",
                ])
            try expectInvalid(
                reply,
                [
                    "line 2: userLicence", "line 2: agentAddOn", "line 3: id", "line 3: name", "line 3: supervisor",
                    "line 5", "line 7: id",
                ])
            #expect(try await port.send(.get, "/v1/customers/acme/users").text == #"{"items":[]}"#)
        }
    }

    @Test(
        "a wrong header is named",
        arguments: [
            ("id,name,extension,userLicence,agentAddOn,desktopClient,crmAddOn", ["line 1: supervisor"]),
            (header + ",id", ["line 1: id"]), (header + ",password", ["line 1: password"]), ("", ["line 1"]),
        ])
    func headers(header: String, fields: [String]) async throws {
        try await AdminPort.run { port in
            try expectInvalid(try await sendCSV(port, [header]), fields)
        }
    }

    @Test("JSON is an array of users, or an object of them")
    func json() async throws {
        try await AdminPort.run { port in
            let user = """
                {"id":"ada","name":"Ada","extension":"","userLicence":null,"agentAddOn":false,"desktopClient":false,\
                "crmAddOn":false,"supervisor":"none"}
                """
            for body in ["[\(user)]", "{\"users\":[\(user)]}"] {
                #expect(try await port.send(.post, Self.path, json: body).status == 200)
            }
            try expectInvalid(
                try await port.send(.post, Self.path, json: "[\(user),1,\(user.replacing("null", with: "1"))]"),
                ["users[1]", "users[2].userLicence"])
            try expectProblem(try await port.send(.post, Self.path, json: "[\(user),\(user)]"), .duplicateIDs)
            for (body, field) in [
                ("{}", "users"), ("1", ""), ("{\"users\":[],\"x\":1}", "x"), ("{\"users\":1}", "users"),
            ] {
                try expectInvalid(try await port.send(.post, Self.path, json: body), [field])
            }
            try expectProblem(
                try await port.send(.post, Self.path + "?dryRun=maybe", json: "[]"), .malformedRequest)
        }
    }

    @Test("an import has bounds")
    func bounds() async throws {
        var limits = AdminLimits()
        limits.importedUsers = 3
        limits.importErrors = 2
        limits.listBodyBytes = 2_000
        try await AdminPort.run(limits: limits) { port in
            let lines = (0..<4).map { "u\($0),U,,,0,0,0,none" }
            try expectInvalid(try await sendCSV(port, [Self.header] + lines), ["users"])
            let wrong = try await sendCSV(port, [Self.header] + (0..<3).map { "u\($0),,,,0,0,0,none" })
            try expectInvalid(wrong, ["line 2: name", "line 3: name"])
            let long = try await sendCSV(port, [Self.header, String(repeating: "x", count: 2_000)])
            try expectProblem(long, .contentTooLarge)
            let xml = try await port.send(
                .post, Self.path, body: Array("<a/>".utf8), headers: [.contentType: "text/xml"])
            try expectProblem(xml, .unsupportedMediaType)
        }
    }

    @Test("the agents of the PBX set the add-ons of a customer that follows it")
    func pbx() async throws {
        try await AdminPort.run { port in
            let path = "/v1/customers/acme/pbx-agents"
            #expect(
                try await port.send(.get, path).text
                    == #"{"extensions":[],"reportedAt":null,"agentAddOn":"manual","changed":[]}"#)
            let ada = User(id: sample(UserID("ada")), name: "Ada", extension: "201")
            _ = try await port.gateway.putUser(ada, of: acme, if: { _ in true }, by: .gateway)
            _ = try await port.send(.patch, "/v1/customers/acme", json: #"{"agentAddOn":"synced"}"#)
            let reply = try await port.send(
                .put, path, token: "customer", json: #"{"extensions":["202","201","201"]}"#)
            #expect(
                reply.text == """
                    {"extensions":["201","202"],"reportedAt":"2026-11-24T09:30:00.000Z","agentAddOn":"synced",\
                    "changed":["ada"]}
                    """)
            for body in [#"{"extensions":[""]}"#, #"{"extensions":[1]}"#, #"{"extensions":null}"#, "{}"] {
                try expectInvalid(try await port.send(.put, path, json: body), ["extensions"])
            }
        }
    }
}
