import BoardProtocol
import Synchronization
import TestSupport
import Testing
import Values

@testable import AdminClient

@Suite("Requests over HTTPS", .timeLimit(.minutes(2)))
struct AdminRequestTests {
    private func endpoint(_ double: TestServer) throws -> AdminEndpoint {
        try AdminEndpoint(
            url: double.url, tokenFile: try TestToken.file(), trustRoots: double.trustRoots, environment: [:])
    }

    @Test("a list is fetched page by page, and only as far as requested")
    func lists() async throws {
        try await TestServer.serve { request in
            request.target.contains("cursor=two%20")
                ? .body(#"{"items":[3]}"#) : .body(#"{"items":[1,2],"nextCursor":"two "}"#)
        } _: { double in
            let counts = try await AdminClient.with(try endpoint(double)) { client in
                [
                    try await client.items(of: ["v1", "a"], query: [("x", "y")]).count,
                    try await client.items(of: ["v1", "a"], most: 2).count,
                    try await client.items(of: ["v1", "a"], most: 1).count,
                ]
            }
            #expect(counts == [3, 2, 1])
            #expect(
                double.requests.map(\.target) == [
                    "/v1/a?limit=1000&x=y", "/v1/a?limit=1000&cursor=two%20&x=y", "/v1/a?limit=2", "/v1/a?limit=1",
                ])
            #expect(double.requests.allSatisfy { $0.headers["authorization"] == "Bearer secret.token" })
        }
    }

    @Test("a list whose cursors go round in a circle ends")
    func circle() async throws {
        var limits = AdminClientLimits()
        limits.maxPages = 3
        try await TestServer.serve { _ in
            .body(#"{"items":[1],"nextCursor":"same"}"#)
        } _: { [limits] double in
            await #expect(throws: AdminClientError.self) {
                try await AdminClient.with(try endpoint(double), limits: limits) { try await $0.items(of: ["v1"]) }
            }
            #expect(double.requests.count == 3)
        }
    }

    @Test("a condition is sent as the header that says it, and nothing is sent twice")
    func conditions() async throws {
        try await TestServer.serve { request in
            request.method == "PUT"
                ? .problem(412, #"{"code":"changedMeanwhile","detail":"Changed."}"#)
                : .body("{}", headers: [("ETag", "\"7\"")])
        } _: { double in
            try await AdminClient.with(try endpoint(double)) { client in
                let changed = try await client.send(.patch, ["a"], body: .null, if: .match("\"7\""))
                #expect(changed.version == "\"7\"")
                await #expect {
                    try await client.send(.put, ["a"], body: .null, if: .absent)
                } throws: { error in
                    guard case AdminClientError.refused(let problem) = error else { return false }
                    return problem.status == 412 && problem.code == "changedMeanwhile" && !problem.mayBeRetried
                }
            }
            #expect(double.requests.count == 2)
            #expect(double.requests[0].headers["if-match"] == "\"7\"")
            #expect(double.requests[1].headers["if-none-match"] == "*")
        }
    }

