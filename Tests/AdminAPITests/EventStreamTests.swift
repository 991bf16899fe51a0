import BoardProtocol
import HTTPTypes
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Board events over HTTP", .timeLimit(.minutes(1)))
struct EventStreamTests {
    /// Watches; `during` runs once the stream is open, and has to make it end.
    private func watch(
        _ port: AdminPort, query: String = "", token: String? = "provider", headers: HTTPFields = [:],
        _ during: @Sendable () async throws -> Void
    ) async throws -> AdminPort.Reply {
        let before = await port.gateway.watched.count
        async let reply = port.send(.get, "/v1/boards/events\(query)", token: token, headers: headers)
        while await port.gateway.watched.count == before { try await Task.sleep(for: .milliseconds(1)) }
        try await during()
        return try await reply
    }

    @Test("events are sent in order, numbered, and the first says to list")
    func events() async throws {
        try await AdminPort.run { port in
            let attempt = RefusedAttempt(
                at: GatewayDouble.start, customer: nil, serial: "S", model: nil, address: "192.0.2.1",
                reason: "seatLimit", detail: "Line 1\nLine 2")
            let figures = ConnectionFigures(roundTripMillis: 12, queuedBytes: 0, lastMessageAt: nil)
            let reply = try await watch(port) {
                await port.gateway.tell(.board(sampleDevice("a")))
                await port.gateway.tell(.removed(sample(DeviceID("a")), of: acme))
                await port.gateway.tell(.refused(attempt))
                await port.gateway.tell(.figures([(device: sample(DeviceID("b")), figures: figures)]))
                await port.gateway.endFeeds()
            }
            #expect(reply.status == 200)
            #expect(reply.headers[.contentType] == "text/event-stream")
            #expect(reply.headers[.cacheControl] == "no-store")
            let blocks = reply.text.split(separator: "\n\n")
            #expect(blocks[0] == "retry: 3000")
            #expect(blocks[1] == "id: 1\nevent: resync\ndata: {}")
            // The events ended at once: what was in the buffer may be cut off, and what was sent is in order.
            let expected = [
                "id: 2\nevent: board\ndata: {\"id\":\"a\",\"customerId\":\"acme\",",
                "id: 3\nevent: removed\ndata: {\"id\":\"a\",\"customerId\":\"acme\"}",
                "id: 4\nevent: refused\ndata: {\"at\":",
                "id: 5\nevent: figures\ndata: "
                    + "[{\"id\":\"b\",\"roundTripMillis\":12,\"queuedBytes\":0,\"lastMessageAt\":null}]",
            ]
            #expect(blocks.count == 6)
            for (block, beginning) in zip(blocks.dropFirst(2), expected) {
                #expect(block.hasPrefix(beginning), "\(block)")
                #expect(block.split(separator: "\n").count == 3)
            }
        }
    }

    @Test("a client hears a comment where nothing happens, and no more once its token is revoked")
    func revoked() async throws {
        try await AdminPort.run { port in
            let reply = try await watch(port, token: "monitor") {
                for _ in 0..<6 { try await port.clock.advanceOnceAsleep(seconds: 5) }
                // The sixth check must be over, or the stream ends by it and nobody sleeps any more.
                while await port.gateway.looksAtRights < 7 { try await Task.sleep(for: .milliseconds(1)) }
                await port.gateway.revoke("monitor")
                await port.gateway.tell(.resync)
                try await port.clock.advanceOnceAsleep(seconds: 5)
            }
            let comments = reply.text.split(separator: "\n\n").count { $0.hasPrefix(":") }
            // Both were due; the second may have been in the buffer when the stream ended.
            #expect((1...2).contains(comments))
        }
    }

