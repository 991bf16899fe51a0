import Foundation
import HTTPTypes
import TestSupport

@testable import AdminAPI

/// A request that is right in most of what it says, so that it gets far, and at or beyond a bound in the rest.
struct FuzzedRequest {
    /// What exists to be requested.
    struct World {
        /// Tokens by who may use them; the last is none.
        let tokens: [String]
        let customers = ["acme", "globex", "initech"]
        let users = ["anna", "ben", "carl"]
        let devices: [String]
        let codes: [String]
    }

    let method: HTTPRequest.Method
    let path: String
    let headers: HTTPFields
    let body: [UInt8]?

    init(for routes: RouteTable, in world: World, _ random: inout SplitMix64) {
        var draw = Draw(world: world, random: random)
        defer { random = draw.random }
        guard let route = routes.routes.randomElement(using: &draw.random) else {
            preconditionFailure("there are no routes")
        }
        method =
            draw.chance(3)
            ? (HTTPRequest.Method(rawValue: draw.one(["PATCH", "TRACE", "POST", "HEAD"])) ?? .get)
            : route.method
        // A stream of events does not end: only senders who may not watch request it.
        let token =
            route.operation == "watchBoards"
            ? "none" : draw.chance(85) ? world.tokens[0] : draw.one(world.tokens + [draw.text])
        var headers: HTTPFields = [.authorization: "Bearer \(token)"]
        for (name, values) in Self.headers where draw.chance(10) {
            headers[name] = draw.chance(70) ? draw.one(values) : draw.text
        }
        path = draw.path(of: route) + draw.query(of: route)
        body = draw.body(of: route)
        if body != nil, headers[.contentType] == nil {
            headers[.contentType] = route.operation == "sendCallEvents" ? "application/x-ndjson" : "application/json"
        }
        self.headers = headers
    }

    private static let headers: [(HTTPField.Name, [String])] = [
        (
            .ifMatch,
            ["*", "\"1\"", "W/\"1\"", "\"1\", \"2\"", "\"\"", "\"9223372036854775807\"", "\"-9223372036854775808\""]
        ),
        (.ifNoneMatch, ["*", "\"1\""]), (.accept, ["text/csv", "application/json", "text/html", "*/*;q=0", ","]),
        (.contentType, ["application/json", "text/csv", "application/x-ndjson", "application/json; charset=utf-16"]),
        (.origin, ["https://evil.example", "null"]), (.cookie, ["wallboard=1", "=;=;;", "__Host-session=x"]),
        (.acceptEncoding, ["gzip", "*;q=0"]), (.range, ["bytes=0-", "bytes=-1"]),
    ]
}

/// Draws the parts of a request.
private struct Draw {
    let world: FuzzedRequest.World
    var random: SplitMix64

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    mutating func one(_ values: [String]) -> String { BoundaryValues.one(values, &random) }
    var text: String {
        mutating get { BoundaryValues.text(&random) }
    }

    // MARK: Path and query