    @Test("a long answer comes piece by piece; one of another type is not taken")
    func downloads() async throws {
        let rows = String(repeating: "1,2\r\n", count: 50_000)
        var limits = AdminClientLimits()
        limits.maxAnswerBytes = 100
        try await TestServer.serve { request in
            request.target == "/csv" ? .body(rows, type: "text/csv; charset=utf-8") : .body("{}")
        } _: { [limits] double in
            try await AdminClient.with(try endpoint(double), limits: limits) { client in
                var bytes = 0
                try await client.download(["csv"], as: "text/csv") { bytes += $0.count }
                #expect(bytes == rows.utf8.count)
                await #expect(throws: AdminClientError.self) {
                    try await client.download(["json"], as: "text/csv") { _ in }
                }
                // Everything except a download has its bound.
                await #expect(throws: AdminClientError.self) { try await client.get(["csv"]) }
            }
        }
    }

    @Test(
        "whatever the gateway asks to wait is a number of seconds within the bound, or none",
        arguments: [
            ("12", 12), ("0", 0), ("86401", 86_400), ("9223372036854775807", 86_400),
            ("99999999999999999999", 86_400), ("-1", nil), ("-9223372036854775808", nil), ("+5", nil), ("", nil),
            ("1.5", nil), ("Tue, 24 Nov 2026 09:30:00 GMT", nil),
        ])
    func retryAfter(text: String, seconds: Int?) async throws {
        var limits = AdminClientLimits()
        limits.minReconnectMilliseconds = 1
        limits.maxReconnectMilliseconds = 1
        let opened = Atomic(0)
        try await TestServer.serve { _ in
            let isLast = opened.wrappingAdd(1, ordering: .relaxed).newValue > 2
            return .problem(isLast ? 401 : 503, "{}", headers: [("Retry-After", text)])
        } _: { [limits] double in
            try await AdminClient.with(try endpoint(double), limits: limits) { client in
                await #expect {
                    try await client.get(["v1"])
                } throws: { error in
                    guard case AdminClientError.refused(let problem) = error else { return false }
                    return problem.retryAfterSeconds == seconds
                }
                // Following computes with it: it opens the stream again once, and is refused for good then.
                await #expect(throws: AdminClientError.self) { try await client.follow(["events"]) { _ in } }
            }
            #expect(double.requests.count == 3)
        }
    }

    private struct Enough: Error {}

    @Test("a lost stream is opened again, and one that is refused for good is not")
    func follow() async throws {
        var limits = AdminClientLimits()
        limits.minReconnectMilliseconds = 1
        limits.maxReconnectMilliseconds = 5
        let opened = Atomic(0)
        try await TestServer.serve { _ in
            switch opened.wrappingAdd(1, ordering: .relaxed).newValue {
            case 1: .events(["retry: 2\n\nevent: resync\nda", "ta: {}\n\nevent: board\ndata: 1\n\n"], staysOpen: false)
            case 2: .problem(503, #"{"detail":"Too many streams."}"#, headers: [("Retry-After", "1")])
            case 3: .events(["event: resync\ndata: {}\n\n: still here\n\n"], staysOpen: false)
            default: .problem(401, #"{"detail":"Revoked."}"#)
            }
        } _: { [limits] double in
            var seen: [String] = []
            await #expect {
                try await AdminClient.with(try endpoint(double), limits: limits) { client in
                    try await client.follow(["events"]) { event in
                        switch event {
                        case .event(let event): seen.append(event.name)
                        case .lost(_, let wait): seen.append(wait <= 5 ? "lost" : "waits \(wait)")
                        }
                    }
                }
            } throws: { error in
                if case AdminClientError.refused(let problem) = error { problem.status == 401 } else { false }
            }
            #expect(seen == ["resync", "board", "lost", "lost", "resync", "lost"])
            #expect(double.requests.first?.headers["accept"]?.hasPrefix("text/event-stream") == true)
        }
    }

    @Test("the follower ends it by an error; a stream without an end is no reason to wait")
    func enough() async throws {
        try await TestServer.serve { _ in
            .events(["data: 1\n\n"], staysOpen: true)
        } _: { double in
            await #expect(throws: Enough.self) {
                try await AdminClient.with(try endpoint(double)) { client in
                    try await client.follow(["events"]) { _ in throw Enough() }
                }
            }
        }
    }

    @Test("an event longer than the bound, and an answer that is no stream, are not taken")
    func misunderstood() async throws {
        var limits = AdminClientLimits()
        limits.maxEventBytes = 20
        try await TestServer.serve { request in
            request.target == "/long" ? .events([String(repeating: "x", count: 100)], staysOpen: true) : .body("{}")
        } _: { [limits] double in
            for path: AdminPath in [["long"], ["json"]] {
                await #expect {
                    try await AdminClient.with(try endpoint(double), limits: limits) {
                        try await $0.follow(path) { _ in }
                    }
                } throws: { error in
                    if case AdminClientError.notUnderstood = error { true } else { false }
                }
            }
        }
    }

    @Test("a gateway of another authority is not trusted, and gets no token")
    func trust() async throws {
        try await TestServer.serve { _ in
            .body("{}")
        } _: { double in
            let endpoint = try AdminEndpoint(
                url: double.url, tokenFile: try TestToken.file(), trustRoots: nil, environment: [:])
            await #expect {
                try await AdminClient.with(endpoint) { try await $0.get(["v1", "me"]) }
            } throws: { error in
                if case AdminClientError.unreachable = error { true } else { false }
            }
            #expect(double.requests.isEmpty)
        }
    }
}
