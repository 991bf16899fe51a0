import BoardProtocol
import HTTPTypes
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Active calls and corrections over HTTP")
struct CallCorrectionRouteTests {
    private static let active = "/v1/customers/acme/active-calls"
    private static let events = "/v1/customers/acme/call-events"
    private static let range = "?from=2026-11-24T09:00:00Z&to=2026-11-24T10:00:00%2B00:00"

    private static func call(_ id: String, _ more: String = "") -> String {
        #"{"callId":"\#(id)","state":"held","since":"2026-11-24T09:30:00.000Z"\#(more)}"#
    }

    private static func state(
        _ port: AdminPort, _ calls: String, token: String = "feed"
    ) async throws -> AdminPort.Reply {
        try await port.send(.put, active, token: token, json: #"{"calls":[\#(calls)]}"#)
    }

    @Test("a statement is handed on as it was made, and its counts come back")
    func statement() async throws {
        try await AdminPort.run { port in
            let more =
                #","queue":"Sales","agents":["Ann","Bo","Ann"],"waitSeconds":12.5,"direction":"inbound","caller":"+441632960132""#
            let reply = try await Self.state(port, Self.call("a") + "," + Self.call("b", more))
            #expect(reply.status == 200)
            #expect(reply.text == #"{"stated":2,"opened":1,"changed":2,"orphaned":3,"ended":4}"#)
            let stated = await port.gateway.stated
            #expect(stated.map(\.call) == ["a", "b"])
            #expect(stated.map(\.queue) == [nil, "Sales"])
            #expect(
                stated[1].direction == .inbound && stated[1].agents == ["Ann", "Bo"]
                    && stated[1].waitMilliseconds == 12_500 && stated[1].state == .held)
            #expect(stated[1].since == Instant(milliseconds: 1_795_512_600_000))
            #expect(try await Self.state(port, "", token: "provider").status == 200)
            #expect(await port.gateway.stated.isEmpty)
        }
    }

    @Test("a statement names callers, so that neither audit nor log keeps it")
    func notAudited() async throws {
        try await AdminPort.run { port in
            _ = try await Self.state(port, Self.call("a", #","caller":"+441632960132""#))
            #expect(await port.gateway.audited.isEmpty)
        }
    }

    @Test("every mistake is named by its place")
    func mistakes() async throws {
        try await AdminPort.run { port in
            let long = String(repeating: "x", count: 257)
            let calls = [
                Self.call("a"), #"{"state":"asleep","since":"now"}"#, "1", Self.call("b", #","colour":"red""#),
                Self.call(long), Self.call("a"), Self.call("c", #","queue":"\u0007""#),
                Self.call("d", #","queue":" ","agents":[]"#), Self.call("e", #","agents":["a",7],"waitSeconds":-1"#),
            ]
            let reply = try await Self.state(port, calls.joined(separator: ","))
            try expectProblem(reply, .invalidFields)
            #expect(
                try reply.json["errors"]?.array?.compactMap { $0["field"]?.string } == [
                    "calls[1].callId", "calls[1].state", "calls[1].since", "calls[2]", "calls[3].colour",
                    "calls[4].callId", "calls[5].callId", "calls[6].queue", "calls[8].agents", "calls[8].waitSeconds",
                ])
        }
    }

    @Test("a call that is stated twice is a conflict, named by its place")
    func twice() async throws {
        try await AdminPort.run { port in
            let reply = try await Self.state(
                port, [Self.call("a"), Self.call("b"), Self.call("a")].joined(separator: ","))
            try expectProblem(reply, .duplicateIDs)
            #expect(try reply.json["errors"]?.array?.first?["field"]?.string == "calls[2].callId")
        }
    }

    @Test("more calls than may be open are refused")
    func tooMany() async throws {
        var limits = AdminLimits()
        limits.activeCalls = 20
        try await AdminPort.run(limits: limits) { port in
            let calls = (0...20).map { Self.call("\($0)") }
            #expect(try await Self.state(port, calls.dropLast().joined(separator: ",")).status == 200)
            let reply = try await Self.state(port, calls.joined(separator: ","))
            try expectProblem(reply, .invalidFields)
            #expect(try reply.json["errors"]?.array?.first?["field"]?.string == "calls")
        }
    }

    @Test("stored events are exported one a line, in pieces, and can be sent again")
    func export() async throws {
        var limits = AdminLimits()
        limits.callEventChunk = 7
        try await AdminPort.run(limits: limits) { port in
            let stored = (0..<20).map { number in
                CallEventMessage(
                    id: "e\(number)", time: Instant(milliseconds: 1_795_512_600_000 + Int64(number)),
                    content: .call(CallEventMessage.Call(id: "c", step: .queued, queue: "Süd")))
            }
            await port.gateway.store(stored)
            let reply = try await port.send(.get, Self.events + Self.range, token: "feed")
            #expect(reply.status == 200)
            #expect(reply.headers[.contentType] == "application/x-ndjson")
            #expect(try CallEventBatch(Array(reply.text.utf8)).events.map(\.message) == stored)
        }
    }

    @Test("a range is removed, and that is audited")
    func delete() async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(.delete, Self.events + Self.range, token: "feed")
            #expect(reply.text == #"{"deleted":0}"#)
            let from = Instant(milliseconds: 1_795_510_800_000)
            #expect(await port.gateway.deletedRanges == [[from, from.advanced(byMilliseconds: 3_600_000)]])
            #expect(await port.gateway.audited.map(\.operation) == ["deleteCallEvents"])
        }
    }

    @Test(
        "a range that is none is refused",
        arguments: [
            ("", Problem.Kind.malformedRequest), ("?from=2026-11-24T09:00:00Z", .malformedRequest),
            ("?to=2026-11-24T09:00:00Z", .malformedRequest),
            ("?from=yesterday&to=2026-11-24T09:00:00Z", .malformedRequest),
            ("?from=2026-11-24T09:00:00Z&to=2026-11-24T09:00:00Z", .emptyRange),
            ("?from=2026-11-24T09:00:00Z&to=2026-11-24T08:00:00Z", .emptyRange),
        ])
    func badRange(query: String, problem: Problem.Kind) async throws {
        try await AdminPort.run { port in
            try expectProblem(try await port.send(.get, Self.events + query, token: "feed"), problem)
            try expectProblem(try await port.send(.delete, Self.events + query, token: "feed"), problem)
            #expect(await port.gateway.deletedRanges.isEmpty)
        }
    }
}
