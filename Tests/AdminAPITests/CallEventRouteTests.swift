import BoardProtocol
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Call events over HTTP")
struct CallEventRouteTests {
    private static let path = "/v1/customers/acme/call-events"
    private static let lines: HTTPFields = [.contentType: "application/x-ndjson"]

    private static func event(_ id: String) -> String {
        #"{"id":"\#(id)","type":"call.queued","time":"2026-11-24T09:30:00.000Z","callId":"c-1","queue":"Sales"}"#
    }

    private static func send(
        _ port: AdminPort, _ body: String, headers: HTTPFields = lines, token: String = "feed"
    ) async throws -> AdminPort.Reply {
        try await port.send(.post, path, token: token, body: Array(body.utf8), headers: headers)
    }

    @Test("lines are accepted, and the same ids again are duplicates")
    func lines() async throws {
        try await AdminPort.run { port in
            let body = Self.event("1") + "\n" + Self.event("2") + "\r\n\n" + Self.event("1")
            let first = try await Self.send(port, body)
            #expect(first.text == #"{"accepted":2,"duplicates":1,"shortened":0,"rejected":[],"ignored":[]}"#)
            #expect(
                try await Self.send(port, body).text
                    == #"{"accepted":0,"duplicates":3,"shortened":0,"rejected":[],"ignored":[]}"#)
        }
    }

    @Test("an array is accepted as well", arguments: ["application/json", "application/json; charset=utf-8"])
    func array(type: String) async throws {
        try await AdminPort.run { port in
            let reply = try await Self.send(
                port, "[\(Self.event("1")), \(Self.event("2"))]", headers: [.contentType: type])
            #expect(reply.text == #"{"accepted":2,"duplicates":0,"shortened":0,"rejected":[],"ignored":[]}"#)
        }
    }

    @Test("bad lines are named, in order, and lose no good one")
    func badLines() async throws {
        try await AdminPort.run { port in
            let body = ["[1,", Self.event("future-1"), "not json", Self.event("1"), "{}", Self.event("2")]
            let reply = try await Self.send(port, body.joined(separator: "\n"))
            #expect(reply.status == 200)
            let json = try reply.json
            #expect(json["accepted"]?.integer == 2)
            #expect(json["rejected"]?.array?.compactMap { $0["line"]?.integer } == [1, 2, 3, 5])
            #expect(json["rejected"]?.array?.allSatisfy { $0["reason"]?.string?.isEmpty == false } == true)
            #expect(json["rejectedOmitted"] == nil)
        }
    }

    @Test("more rejected events than the bound are counted and not named")
    func manyBadLines() async throws {
        var limits = AdminLimits()
        limits.rejectedEvents = 3
        try await AdminPort.run(limits: limits) { port in
            let json = try await Self.send(port, String(repeating: "{}\n", count: 5) + Self.event("1")).json
            #expect(json["accepted"]?.integer == 1)
            #expect(json["rejected"]?.array?.compactMap { $0["line"]?.integer } == [1, 2, 3])
            #expect(json["rejectedOmitted"]?.integer == 2)
        }
    }

    @Test("an empty body holds no events", arguments: ["", "\n\n"])
    func empty(body: String) async throws {
        try await AdminPort.run { port in
            let reply = try await Self.send(port, body)
            #expect(reply.text == #"{"accepted":0,"duplicates":0,"shortened":0,"rejected":[],"ignored":[]}"#)
        }
    }

    @Test("a broken array is refused as a whole")
    func brokenArray() async throws {
        try await AdminPort.run { port in
            let reply = try await Self.send(
                port, "[\(Self.event("1")),", headers: [.contentType: "application/json"])
            try expectProblem(reply, .malformedRequest)
            #expect(try await Self.send(port, Self.event("1")).json["accepted"]?.integer == 1)
        }
    }

    @Test(
        "other types and codings are refused",
        arguments: [
            [:], [.contentType: "text/plain"], [.contentType: "application/x-www-form-urlencoded"],
            [.contentType: "application/x-ndjson", .contentEncoding: "gzip"],
            [.contentType: "application/json", .contentEncoding: "br"],
        ] as [HTTPFields])
    func otherTypes(headers: HTTPFields) async throws {
        try await AdminPort.run { port in
            let reply = try await Self.send(port, Self.event("1"), headers: headers)
            try expectProblem(reply, .unsupportedMediaType)
            #expect(reply.headers[.accept] == "application/x-ndjson, application/json")
        }
    }

