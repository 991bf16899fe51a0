import BoardProtocol
import HTTPTypes
import TestSupport
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Pairing and changing hardware over HTTP")
struct PairingRouteTests {
    private static let path = "/v1/customers/acme/pairings"

    private func show(_ port: AdminPort, device: Device? = nil) async throws {
        await port.gateway.show(
            PendingPairing(
                code: sample(UserCode(typed: "BCDFGHJK")), serial: "S-9", model: "AFTT", appVersion: nil,
                address: "192.0.2.1", expiresAt: GatewayDouble.start, device: device))
        let user = User(id: sample(UserID("ada")), name: "Ada", supervisor: .insights)
        _ = try await port.gateway.putUser(user, of: acme, if: { _ in true }, by: .gateway)
    }

    @Test("a code shows its board, however it was typed", arguments: ["BCDF-GHJK", "bcdfghjk", "bcdf%20ghjk"])
    func lookUp(typed: String) async throws {
        try await AdminPort.run { port in
            try await show(port)
            #expect(
                try await port.send(.get, "\(Self.path)/\(typed)", token: "customer").text == """
                    {"userCode":"BCDF-GHJK","serial":"S-9","model":"AFTT","appVersion":null,"address":"192.0.2.1",\
                    "expiresAt":"2026-11-24T09:30:00.000Z","device":null,"candidates":[]}
                    """)
        }
    }

    @Test("a board is paired once, and the audit does not hold its code")
    func pair() async throws {
        try await AdminPort.run { port in
            try await show(port)
            let body = #"{"userCode":"bcdf-ghjk","userId":"ada","name":"Hall"}"#
            let reply = try await port.send(.post, Self.path, token: "customer", json: body)
            #expect(reply.status == 201)
            #expect(reply.headers[.location] == "/v1/customers/acme/devices/s-9")
            #expect(reply.headers[.eTag] != nil)
            #expect(try reply.json["name"]?.string == "Hall")
            #expect(try reply.json["view"]?.string == "insights")
            try expectProblem(try await port.send(.post, Self.path, token: "customer", json: body), .notFound)
            #expect(await port.gateway.audited.map(\.operation) == ["createPairing", "createPairing"])
            #expect(await port.gateway.audited.map(\.status) == [201, 404])
            #expect(await !port.gateway.audited.contains { $0.change?.lowercased().contains("bcdf") == true })
            #expect(!port.log.texts.contains { $0.contains("bcdf") })
        }
    }

    @Test("with wait the choice is kept where no seat is free, listed and cancelled")
    func waiting() async throws {
        try await AdminPort.run { port in
            try await show(port)
            _ = try await port.gateway.setMaximum(
                MaximumChange(to: .limited(0)), of: acme, ifVersion: nil, dryRun: false, by: .gateway)
            let choice = #""userCode":"bcdf-ghjk","userId":"ada","name":"Hall","dashboardId":"sales""#
            try expectProblem(try await port.send(.post, Self.path, json: "{\(choice)}"), .seatLimit)
            try expectInvalid(try await port.send(.post, Self.path, json: "{\(choice),\"wait\":1}"), ["wait"])
            let reply = try await port.send(.post, Self.path, token: "customer", json: "{\(choice),\"wait\":true}")
            #expect(reply.status == 202)
            let json = try reply.json
            #expect(json["waiting"]?.bool == true && json["serial"]?.string == "S-9")
            #expect(json["configured"]?.integer == 0 && json["max"]?.integer == 0)
            for (path, list) in [("/v1/customers/acme/waiting-boards", "items"), ("/v1/boards", "waiting")] {
                let listed = try await port.send(.get, path, token: "acme-monitor").json[list]?.array
                #expect(listed?.map { $0["serial"]?.string } == ["S-9"])
                #expect(listed?.first?["place"]?.integer == 1 && listed?.first?["dashboardId"]?.string == "sales")
                #expect(listed?.first?["since"]?.string == "2026-11-24T09:30:00.000Z")
                #expect(listed?.first?["expiresAt"]?.string == "2026-12-24T09:30:00.000Z")
            }
            let path = "/v1/customers/acme/waiting-boards/S-9"
            try expectProblem(try await port.send(.delete, path, token: "acme-monitor"), .forbidden)
            #expect(try await port.send(.delete, path, token: "customer").status == 204)
            let gone = try await port.send(.delete, path, token: "customer")
            try expectProblem(gone, .notFound)
            #expect(try gone.json["resource"]?.string == "waitingBoard")
            #expect(await port.gateway.audited.last?.operation == "cancelWaitingBoard")
        }
    }

    @Test("what a board may be that waits or was refused is written, with the report of one customer alone")
    func candidates() async throws {
        try await AdminPort.run { port in
            let device = sampleDevice("a", connection: nil)
            var attempt = RefusedAttempt(
                at: GatewayDouble.start, customer: acme, serial: "S-1", model: "AFTT", address: "192.0.2.9",
                reason: "seatLimit", detail: "No licence is free.", enrolmentKey: CredentialID("key"))
            attempt.candidates = [device]
            await port.gateway.add(attempt)
            try await show(port)
            await port.gateway.nextToWait(candidates: [device])
            _ = try await port.gateway.setMaximum(
                MaximumChange(to: .limited(0)), of: acme, ifVersion: nil, dryRun: false, by: .gateway)
            let body = #"{"userCode":"bcdf-ghjk","userId":"ada","wait":true}"#
            let paired = try await port.send(.post, Self.path, token: "customer", json: body).json
            let listed = try await port.send(.get, "/v1/customers/acme/waiting-boards").json["items"]?.array?.first
            let reported = try await port.send(.get, "/v1/customers/acme/refusals").json["attempts"]?.array?.first
            for board in [paired, listed ?? .null, reported ?? .null] {
                #expect(
                    board["candidates"].map(compact) == """
                        [{"id":"a","lastSeen":"2026-11-24T09:30:00.000Z","name":"Board a","serial":"SERIAL-a",\
                        "status":"offline"}]
                        """)
            }
            let all = try await port.send(.get, "/v1/boards").json
            #expect(all["waiting"]?.array?.first?["candidates"]?.array?.count == 1)
            #expect(all["refused"]?.array?.first?["serial"]?.string == "S-1")
            #expect(all["refused"]?.array?.first?["candidates"] == nil)
        }
    }

    @Test("a device that is suspended is resumed, not paired")
    func suspended() async throws {
        try await AdminPort.run { port in
            let device = sampleDevice("s-9", suspended: true).device
            try await show(port, device: device)
            let shown = try await port.send(.get, "\(Self.path)/BCDF-GHJK").json
            #expect(
                shown["device"].map(compact) == #"{"id":"s-9","name":"Board s-9","suspended":true,"userId":null}"#)
            try expectProblem(
                try await port.send(.post, Self.path, json: #"{"userCode":"BCDF-GHJK","userId":"ada"}"#),
                .suspendedDevice)
        }
    }

    @Test("five wrong codes are let through for one customer, then one in a while")
    func guessing() async throws {
        try await AdminPort.run { port in
            try await show(port)
            for _ in 0..<5 {
                let reply = try await port.send(.get, "\(Self.path)/ZZZZ-ZZZZ")
                try expectProblem(reply, .notFound)
                #expect(try reply.json["resource"]?.string == "pairing")
            }
            let reply = try await port.send(.get, "\(Self.path)/BCDF-GHJK")
            try expectProblem(reply, .tooManyAttempts)
            #expect(reply.headers[.retryAfter] == "120")
            // With another token of the customer, by another route: the same. Another customer does not notice.
            #expect(try await port.send(.get, "/v1/customers/globex/pairings/ZZZZ-ZZZZ").status == 404)
            for (path, body) in [
                (Self.path, #"{"userCode":"BCDF-GHJK","userId":"ada"}"#),
                ("/v1/customers/acme/devices/a/replacement", #"{"userCode":"BCDF-GHJK"}"#),
            ] {
                try expectProblem(
                    try await port.send(.post, path, token: "customer", json: body), .tooManyAttempts)
            }
            port.clock.advance(seconds: 120)
            #expect(try await port.send(.get, "\(Self.path)/BCDF-GHJK").status == 200)
        }
    }

    @Test("right codes, and texts that are no codes, are no guesses")
    func noGuesses() async throws {
        try await AdminPort.run { port in
            try await show(port)
            for _ in 0..<10 {
                #expect(try await port.send(.get, "\(Self.path)/BCDF-GHJK").status == 200)
                try expectProblem(try await port.send(.get, "\(Self.path)/AEIO-1234"), .notFound)
                // The code is right and the user is not.
                try expectProblem(
                    try await port.send(.post, Self.path, json: #"{"userCode":"BCDF-GHJK","userId":"ghost"}"#),
                    .notFound)
            }
            try expectInvalid(
                try await port.send(.post, Self.path, json: #"{"userCode":1,"name":""}"#),
                ["userCode", "userId", "name"])
        }
    }

    @Test("other hardware takes over a seat, by serial or by code")
    func replacement() async throws {
        try await AdminPort.run { port in
            try await show(port)
            await port.gateway.add(sampleDevice("a"))
            await port.gateway.add(sampleDevice("b"))
            let path = "/v1/customers/acme/devices/a/replacement"
            let bySerial = try await port.send(.post, path, token: "customer", json: #"{"serial":"NEW-1"}"#)
            #expect(try bySerial.json["serial"]?.string == "NEW-1")
            let byCode = try await port.send(.post, path, json: #"{"userCode":"BCDFGHJK"}"#)
            #expect(try byCode.json["serial"]?.string == "S-9")
            try expectProblem(try await port.send(.post, path, json: #"{"serial":"SERIAL-b"}"#), .alreadyExists)
            for body in ["{}", #"{"serial":"A","userCode":"BCDFGHJK"}"#, #"{"serial":"a b"}"#] {
                try expectInvalid(try await port.send(.post, path, json: body), ["serial"])
            }
            try expectProblem(
                try await port.send(.post, path.replacing("/a/", with: "/ghost/"), json: #"{"serial":"N"}"#), .notFound)
        }
    }

    @Test("a credential is rotated, with an empty object or no body at all")
    func rotation() async throws {
        try await AdminPort.run { port in
            await port.gateway.add(sampleDevice("a"))
            await port.gateway.add(sampleDevice("b", connection: nil))
            let path = "/v1/customers/acme/devices/a/credential-rotation"
            for json in ["{}", nil] {
                let reply = try await port.send(.post, path, token: "customer", json: json)
                #expect(reply.status == 200)
                #expect(try reply.json["delivered"]?.bool == true)
                #expect(try reply.json["device"]?["id"]?.string == "a")
            }
            let offline = try await port.send(.post, path.replacing("/a/", with: "/b/"))
            #expect(try offline.json["delivered"]?.bool == false)
            try expectInvalid(try await port.send(.post, path, json: #"{"x":1}"#), ["x"])
            let text = try await port.send(.post, path, body: Array("x".utf8))
            try expectProblem(text, .unsupportedMediaType)
        }
    }

    @Test("refusals are reported by reason and one by one")
    func refusals() async throws {
        try await AdminPort.run { port in
            await port.gateway.add(
                RefusedAttempt(
                    at: GatewayDouble.start, customer: acme, serial: "S-1", model: nil, address: "192.0.2.1",
                    reason: "seatLimit", detail: "No licence is free."))
            let json = try await port.send(.get, "/v1/customers/acme/refusals", token: "acme-monitor").json
            #expect(
                json["reasons"].map(compact) == """
                    [{"boards":1,"count":1,"lastAt":"2026-11-24T09:30:00.000Z","reason":"seatLimit"}]
                    """)
            #expect(json["attempts"]?.array?.first?["serial"]?.string == "S-1")
            #expect(json["since"]?.string == "2026-11-24T09:30:00.000Z")
        }
    }
}
