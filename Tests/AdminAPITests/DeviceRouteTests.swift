import BoardProtocol
import HTTPTypes
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Devices over HTTP")
struct DeviceRouteTests {
    private static let path = "/v1/customers/acme/devices/a"

    @Test("a device says what it is and where its board is")
    func show() async throws {
        try await AdminPort.run { port in
            await port.gateway.add(sampleDevice("a"))
            let expected = """
                {"id":"a","customerId":"acme","serial":"SERIAL-a","name":"Board a","model":"AFTT","userId":null,\
                "dashboardId":null,"dashboardLeavesOut":0,"boardLicence":"analytics","view":"none","suspended":false,\
                "registeredAt":"2026-11-24T09:30:00.000Z","status":"connected",\
                "connectedSince":"2026-11-24T09:30:00.000Z","lastSeen":"2026-11-24T09:30:00.000Z",\
                "address":"192.0.2.7","appVersion":"1.2","note":null,"roundTripMillis":null,\
                "queuedBytes":null,"lastMessageAt":null,"alarm":null}
                """
            let shown = try await port.send(.get, Self.path)
            #expect(shown.text == expected)
            #expect(shown.headers[.eTag]?.hasPrefix("\"") == true)
            #expect(try await port.send(.get, "/v1/customers/acme/devices").text == "{\"items\":[\(expected)]}")
        }
    }

    @Test("a board is connected, asleep or offline")
    func status() async throws {
        try await AdminPort.run { port in
            var asleep = sampleConnection
            asleep.asleep = true
            asleep.note = "night"
            await port.gateway.add(sampleDevice("a", connection: asleep))
            await port.gateway.add(sampleDevice("b", connection: nil))
            let sleeping = try await port.send(.get, Self.path).json
            #expect(sleeping["status"]?.string == "asleep")
            #expect(sleeping["note"]?.string == "night")
            let offline = try await port.send(.get, "/v1/customers/acme/devices/b").json
            #expect(offline["status"]?.string == "offline")
            #expect(offline["connectedSince"] == .null)
            #expect(offline["address"]?.string == "192.0.2.9")
        }
    }

    @Test("a device is renamed, assigned, taken away and suspended")
    func change() async throws {
        try await AdminPort.run { port in
            await port.gateway.add(sampleDevice("a"))
            let user = User(id: sample(UserID("ada")), name: "Ada", supervisor: .contactCentre)
            _ = try await port.gateway.putUser(user, of: acme, if: { _ in true }, by: .gateway)
            let assigned = try await port.send(.patch, Self.path, json: #"{"name":"Hall","userId":"ada"}"#)
            #expect(assigned.status == 200)
            #expect(try assigned.json["name"]?.string == "Hall")
            #expect(try assigned.json["userId"]?.string == "ada")
            #expect(try assigned.json["view"]?.string == "contactCentre")
            let renamed = try await port.send(.patch, Self.path, json: #"{"name":"Foyer"}"#).json
            #expect(renamed["userId"]?.string == "ada")
            let dark = try await port.send(.patch, Self.path, json: #"{"userId":null,"dashboardId":null}"#).json
            #expect(dark["userId"] == .null)
            #expect(dark["name"]?.string == "Foyer")
            let suspended = try await port.send(.patch, Self.path, token: "customer", json: #"{"suspended":true}"#)
            #expect(try suspended.json["suspended"]?.bool == true)
        }
    }

    @Test("resuming without a free seat reports the figure")
    func seatLimit() async throws {
        try await AdminPort.run { port in
            await port.gateway.add(sampleDevice("a", suspended: true))
            await port.gateway.add(sampleDevice("b"))
            await port.gateway.add(sampleDevice("c"))
            let reply = try await port.send(.patch, Self.path, json: #"{"suspended":false}"#)
            try expectProblem(reply, .seatLimit)
            let json = try reply.json
            #expect(json["configured"]?.integer == 2)
            #expect(json["max"]?.integer == 2)
            #expect(json["display"]?.string == "2/2")
            #expect(json["devices"]?.array == [])
        }
    }

    @Test("a user without a view, and one that is not there, cannot be assigned")
    func wrongUsers() async throws {
        try await AdminPort.run { port in
            await port.gateway.add(sampleDevice("a"))
            let user = User(id: sample(UserID("bob")), name: "Bob", supervisor: .reports)
            _ = try await port.gateway.putUser(user, of: acme, if: { _ in true }, by: .gateway)
            try expectProblem(try await port.send(.patch, Self.path, json: #"{"userId":"bob"}"#), .notEntitled)
            let missing = try await port.send(.patch, Self.path, json: #"{"userId":"ghost"}"#)
            try expectProblem(missing, .notFound)
            #expect(try missing.json["resource"]?.string == "user")
        }
    }

    @Test(
        "wrong fields are named",
        arguments: [
            (#"{"name":""}"#, ["name"]), (#"{"name":null}"#, ["name"]), (#"{"suspended":"yes"}"#, ["suspended"]),
            (#"{"userId":""}"#, ["userId"]), (#"{"dashboardId":"Main"}"#, ["dashboardId"]),
            (#"{"serial":"X","status":"offline"}"#, ["serial", "status"]),
        ])
    func invalid(json: String, fields: [String]) async throws {
        try await AdminPort.run { port in
            await port.gateway.add(sampleDevice("a"))
            try expectInvalid(try await port.send(.patch, Self.path, json: json), fields)
        }
    }

    @Test("a removed device is gone")
    func delete() async throws {
        try await AdminPort.run { port in
            await port.gateway.add(sampleDevice("a"))
            #expect(try await port.send(.delete, Self.path).status == 204)
            let again = try await port.send(.get, Self.path)
            try expectProblem(again, .notFound)
            #expect(try again.json["resource"]?.string == "device")
        }
    }

    @Test("the devices of a customer are listed by pages")
    func pages() async throws {
        try await AdminPort.run { port in
            for id in ["e", "b", "d", "a", "c"] { await port.gateway.add(sampleDevice(id)) }
            await port.gateway.add(sampleDevice("z", of: globex))
            let first = try await port.send(.get, "/v1/customers/acme/devices?limit=3").json
            #expect(first["items"]?.array?.compactMap { $0["id"]?.string } == ["a", "b", "c"])
            let cursor = try #require(first["nextCursor"]?.string)
            let second = try await port.send(.get, "/v1/customers/acme/devices?limit=3&cursor=\(cursor)").json
            #expect(second["items"]?.array?.compactMap { $0["id"]?.string } == ["d", "e"])
            #expect(second["nextCursor"] == nil)
        }
    }

    @Test("no secret of a device is in any answer")
    func noSecrets() async throws {
        try await AdminPort.run { port in
            await port.gateway.add(sampleDevice("a"))
            for path in [Self.path, "/v1/customers/acme/devices", "/v1/boards"] {
                let reply = try await port.send(.get, path)
                #expect(!reply.text.contains("redential"))
            }
        }
    }
}
