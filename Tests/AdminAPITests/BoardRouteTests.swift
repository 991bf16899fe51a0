import BoardProtocol
import HTTPTypes
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Boards over HTTP")
struct BoardRouteTests {
    private static func fill(_ port: AdminPort) async {
        await port.gateway.add(sampleDevice("a"))
        await port.gateway.add(sampleDevice("b", connection: nil))
        await port.gateway.add(sampleDevice("c", of: globex))
        for (customer, serial) in [(acme, "S-1"), (globex, "S-2"), (nil, "S-3")] {
            await port.gateway.add(
                RefusedAttempt(
                    at: GatewayDouble.start, customer: customer, serial: serial, model: nil, address: "192.0.2.1",
                    reason: "seatLimit", detail: "No licence is free."))
        }
    }

    @Test("every registered board and those that were refused")
    func show() async throws {
        try await AdminPort.run { port in
            await Self.fill(port)
            let json = try await port.send(.get, "/v1/boards").json
            #expect(json["boards"]?.array?.compactMap { $0["id"]?.string } == ["a", "b", "c"])
            #expect(json["boards"]?.array?.compactMap { $0["customerId"]?.string } == ["acme", "acme", "globex"])
            #expect(json["refused"]?.array?.compactMap { $0["serial"]?.string } == ["S-3", "S-2", "S-1"])
            #expect(
                json["refused"]?.array?.first.map(compact) == """
                    {"address":"192.0.2.1","at":"2026-11-24T09:30:00.000Z","count":1,\
                    "customerId":null,"detail":"No licence is free.","model":null,"reason":"seatLimit","serial":"S-3"}
                    """)
        }
    }

    @Test("a page holds as many boards as were asked for, and cursors lead through all of them once")
    func pages() async throws {
        try await AdminPort.run { port in
            await Self.fill(port)
            for number in 0..<20 {
                await port.gateway.add(sampleDevice("x-\(number)", of: number % 3 == 0 ? globex : acme))
            }
            let all = try await port.send(.get, "/v1/boards?limit=1000").json["boards"]?.array ?? []
            #expect(all.count == 23)
            for limit in [1, 4, 22, 23] {
                var listed: [JSON] = []
                var query = "?limit=\(limit)"
                var pages = 0
                while true {
                    let page = try await port.send(.get, "/v1/boards\(query)").json
                    let boards = page["boards"]?.array ?? []
                    listed += boards
                    pages += 1
                    #expect(page["refused"]?.array?.isEmpty == (pages > 1), "page \(pages)")
                    guard let cursor = page["nextCursor"]?.string else { break }
                    #expect(boards.count == limit)
                    query = "?limit=\(limit)&cursor=\(cursor)"
                }
                #expect(listed == all && pages == (23 + limit - 1) / limit, "limit \(limit)")
            }
            for query in ["limit=0", "limit=1001", "limit=x", "cursor=zz", "cursor=61", "cursor=612f2f62", "cursor="] {
                try expectProblem(try await port.send(.get, "/v1/boards?\(query)"), .malformedRequest)
            }
        }
    }

    @Test("a confined token sees those of its customer", arguments: ["customer", "acme-monitor"])
    func confined(token: String) async throws {
        try await AdminPort.run { port in
            await Self.fill(port)
            let json = try await port.send(.get, "/v1/boards", token: token).json
            #expect(json["boards"]?.array?.compactMap { $0["id"]?.string } == ["a", "b"])
            #expect(json["refused"]?.array?.compactMap { $0["serial"]?.string } == ["S-1"])
        }
    }

    @Test("boards are listed by customer and by where they are")
    func filters() async throws {
        try await AdminPort.run { port in
            await Self.fill(port)
            for (query, token, expected) in [
                ("?status=offline", "provider", ["b"]), ("?status=connected", "provider", ["a", "c"]),
                ("?status=asleep", "provider", []), ("?customerId=globex", "provider", ["c"]),
                ("?customerId=acme&status=connected", "customer", ["a"]),
            ] {
                let json = try await port.send(.get, "/v1/boards\(query)", token: token).json
                #expect(json["boards"]?.array?.compactMap { $0["id"]?.string } == expected, "\(query)")
            }
            try expectProblem(try await port.send(.get, "/v1/boards?status=on"), .malformedRequest)
            try expectProblem(try await port.send(.get, "/v1/boards?customerId=A"), .malformedRequest)
            try expectProblem(try await port.send(.get, "/v1/boards?customerId=globex", token: "customer"), .notFound)
        }
    }

    @Test("alarms are listed with the device and in a separate list")
    func alarms() async throws {
        try await AdminPort.run { port in
            let alarm = DeviceAlarm(
                at: GatewayDouble.start, customer: acme, device: sample(DeviceID("a")), kind: .wrongSerial,
                serial: "OTHER", address: "192.0.2.1")
            let plain = sampleDevice("a")
            await port.gateway.add(
                DeviceStatus(
                    device: plain.device, view: .none, connection: nil, lastSeen: nil, lastAddress: nil, alarm: alarm))
            let json = try await port.send(.get, "/v1/boards").json
            #expect(
                json["alarms"].map(compact) == """
                    [{"address":"192.0.2.1","at":"2026-11-24T09:30:00.000Z","customerId":"acme","deviceId":"a",\
                    "kind":"wrongSerial","serial":"OTHER"}]
                    """)
            #expect(json["boards"]?.array?.first?["alarm"]?["kind"]?.string == "wrongSerial")
        }
    }
}
