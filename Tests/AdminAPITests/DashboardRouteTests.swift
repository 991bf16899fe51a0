import HTTPTypes
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Dashboards over HTTP")
struct DashboardRouteTests {
    private static let list = "/v1/customers/acme/dashboards"
    private static let path = "\(list)/floor"

    @Test("a dashboard is created, shown, replaced and removed")
    func life() async throws {
        try await AdminPort.run { port in
            let content = #"""
                {"title":"Floor","queues":["Sales"],"callerNumbers":"masked","tiles":[{"kind":"figure","title":"Now",\#
                "width":4,"height":2,"figure":"callsWaiting","queue":"Sales"},{"kind":"agents"}],"alarms":[\#
                {"figure":"callsWaiting","operator":"between","value":2,"upTo":5.5,"colour":"red"}]}
                """#
            let made = try await port.send(.put, Self.path, token: "customer", json: content)
            #expect(made.status == 201 && made.headers[.location] == Self.path)
            let told = #"""
                {"id":"floor","title":"Floor","queues":["Sales"],"callerNumbers":"masked","tiles":[{"kind":"figure",\#
                "title":"Now","width":4,"height":2,"figure":"callsWaiting","queue":"Sales"},{"kind":"agents"}],\#
                "alarms":[{"figure":"callsWaiting","operator":"between","value":2,"upTo":5.5,"colour":"red",\#
                "flash":false}],"devices":[],"views":{"insights":
                """#
            #expect(made.text.hasPrefix(told))
            let shown = try await port.send(.get, Self.path, token: "acme-monitor")
            #expect(shown.text == made.text && shown.headers[.eTag] == made.headers[.eTag])
            #expect(try await port.send(.get, Self.list).text == "{\"items\":[\(shown.text)]}")
            let replaced = try await port.send(.put, Self.path, json: #"{"title":"Other"}"#)
            #expect(replaced.status == 200 && replaced.headers[.eTag] != made.headers[.eTag])
            #expect(try replaced.json["queues"] == .null && replaced.json["callerNumbers"] == .null)
            #expect(try replaced.json["tiles"] == .array([]))
            #expect(try await port.send(.delete, Self.path).status == 204)
            try expectProblem(try await port.send(.get, Self.path), .notFound)
        }
    }

    @Test("what a view may not see is left out, and each part of it is named")
    func leftOut() async throws {
        try await AdminPort.run { port in
            let body = #"""
                {"title":"Floor","tiles":[{"kind":"figures","figures":["offered","callsWaiting"]},{"kind":"agents"}],
                "alarms":[{"figure":"callsHeld","operator":">","value":1,"colour":"amber"}]}
                """#
            let views = try #require(try await port.send(.put, Self.path, json: body).json["views"])
            let analytics = try #require(views["analytics"])
            #expect(analytics["tiles"].map(compact) == #"[{"figures":["offered"],"kind":"figures"}]"#)
            #expect(analytics["alarms"] == .array([]))
            let missing = try #require(analytics["leftOut"]?.array)
            #expect(missing.map { $0["tile"] ?? .null } == [.integer(0), .integer(1), .null])
            #expect(missing.map { $0["alarm"] ?? .null } == [.null, .null, .integer(0)])
            #expect(missing.map { $0["figure"] ?? .null } == [.string("callsWaiting"), .null, .string("callsHeld")])
            #expect(
                missing[1]["reason"]?.string == "Tiles of the kind agents are shown in the Contact Centre view only.")
            #expect(views["contactCentre"]?["leftOut"] == .array([]))
            #expect(views.object?.count == 4)
        }
    }

    @Test("a dry run is answered like the change, and changes nothing")
    func dryRun() async throws {
        try await AdminPort.run { port in
            let body = #"{"title":"Floor","tiles":[{"kind":"calls","rows":3}]}"#
            let asked = try await port.send(.put, "\(Self.path)?dryRun=true", json: body)
            #expect(asked.status == 200 && asked.headers[.eTag] == nil)
            try expectProblem(try await port.send(.get, Self.path), .notFound)
            #expect(try await port.send(.put, "\(Self.path)?dryRun=false", json: body).text == asked.text)
            try expectProblem(
                try await port.send(.put, "\(Self.path)?dryRun=maybe", json: body), .malformedRequest)
            try expectInvalid(
                try await port.send(.put, "\(Self.path)?dryRun=true", json: #"{"title":""}"#), ["title"])
            #expect(await port.gateway.audited.map(\.operation) == ["putDashboard", "putDashboard"])
        }
    }

    @Test(
        "every field that is wrong is named by its place",
        arguments: [
            (#"{}"#, ["title"]), (#"{"title":"T","colour":"red"}"#, ["colour"]),
            (#"{"title":"T","queues":[]}"#, ["queues"]), (#"{"title":"T","queues":["a","a"]}"#, ["queues"]),
            (#"{"title":"T","queues":[""]}"#, ["queues"]),
            (#"{"title":"T","callerNumbers":"shown"}"#, ["callerNumbers"]),
            (#"{"title":"T","tiles":{}}"#, ["tiles"]), (#"{"title":"T","tiles":[1]}"#, ["tiles[0]"]),
            (#"{"title":"T","tiles":[{"kind":"agents"},{"kind":"clock","face":"round"}]}"#, ["tiles[1].kind"]),
            (#"{"title":"T","tiles":[{"kind":"figure","figure":"moon"}]}"#, ["tiles[0].figure"]),
            (#"{"title":"T","tiles":[{"kind":"figure"}]}"#, ["tiles[0].figure"]),
            (#"{"title":"T","tiles":[{"kind":"figure","figure":"missed","queue":"a"}]}"#, ["tiles[0].queue"]),
            (#"{"title":"T","tiles":[{"kind":"figures","figures":[]}]}"#, ["tiles[0].figures"]),
            (
                #"{"title":"T","tiles":[{"kind":"figures","figures":["offered","missed"],"queue":"a"}]}"#,
                ["tiles[0].queue"]
            ),
            (#"{"title":"T","tiles":[{"kind":"queues","figures":["missed"]}]}"#, ["tiles[0].figures"]),
            (#"{"title":"T","tiles":[{"kind":"agents","rows":3}]}"#, ["tiles[0].rows"]),
            (
                #"{"title":"T","tiles":[{"kind":"calls","rows":41,"width":13,"height":0,"title":""}]}"#,
                ["tiles[0].title", "tiles[0].width", "tiles[0].height", "tiles[0].rows"]
            ),
            (#"{"title":"T","tiles":[{"kind":"text"}]}"#, ["tiles[0].text"]),
            (
                #"{"title":"T","alarms":[{"figure":"moon","operator":"<","value":-1,"colour":"blue","flash":1}]}"#,
                ["alarms[0].figure", "alarms[0].value", "alarms[0].colour", "alarms[0].flash", "alarms[0].operator"]
            ),
            (
                #"{"title":"T","alarms":[{"figure":"offered","operator":"between","value":1,"colour":"red"}]}"#,
                ["alarms[0].upTo"]
            ),
            (
                #"{"title":"T","alarms":[{"figure":"offered","operator":">","value":1,"upTo":2,"colour":"red"}]}"#,
                ["alarms[0].upTo"]
            ),
            (
                #"{"title":"T","alarms":[{"figure":"missed","queue":"a","operator":">","value":1,"colour":"red"}]}"#,
                ["alarms[0].queue"]
            ),
        ])
    func invalid(body: String, fields: [String]) async throws {
        try await AdminPort.run { port in
            try expectInvalid(try await port.send(.put, Self.path, json: body), fields)
            try expectProblem(try await port.send(.get, Self.path), .notFound)
        }
    }

    @Test("fields that do not go together are a conflict, and named")
    func conflicts() async throws {
        try await AdminPort.run { port in
            await port.gateway.know(queues: ["Sales", "Orders"])
            for (body, kind, field) in [
                (
                    #"{"title":"T","alarms":[{"figure":"offered","operator":"between","value":2,"upTo":1,"colour":"red"}]}"#,
                    Problem.Kind.emptyRange, "alarms[0].upTo"
                ),
                (
                    #"{"title":"T","queues":["Sales"],"tiles":[{"kind":"figure","figure":"offered","queue":"Orders"}]}"#,
                    .queueNotIncluded, "tiles[0].queue"
                ),
                (#"{"title":"T","queues":["Sales","Slaes"]}"#, .unknownQueue, "queues[1]"),
                (
                    #"{"title":"T","tiles":[{"kind":"agents"},{"kind":"figure","figure":"offered","queue":"Order"}]}"#,
                    .unknownQueue, "tiles[1].queue"
                ),
                (
                    #"{"title":"T","alarms":[{"figure":"offered","queue":"x","operator":">","value":2,"colour":"red"}]}"#,
                    .unknownQueue, "alarms[0].queue"
                ),
            ] {
                let reply = try await port.send(.put, Self.path, json: body)
                try expectProblem(reply, kind)
                #expect(try reply.json["errors"]?.array?.compactMap { $0["field"]?.string } == [field], "\(body)")
            }
            let id = String(repeating: "x", count: 65)
            try expectInvalid(try await port.send(.put, "\(Self.list)/\(id)", json: #"{"title":"T"}"#), ["dashboardId"])
        }
    }

    @Test("bounds: tiles, alarms, queues, dashboards, and the largest dashboard of all is taken")
    func bounds() async throws {
        try await AdminPort.run { port in
            func body(tiles: Int, alarms: Int, queues: Int) -> String {
                // Each of the longest texts, escaped in the longest way.
                let wide = String(repeating: #"\ud83d\ude00"#, count: 100)
                let text = String(repeating: #"\ud83d\ude00"#, count: 500)
                func name(_ number: Int) -> String {
                    String(repeating: #"\ud83d\ude00"#, count: 125) + String(1_000 + number).dropFirst()
                }
                func repeated(_ count: Int, _ item: (Int) -> String) -> String {
                    (0..<count).map(item).joined(separator: ",")
                }
                let tile = #"{"kind":"text","title":"\#(wide)","width":12,"height":6,"text":"\#(text)"}"#
                return """
                    {"title":"\(wide)","queues":[\(repeated(queues) { "\"\(name($0))\"" })],\
                    "tiles":[\(repeated(tiles) { _ in tile })],"alarms":[\(repeated(alarms) { _ in
                        #"{"figure":"callsWaiting","queue":"\#(name(0))","operator":"between","value":0.123456789,"#
                            + #""upTo":1000000000,"colour":"amber","flash":false}"#
                    })]}
                    """
            }
            #expect(try await port.send(.put, Self.path, json: body(tiles: 40, alarms: 40, queues: 100)).status == 201)
            try expectInvalid(
                try await port.send(.put, Self.path, json: body(tiles: 41, alarms: 0, queues: 1)), ["tiles"])
            try expectInvalid(
                try await port.send(.put, Self.path, json: body(tiles: 0, alarms: 41, queues: 1)), ["alarms"])
            try expectInvalid(
                try await port.send(.put, Self.path, json: body(tiles: 0, alarms: 0, queues: 101)), ["queues"])
            for number in 1..<100 {
                let made = try await port.send(.put, "\(Self.list)/d\(number)", json: #"{"title":"T"}"#)
                #expect(made.status == 201)
            }
            try expectProblem(try await port.send(.put, "\(Self.list)/more", json: #"{"title":"T"}"#), .dashboardLimit)
            #expect(try await port.send(.put, Self.path, json: #"{"title":"T"}"#).status == 200)
        }
    }

    @Test("a device shows a dashboard of its customer, or the default")
    func assign() async throws {
        try await AdminPort.run { port in
            await port.gateway.add(sampleDevice("a"))
            _ = try await port.send(.put, Self.path, json: #"{"title":"Floor"}"#)
            let device = "/v1/customers/acme/devices/a"
            let tag = try await port.send(.get, device).headers[.eTag]
            let assigned = try await port.send(.patch, device, json: #"{"dashboardId":"floor"}"#)
            #expect(try assigned.json["dashboardId"]?.string == "floor" && assigned.headers[.eTag] != tag)
            #expect(try await port.send(.get, Self.path).json["devices"] == .array([.string("a")]))
            let unknown = try await port.send(.patch, device, json: #"{"dashboardId":"none"}"#)
            try expectProblem(unknown, .notFound)
            #expect(try unknown.json["resource"]?.string == "dashboard")
            #expect(try await port.send(.patch, device, json: #"{"name":"B"}"#).json["dashboardId"]?.string == "floor")
            let back = try await port.send(.patch, device, json: #"{"dashboardId":null}"#)
            #expect(try back.json["dashboardId"] == .null)
        }
    }
}