    @Test("the identity coding is none")
    func identity() async throws {
        try await AdminPort.run { port in
            var headers = Self.lines
            headers[.contentEncoding] = "identity"
            let reply = try await Self.send(port, Self.event("1"), headers: headers)
            #expect(reply.status == 200)
        }
    }

    @Test("a body has a bound")
    func bodyBound() async throws {
        var limits = AdminLimits()
        limits.callEventBodyBytes = 200
        try await AdminPort.run(limits: limits) { port in
            let line = Self.event("1")
            let atBound = line + String(repeating: "\n", count: 200 - line.utf8.count)
            #expect(try await Self.send(port, atBound).status == 200)
            try expectProblem(try await Self.send(port, atBound + "\n"), .contentTooLarge)
        }
    }

    @Test("the bound holds for a body whose length is not announced")
    func unannouncedLength() async throws {
        var limits = AdminLimits()
        limits.callEventBodyBytes = 200
        let head = HTTPRequest(
            method: .post, scheme: "https", authority: "localhost", path: Self.path, headerFields: Self.lines)
        for (length, isTaken) in [(200, true), (201, false)] {
            let request = Request(
                head: head, body: RequestBody(buffer: ByteBuffer(repeating: 0x20, count: length)))
            let body = try? await AdminCall.Body.read(request, as: .callEvents, limits: limits, into: nil)
            #expect((body != nil) == isTaken)
        }
    }

    @Test("the default bound is 16 MiB, and a body that long is taken")
    func largeBody() async throws {
        try await AdminPort.run { port in
            let blankLine = String(repeating: " ", count: 1_048_575) + "\n"
            let line = Self.event("1") + "\n"
            let body = line + String(repeating: blankLine, count: 15) + blankLine.dropFirst(line.utf8.count)
            #expect(body.utf8.count == 16 * 1_048_576)
            #expect(try await Self.send(port, body).json["accepted"]?.integer == 1)
            try expectProblem(try await Self.send(port, body + "\n"), .contentTooLarge)
        }
    }

    @Test("more events than one body may have are refused as a whole")
    func tooManyEvents() async throws {
        try await AdminPort.run { port in
            let body = String(repeating: "1\n", count: CallEventLimits().maxEvents + 1)
            try expectProblem(try await Self.send(port, body), .contentTooLarge)
        }
    }

    @Test("more bodies at once than the bound get 503 and retry, and only for as long as it lasts")
    func bodiesAtOnce() async throws {
        var limits = AdminLimits()
        // A customer has a quarter of them.
        limits.callEventBodies = 4
        try await AdminPort.run(limits: limits) { port in
            await port.gateway.whileTakingEvents {
                await #expect(throws: Never.self) {
                    let second = try await Self.send(port, Self.event("2"))
                    try expectProblem(second, .unavailable)
                    #expect(second.headers[.retryAfter] == "1")
                }
            }
            let first = try await Self.send(port, Self.event("1"))
            #expect(try first.json["accepted"]?.integer == 1)
            #expect(try await Self.send(port, Self.event("2")).json["accepted"]?.integer == 1)
        }
    }

    @Test("while the store is unavailable, the answer says when to come back")
    func unavailable() async throws {
        try await AdminPort.run { port in
            await port.gateway.fail(with: .unavailable(reason: "The disk is full.", retryAfterSeconds: 7))
            let reply = try await Self.send(port, Self.event("1"))
            try expectProblem(reply, .unavailable)
            #expect(reply.headers[.retryAfter] == "7")
            #expect(try reply.json["detail"]?.string == "The disk is full.")
            await port.gateway.fail(with: nil)
            #expect(try await Self.send(port, Self.event("1")).json["accepted"]?.integer == 1)
        }
    }

    @Test("the provider may send events for any customer, a feed for its own")
    func senders() async throws {
        try await AdminPort.run { port in
            #expect(try await Self.send(port, Self.event("1"), token: "provider").status == 200)
            for token in ["customer", "monitor", "acme-monitor"] {
                try expectProblem(try await Self.send(port, Self.event("2"), token: token), .forbidden)
            }
            try expectProblem(try await Self.send(port, Self.event("2"), token: "globex"), .notFound)
        }
    }
}