    /// Signs in; returns the cookie of the session and what its forms repeat.
    private func signIn(_ port: AdminPort) async throws -> (cookie: String, csrf: String) {
        let signedIn = try await port.send(
            .post, "/sign-in", token: nil, body: Array("token=provider".utf8), headers: Self.form)
        let cookie = String(try #require(signedIn.headers[.setCookie]?.prefix { $0 != ";" }))
        let page = try await port.send(.get, "/", token: nil, headers: [.cookie: cookie]).text
        return (cookie, String(try #require(page.split(separator: "csrf=").last)))
    }

    private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

    // The clock stands still in what follows: no look is due when the stream ends.

    @Test("signing out ends the stream of a session at once")
    func signOut() async throws {
        try await AdminPort.run { port in
            let (cookie, csrf) = try await signIn(port)
            let reply = try await watch(port, token: nil, headers: [.cookie: cookie]) {
                var headers = Self.form
                headers[.cookie] = cookie
                let out = try await port.send(
                    .post, "/sign-out", token: nil, body: Array("csrf=\(csrf)".utf8), headers: headers)
                #expect(out.status == 303)
            }
            #expect(reply.status == 200)
        }
    }

    @Test("ending a session ends its streams at once, and no others")
    func endedSession() async throws {
        try await AdminPort.run { port in
            let (cookie, _) = try await signIn(port)
            let other = try await watch(port) {
                _ = try await watch(port, token: nil, headers: [.cookie: cookie]) {
                    let sessions = try await port.send(.get, "/v1/sessions").json["items"]?.array ?? []
                    let id = try #require(sessions.first?["id"]?.string)
                    #expect(try await port.send(.delete, "/v1/sessions/\(id)").status == 204)
                }
                await port.gateway.tell(.removed(sample(DeviceID("a")), of: acme))
                await port.gateway.endFeeds()
            }
            #expect(other.text.contains("event: removed"))
        }
    }

    @Test(
        "where a token or a customer goes, the streams whose right ends with it end at once",
        arguments: ["/v1/tokens/t-8", "/v1/customers/globex"])
    func revokedByRequest(path: String) async throws {
        try await AdminPort.run { port in
            _ = try await port.gateway.createToken(
                NewToken(role: .monitor, customer: nil, name: "Sam", maySetMaximum: false, expiresInSeconds: nil))
            let reply = try await watch(port, token: "monitor") { () async throws in
                // Another token ends with the one that is named, as those do that were made with it.
                await port.gateway.revoke("monitor")
                #expect(try await port.send(.delete, path).status == 204)
                await port.gateway.tell(.removed(sample(DeviceID("a")), of: acme))
            }
            #expect(reply.status == 200 && !reply.text.contains("event: removed"))
        }
    }

    @Test("a token that expires ends its stream in that moment")
    func expiry() async throws {
        try await AdminPort.run { port in
            await port.gateway.add(token: "brief", .monitor, expiresInSeconds: 7)
            let reply = try await watch(port, token: "brief") {
                try await port.clock.advanceOnceAsleep(seconds: 5)
                while await port.gateway.looksAtRights < 2 { try await Task.sleep(for: .milliseconds(1)) }
                await port.gateway.revoke("brief")
                // Less than the time between two looks.
                try await port.clock.advanceOnceAsleep(seconds: 2)
            }
            #expect(reply.status == 200)
        }
    }

    @Test("a confined token watches its customer alone")
    func confined() async throws {
        try await AdminPort.run { port in
            await port.gateway.closeFeeds()
            for (query, token) in [
                ("", "customer"), ("?customerId=acme", "customer"), ("?customerId=globex", "provider"),
            ] {
                #expect(try await port.send(.get, "/v1/boards/events\(query)", token: token).status == 200)
            }
            #expect(await port.gateway.watched == [acme, acme, globex])
            try expectProblem(
                try await port.send(.get, "/v1/boards/events?customerId=globex", token: "customer"), .notFound)
            try expectProblem(try await port.send(.get, "/v1/boards/events?customerId=!"), .malformedRequest)
        }
    }

    @Test("there are so many streams at once, and one that ended makes room")
    func bound() async throws {
        var limits = AdminLimits()
        // A customer has a quarter of them.
        limits.eventStreams = 4
        try await AdminPort.run(limits: limits) { port in
            for _ in 0..<3 {
                let reply = try await watch(port, token: "customer") {
                    let refused = try await port.send(.get, "/v1/boards/events", token: "chief")
                    try expectProblem(refused, .unavailable)
                    #expect(refused.headers[.retryAfter] == "30")
                    await port.gateway.endFeeds()
                }
                #expect(reply.status == 200)
            }
            #expect(try await port.send(.head, "/v1/boards/events").status == 200)
        }
    }

    @Test("an answer counts for its customer until it has ended, and leaves three quarters to others")
    func answers() async throws {
        var limits = AdminLimits()
        limits.eventStreams = 1_000
        limits.connections = 64
        #expect(limits.answers == 64)
        try await AdminPort.run(limits: limits) { port in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await port.send(.get, "/v1/boards/events", token: "customer").status }
                }
                while await port.gateway.watched.count < 16 { try await Task.sleep(for: .milliseconds(1)) }
                for token in ["customer", "chief", "feed"] {
                    let refused = try await port.send(.get, "/v1/me", token: token)
                    try expectProblem(refused, .unavailable)
                    #expect(refused.headers[.retryAfter] == "5")
                }
                for token in ["globex", "monitor", "provider"] {
                    #expect(try await port.send(.get, "/v1/me", token: token).status == 200)
                }
                #expect(try await port.send(.get, "/healthz", token: nil).status == 200)
                await port.gateway.endFeeds()
                for try await status in group { #expect(status == 200) }
            }
            #expect(try await port.send(.get, "/v1/me", token: "customer").status == 200)
        }
    }

    @Test("the gateway's own bound of feeds is answered before the stream begins")
    func outage() async throws {
        try await AdminPort.run { port in
            await port.gateway.fail(with: .unavailable(reason: "Too many watch.", retryAfterSeconds: 9))
            let reply = try await port.send(.get, "/v1/boards/events")
            try expectProblem(reply, .unavailable)
            #expect(reply.headers[.retryAfter] == "9")
        }
    }
}
