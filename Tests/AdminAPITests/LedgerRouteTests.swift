import BoardProtocol
import HTTPTypes
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Ledger and usage over HTTP")
struct LedgerRouteTests {
    private static let device = LedgerDevice(
        id: sample(DeviceID("d-1")), serial: sample(Serial("-S1")), user: sample(UserID("ada")), licence: .analytics)

    private static func entry(_ sequence: Int, _ change: LedgerChange, author: Author = .gateway) -> LedgerEntry {
        LedgerEntry(
            sequence: sequence, at: GatewayDouble.start, customer: acme, author: author, change: change, configured: 1,
            maximum: sequence == 1 ? .unlimited : .limited(3), previous: .none)
    }

    private static func fill(_ port: AdminPort, count: Int = 3) async {
        await port.gateway.write(entry(1, .opened(timeZone: "Europe/London")))
        for sequence in 2...count {
            await port.gateway.write(
                entry(
                    sequence,
                    sequence == 2
                        ? .maximum(from: .unlimited, reason: "=1+1, \"ordered\"") : .seatTaken(device, .pairing),
                    author: Author(text: "Ada, B. (token t)")))
        }
    }

    @Test("an entry has exactly what was hashed, and its hash")
    func entries() async throws {
        try await AdminPort.run { port in
            await Self.fill(port)
            let json = try await port.send(.get, "/v1/customers/acme/ledger", token: "customer").json
            #expect(
                json["items"]?.array?.first.map(compact) == """
                    {"at":"2026-11-24T09:30:00.000Z","author":"gateway","configured":1,"customerId":"acme",\
                    "hash":"\(String(repeating: "1", count: 64))","kind":"opened","maxWallboards":null,\
                    "previousHash":"\(String(repeating: "0", count: 64))","sequence":1,"timeZone":"Europe/London"}
                    """)
            let last = json["items"]?.array?.last
            #expect(last?["deviceId"]?.string == "d-1")
            #expect(last?["how"]?.string == "pairing")
            #expect(last?["reason"] == nil)
        }
    }

    @Test("the ledger is read page by page from the store")
    func pages() async throws {
        try await AdminPort.run { port in
            await Self.fill(port, count: 7)
            var sequences: [Int64] = []
            var cursor = ""
            repeat {
                let json = try await port.send(.get, "/v1/customers/acme/ledger?limit=3\(cursor)").json
                sequences += json["items"]?.array?.compactMap { $0["sequence"]?.integer } ?? []
                cursor = json["nextCursor"]?.string.map { "&cursor=\($0)" } ?? ""
            } while cursor != ""
            #expect(sequences == Array(1...7))
            #expect(await port.gateway.largestLedgerRead == 4)
            try expectProblem(
                try await port.send(.get, "/v1/customers/acme/ledger?cursor=\(Page.cursor("x"))"), .malformedRequest)
            try expectProblem(try await port.send(.get, "/v1/customers/ghost/ledger"), .notFound)
        }
    }

    @Test("a customer has a quarter of the exports that are written at once, and others keep theirs")
    func exports() async throws {
        var limits = AdminLimits()
        limits.ledgerChunk = 2
        limits.exports = 4
        try await AdminPort.run(limits: limits) { port in
            await Self.fill(port, count: 5)
            let path = "/v1/customers/acme/ledger?format=csv"
            let seen = AsyncStream.makeStream(
                of: (AdminPort.Reply, AdminPort.Reply, AdminPort.Reply, AdminPort.Reply)?.self)
            await port.gateway.duringLedger {
                await port.gateway.duringLedger {}
                let events = "/v1/customers/acme/call-events?from=2026-11-24T09:00:00Z&to=2026-11-24T10:00:00Z"
                seen.continuation.yield(
                    try? await (
                        port.send(.get, path, token: "chief"), port.send(.get, events, token: "feed"),
                        port.send(.get, "/v1/customers/globex/ledger?format=csv", token: "globex"),
                        port.send(.get, "/v1/customers/acme/ledger", token: "customer")
                    ))
            }
            for _ in 0..<2 {
                // What has been written to its end makes room.
                let reply = try await port.send(.get, path, token: "customer")
                #expect(reply.status == 200)
            }
            let replies = try #require(await seen.stream.first { _ in true } ?? nil)
            let (ledger, events, other, page) = replies
            for refused in [ledger, events] {
                try expectProblem(refused, .unavailable)
                #expect(refused.headers[.retryAfter] == "10")
            }
            #expect(other.status == 404 || other.status == 200)
            #expect(page.status == 200, "a page of it is no export")
        }
    }

    @Test("as CSV it comes whole, in pieces, and without formulas", arguments: ["?format=csv", ""])
    func csv(query: String) async throws {
        var limits = AdminLimits()
        limits.ledgerChunk = 2
        try await AdminPort.run(limits: limits) { port in
            await Self.fill(port, count: 5)
            let reply = try await port.send(
                .get, "/v1/customers/acme/ledger\(query)",
                headers: query.isEmpty ? [.accept: "text/csv, application/json;q=0.5"] : [:])
            #expect(reply.headers[.contentType] == "text/csv; charset=utf-8; header=present")
            #expect(reply.headers[.contentDisposition] == "attachment; filename=\"ledger-acme.csv\"")
            let records = try CSVReader.records(reply.bytes, maxRecords: 100).map(\.fields)
            #expect(records.count == 6)
            #expect(records.first == LedgerTable.columns)
            #expect(records.map { $0[0] } == ["sequence", "1", "2", "3", "4", "5"])
            let column = try #require(LedgerTable.columns.firstIndex(of: "reason"))
            #expect(records[2][column] == "'=1+1, \"ordered\"")
            #expect(records[1][try #require(LedgerTable.columns.firstIndex(of: "maxWallboards"))] == "unlimited")
            #expect(records[3][try #require(LedgerTable.columns.firstIndex(of: "serial"))] == "'-S1")
            #expect(await port.gateway.largestLedgerRead == 2)
            let head = try await port.send(.head, "/v1/customers/acme/ledger?format=csv")
            #expect(head.status == 200 && head.bytes.isEmpty)
            try expectProblem(try await port.send(.get, "/v1/customers/ghost/ledger?format=csv"), .notFound)
            try expectProblem(try await port.send(.get, "/v1/customers/acme/ledger?format=xml"), .malformedRequest)
        }
    }

    @Test(
        "what a client accepts decides only where it names CSV and does not like JSON better",
        arguments: [
            ("*/*", false), ("application/json, text/csv;q=0.5", false), ("text/csv;q=0", false), ("text/csv", true),
            ("text/html, TEXT/CSV ;q=0.9, */*", true), ("application/json,text/csv", true),
        ])
    func accept(header: String, isCSV: Bool) async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(.get, "/v1/customers/acme/ledger", headers: [.accept: header])
            #expect((reply.headers[.contentType]?.hasPrefix("text/csv") == true) == isCSV)
        }
    }

    private static func report() -> UsageReport {
        let at = GatewayDouble.start
        func figures(_ milliseconds: Int64) -> UsageFigures {
            UsageFigures(
                opening: 1, highest: UsageFigures.Extreme(count: 2, at: at, device: device),
                lowest: UsageFigures.Extreme(count: 1, at: at, device: nil), closing: 2, distinctDevices: 3,
                seatMilliseconds: milliseconds)
        }
        return UsageReport(
            customer: acme, period: sample(BillingPeriod("2026-11")), timeZone: "Europe/London",
            statement: UsageStatement(
                from: at, to: at.advanced(byMilliseconds: 2), asOf: at, analytics: figures(3_600_000),
                liveAnalytics: figures(5_400_180), total: figures(0),
                maximum: [UsageStatement.MaximumSpan(from: at, maximum: .unlimited)],
                over: [UsageStatement.OverSpan(from: at, to: nil, most: 1)],
                lines: [UsageLine(entry: entry(3, .seatTaken(device, .pairing)), analytics: 2, liveAnalytics: 1)],
                linesOmitted: 4))
    }

    @Test("a month has its figures and the lines that explain them")
    func usage() async throws {
        try await AdminPort.run { port in
            await port.gateway.bill(Self.report())
            let json = try await port.send(.get, "/v1/customers/acme/usage", token: "acme-monitor").json
            #expect(json["period"]?.string == "2026-11")
            #expect(json["isComplete"]?.bool == false)
            #expect(
                json["boardLicences"]?["analytics"].map(compact) == """
                    {"closing":2,"distinctDevices":3,"highest":{"at":"2026-11-24T09:30:00.000Z","count":2,\
                    "deviceId":"d-1","serial":"-S1"},"lowest":{"at":"2026-11-24T09:30:00.000Z","count":1,\
                    "deviceId":null,"serial":null},"opening":1,"seatHours":1}
                    """)
            #expect(json["boardLicences"]?["liveAnalytics"]?["seatHours"]?.number == 1.5001)
            #expect(
                json["lines"].map(compact) == """
                    [{"analytics":2,"at":"2026-11-24T09:30:00.000Z","author":"gateway","boardLicence":"analytics",\
                    "deviceId":"d-1","how":"pairing","kind":"seatTaken","liveAnalytics":1,"maxWallboards":3,\
                    "sequence":3,"serial":"-S1","total":3}]
                    """)
            #expect(json["maximum"].map(compact) == #"[{"from":"2026-11-24T09:30:00.000Z","maxWallboards":null}]"#)
            #expect(json["over"].map(compact) == #"[{"from":"2026-11-24T09:30:00.000Z","most":1,"to":null}]"#)
            #expect(json["linesOmitted"]?.integer == 4)
            let other = try await port.send(.get, "/v1/customers/acme/usage?period=2026-02").json
            #expect(other["period"]?.string == "2026-02")
        }
    }

    @Test(
        "hours have at most 4 decimals, whatever was counted",
        arguments: [
            (Int64.min, "0"), (-1, "0"), (0, "0"), (179, "0"), (180, "0.0001"), (3_599_820, "1"), (5_400_180, "1.5001"),
            (.max, "2562047788015.2155"),
        ])
    func hours(milliseconds: Int64, text: String) {
        let none = UsageFigures.Extreme(count: 0, at: GatewayDouble.start, device: nil)
        let figures = UsageFigures(
            opening: 0, highest: none, lowest: none, closing: 0, distinctDevices: 0, seatMilliseconds: milliseconds)
        #expect(figures.seatHours == text)
    }

    @Test("a month is a table of lines or of figures")
    func usageTables() async throws {
        try await AdminPort.run { port in
            await port.gateway.bill(Self.report())
            let lines = try await port.send(.get, "/v1/customers/acme/usage?format=csv")
            #expect(lines.headers[.contentDisposition] == "attachment; filename=\"usage-acme-2026-11-lines.csv\"")
            #expect(
                lines.text.split(separator: "\r\n").last
                    == "3,2026-11-24T09:30:00.000Z,seatTaken,d-1,'-S1,analytics,,pairing,gateway,,2,1,3,3")
            let figures = try await port.send(.get, "/v1/customers/acme/usage?format=csv&part=figures")
            #expect(
                figures.text.split(separator: "\r\n")[2] == """
                    liveAnalytics,1,2,2026-11-24T09:30:00.000Z,d-1,'-S1,1,2026-11-24T09:30:00.000Z,,,2,3,1.5001
                    """)
            for query in ["period=2026-13", "period=now", "part=all", "format=pdf"] {
                try expectProblem(
                    try await port.send(.get, "/v1/customers/acme/usage?\(query)"), .malformedRequest)
            }
        }
    }
}