    mutating func path(of route: Route) -> String {
        guard !chance(1) else { return "/" + escaped(text) }
        return route.path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            guard segment.first == "{" else { return String(segment) }
            return escaped(chance(12) ? text : known(String(segment.dropFirst().dropLast()), route))
        }.joined(separator: "/")
    }

    private mutating func known(_ parameter: String, _ route: Route) -> String {
        switch parameter {
        case "customerId": route.operation == "deleteCustomer" && !chance(2) ? "nobody" : one(world.customers)
        case "userId": one(world.users)
        case "deviceId": one(world.devices)
        case "userCode": one(world.codes)
        case "dashboardId": one(["wall", "desk"])
        default: "unknown"
        }
    }

    mutating func query(of route: Route) -> String {
        var parts: [String] = []
        func add(_ name: String, _ value: String) { parts.append("\(name)=\(escaped(value))") }
        if ["exportCallEvents", "deleteCallEvents"].contains(route.operation), !chance(5) {
            add("from", one(BoundaryValues.moments))
            add("to", one(BoundaryValues.moments))
        }
        if route.operation == "showUsage", chance(80) { add("period", one(BoundaryValues.months)) }
        if route.operation == "deleteCallEvents" || chance(10) { add("dryRun", one(["true", "false", text])) }
        if chance(15) { add("limit", one(BoundaryValues.integers)) }
        if chance(15) { add("cursor", cursor) }
        if chance(8) { add("customerId", one(world.customers + [text])) }
        if chance(8) { add("part", one(["lines", "figures", text])) }
        if chance(8) { add("format", one(["csv", "json", text])) }
        if chance(8) { add("status", one(["connected", "offline", "refused", text])) }
        if chance(3) { add(text, text) }
        return parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
    }

    private var cursor: String {
        mutating get {
            one([
                "7fffffffffffffff", "ffffffffffffffff", "0fffffffffffffff", "8000000000000000", "0000000000000000",
                "-000000000000001", "+000000000000001", "-7fffffffffffffff", "00", "0", "ff", "c3", "61", "616",
                String(repeating: "61", count: 2_000), text,
            ])
        }
    }

    private func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.intersection(.init(charactersIn: "!"..."~")))
            ?? ""
    }

    // MARK: Body

    mutating func body(of route: Route) -> [UInt8]? {
        guard route.body != .none || chance(1) else { return nil }
        if chance(3) {
            return (0..<Int.random(in: 0...300, using: &random)).map { _ in .random(in: 0...255, using: &random) }
        }
        if chance(3) { return Array(BoundaryValues.json(&random).utf8) }
        let text = template(of: route)
        guard chance(2), !text.isEmpty else { return Array(text.utf8) }
        return Array(text.utf8.prefix(Int.random(in: 0..<text.utf8.count, using: &random)))
    }

    /// An object of which each member may be missing, renamed, duplicated or have any value.
    private mutating func object(_ members: [(String, String)]) -> String {
        var texts: [String] = []
        for (name, value) in members {
            switch Int.random(in: 0..<100, using: &random) {
            case 0, 1: continue
            case 2: texts.append("\(BoundaryValues.quoted(text)):\(value)")
            case 3: texts.append("\"\(name)\":\(value),\"\(name)\":\(value)")
            case 4...12: texts.append("\"\(name)\":\(BoundaryValues.json(&random))")
            default: texts.append("\"\(name)\":\(value)")
            }
        }
        return "{" + texts.joined(separator: ",") + "}"
    }

    private mutating func list(_ most: Int, _ element: (inout Draw) -> String) -> String {
        "[" + (0..<Int.random(in: 0...most, using: &random)).map { _ in element(&self) }.joined(separator: ",") + "]"
    }

    private mutating func word(_ words: [String]) -> String { BoundaryValues.quoted(one(words)) }
    private mutating func number(_ range: ClosedRange<Int>) -> String { String(Int.random(in: range, using: &random)) }
    private mutating func moment() -> String {
        word(chance(70) ? ["2026-11-24T08:5\(number(0...9)):00Z"] : BoundaryValues.moments)
    }

    /// Thresholds that are sometimes in range and in order.
    private var goal: String {
        mutating get {
            let threshold = { (fuzzed: inout Self) in
                fuzzed.one(["null", "0", "0.5", "1", fuzzed.one(BoundaryValues.integers)])
            }
            return chance(5) ? "null" : object([("amber", threshold(&self)), ("red", threshold(&self))])
        }
    }

    private mutating func template(of route: Route) -> String {
        switch route.operation {
        case "createCustomer":
            object([
                ("id", word(world.customers + ["c\(number(0...20))"])), ("name", word(["Acme", "é", text])),
                ("timeZone", word(BoundaryValues.zones)), ("maxWallboards", number(0...20)),
            ])
        case "changeCustomer":
            object([
                ("name", word(["Acme", text])), ("timeZone", word(BoundaryValues.zones)),
                ("resetTime", word(BoundaryValues.timesOfDay)), ("serviceLevelSeconds", number(1...3_600)),
                ("shortAbandonSeconds", number(0...600)), ("feedLostSeconds", number(1...86_400)),
                ("callerNumbers", word(["masked", "shown"])), ("agentAddOn", word(["manual", "synced"])),
                ("sleepHours", object([("from", word(BoundaryValues.timesOfDay)), ("to", word(["06:00"]))])),
                (
                    "goals",
                    object([
                        ("serviceLevel", goal), ("callsWaiting", goal), ("agentsAvailable", goal),
                        (
                            "queues",
                            object([(one(["Sales", "e\u{301}", "__proto__"]), object([("callsWaiting", goal)]))])
                        ),
                    ])
                ),
            ])
        case "putUser": user([])
        case "importUsers": object([("users", list(5) { $0.user([("id", $0.word($0.world.users))]) })])
        case "putPBXAgents": object([("extensions", list(6) { $0.word(["100", "101", $0.text]) })])
        case "changeLicences":
            object([
                ("maxWallboards", number(0...20)), ("surplus", word(["keep", "keep", "reject", "suspend"])),
                ("reason", word(["because", text])), ("dryRun", "true"),
            ])
        case "createEnrolmentKey":
            object([
                ("userId", word(world.users)), ("expiresInSeconds", one(BoundaryValues.integers)),
                ("maxUses", one(BoundaryValues.integers)),
            ])
        case "createPairing":
            object([("userCode", word(world.codes)), ("userId", word(world.users)), ("name", word(["Wall", text]))])
        case "changeDevice":
            object([
                ("name", word(["TV", text])), ("userId", word(world.users)), ("suspended", one(["true", "false"])),
                ("dashboardId", one(["null", "\"wall\""])),
            ])
        case "replaceDevice": object([("serial", word(["TV-\(number(0...40))"]))])
        case "putDashboard": dashboard()
        case "sendCallEvents":
            (0..<Int.random(in: 0...6, using: &random)).map { _ in event() }.joined(
                separator: one(["\n", "\r\n", "\n\n"]))
        case "stateActiveCalls": object([("calls", list(4) { $0.activeCall() })])
        case "createToken":
            object([
                ("role", word(["monitor", "feed", "customer", "provider"])), ("name", word(["token", text])),
                ("customerId", one(["null", "\"acme\""])), ("expiresInSeconds", one(BoundaryValues.integers)),
                ("maySetMaximum", one(["true", "false"])),
            ])
        default: object([("reason", word([text]))])
        }
    }

    private mutating func user(_ more: [(String, String)]) -> String {
        object(
            more + [
                ("name", word(["Anna", text])), ("extension", one(["null", "\"100\""])),
                ("userLicence", one(["null", "\"professional\""])), ("agentAddOn", "true"), ("desktopClient", "true"),
                ("crmAddOn", "false"), ("supervisor", word(["none", "insights", "analytics", "contactCentre"])),
            ])
    }

    private mutating func dashboard() -> String {
        let tiles = list(4) { draw in
            draw.object([
                ("kind", draw.word(["figure", "figures", "queues", "calls", "leaderboard", "agents", "text"])),
                ("figure", draw.word(["callsWaiting", "serviceLevel", "offered"])), ("text", draw.word([draw.text])),
                ("figures", draw.list(3) { $0.word(["offered", "answered", "callsWaiting"]) }),
                ("width", draw.number(1...12)), ("rows", draw.one(BoundaryValues.integers)),
            ])
        }
        let alarms = list(3) { draw in
            draw.object([
                ("figure", draw.word(["callsWaiting", "serviceLevel"])),
                ("operator", draw.word([">", "between", "<="])),
                ("value", draw.one(BoundaryValues.numbers + BoundaryValues.integers)), ("upTo", draw.number(0...9)),
                ("colour", draw.word(["red", "amber"])), ("flash", "true"),
            ])
        }
        return object([
            ("title", word(["Wall", text])), ("queues", one(["null", "[\"Sales\"]", "[\"é\",\"e\u{301}\"]"])),
            ("tiles", tiles), ("alarms", alarms),
        ])
    }

    private mutating func event() -> String {
        object([
            ("id", word(["e\(number(0...50_000))", text])), ("time", moment()),
            (
                "type",
                word([
                    "call.queued", "call.ringing", "call.answered", "call.held", "call.retrieved", "call.transferred",
                    "call.ended", "agent.state",
                ])
            ),
            ("callId", word(["c\(number(0...300))", text])), ("queue", word(["Sales", "é", "e\u{301}", text])),
            ("agent", word(["Anna", text])), ("caller", word(["+441234567890", text])),
            ("state", word(["available", "talking", "wrapUp", "paused", "loggedOut"])),
            ("direction", word(["in", "out", "inbound", "outbound"])), ("reason", word(["abandoned", "completed"])),
        ])
    }

    private mutating func activeCall() -> String {
        object([
            ("callId", word(["c\(number(0...300))", text])), ("state", word(["waiting", "ringing", "active", "held"])),
            ("since", moment()), ("queue", word(["Sales", text])), ("agent", one(["null", "\"Anna\""])),
        ])
    }
}
