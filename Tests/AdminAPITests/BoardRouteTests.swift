import BoardProtocol
import HTTPTypes
import Testing
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

    @Test("the boards that are connected and those that were refused")
    func show() async throws {
        try await AdminPort.run { port in
            await Self.fill(port)
            let json = try await port.send(.get, "/v1/boards").json
            #expect(json["boards"]?.array?.compactMap { $0["id"]?.string } == ["a", "c"])
            #expect(json["boards"]?.array?.compactMap { $0["customerId"]?.string } == ["acme", "globex"])
            #expect(json["refused"]?.array?.compactMap { $0["serial"]?.string } == ["S-3", "S-2", "S-1"])
            #expect(
                json["refused"]?.array?.first.map(compact) == """
                    {"address":"192.0.2.1","at":"2026-11-24T09:30:00.000Z","customerId":null,\
                    "detail":"No licence is free.","model":null,"reason":"seatLimit","serial":"S-3"}
                    """)
        }
    }

    @Test("a confined token sees those of its customer", arguments: ["customer", "acme-monitor"])
    func confined(token: String) async throws {
        try await AdminPort.run { port in
            await Self.fill(port)
            let json = try await port.send(.get, "/v1/boards", token: token).json
            #expect(json["boards"]?.array?.compactMap { $0["id"]?.string } == ["a"])
            #expect(json["refused"]?.array?.compactMap { $0["serial"]?.string } == ["S-1"])
        }
    }
}
