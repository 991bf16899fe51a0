import BoardProtocol
import HTTPTypes
import TestSupport
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Sessions of browsers")
struct SessionTests {
    private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

    private static func signIn(
        _ port: AdminPort, _ form: String = "token=provider", path: String = "/sign-in", headers: HTTPFields = [:]
    ) async throws -> AdminPort.Reply {
        var fields = Self.form
        for field in headers { fields.append(field) }
        return try await port.send(.post, path, token: nil, body: Array(form.utf8), headers: fields)
    }

    /// The cookie of a reply as a browser sends it back.
    private static func cookie(_ reply: AdminPort.Reply) throws -> String {
        let set = try #require(reply.headers[.setCookie])
        return String(set.prefix { $0 != ";" })
    }

    /// Signs in; returns the cookie and the token of the session.
    private static func session(_ port: AdminPort, _ token: String = "provider") async throws -> (String, String) {
        let cookie = try cookie(try await signIn(port, "token=\(token)"))
        let page = try await port.send(.get, "/", token: nil, headers: [.cookie: cookie]).text
        return (cookie, String(try #require(page.split(separator: "csrf=").last)))
    }

    @Test("signing in gives a cookie that only this host gets back, and leads on")
    func signIn() async throws {
        try await AdminPort.run { port in
            let reply = try await Self.signIn(port, "token=provider&next=%2Fpair%3Fcode%3DBCDF-GHJK")
            #expect(reply.status == 303)
            #expect(reply.headers[.location] == "/pair?code=BCDF-GHJK")
            let set = try #require(reply.headers[.setCookie])
            #expect(set.hasPrefix("__Host-wallboard-session="))
            #expect(set.hasSuffix("; Path=/; Max-Age=43200; Secure; HttpOnly; SameSite=Strict"))
            let cookie = try Self.cookie(reply)
            #expect(cookie.utf8.count == "__Host-wallboard-session=".utf8.count + 43)
            let me = try await port.send(.get, "/v1/me", token: nil, headers: [.cookie: "other=1; \(cookie)"])
            #expect(
                me.text == """
                    {"name":"the provider","role":"provider","customerId":null,"maySetMaximum":true,"expiresAt":null,\
                    "via":"session"}
                    """)
            #expect(try await port.send(.get, "/v1/me").json["via"]?.string == "token")
            #expect(!port.log.texts.contains { $0.contains("token=provider&") })
        }
    }

    @Test(
        "nobody is led away from this server",
        arguments: [
            "https://evil.example/", "//evil.example/", "/\\evil.example", "\\/evil.example", "evil", "/\r\nX:y",
            "/\tevil", "javascript:alert(1)", "", "/sign-in", "/sign-in?next=/", "/é",
        ])
    func openRedirect(next: String) async throws {
        #expect(LocalPath.safe(next) == "/")
        try await AdminPort.run { port in
            let encoded = next.utf8.map { byte in
                let digits = String(byte, radix: 16)
                return "%" + (byte < 16 ? "0" : "") + digits
            }.joined()
            let reply = try await Self.signIn(port, "token=provider&next=\(encoded)")
            #expect(reply.headers[.location] == LocalPath.safe(next))
        }
    }

    @Test("the query of the form's page says where to, if the form does not")
    func nextOfQuery() async throws {
        try await AdminPort.run { port in
            let reply = try await Self.signIn(port, path: "/sign-in?next=%2Fpair")
            #expect(reply.headers[.location] == "/pair")
        }
    }

    @Test("a wrong token gets the page again", arguments: ["token=wrong", "token=", "", "token=%00", "x"])
    func wrongToken(form: String) async throws {
        try await AdminPort.run { port in
            let reply = try await Self.signIn(port, form)
            #expect(reply.status == 401)
            #expect(reply.text == "sign in: This token is not valid.")
            #expect(reply.headers[.setCookie] == nil)
            #expect(reply.headers[.contentType] == "text/html; charset=utf-8")
            #expect(port.log.texts.contains { $0.contains("problem=unauthorized") })
        }
    }

    @Test("another site cannot sign a browser in", arguments: ["Origin", "Sec-Fetch-Site"])
    func signInFromElsewhere(header: String) async throws {
        try await AdminPort.run { port in
            let value = header == "Origin" ? "https://evil.example" : "cross-site"
            let reply = try await Self.signIn(port, headers: [fieldName(header): value])
            #expect(reply.status == 403)
            #expect(reply.headers[.setCookie] == nil)
            let own = try await Self.signIn(
                port, headers: [.origin: "https://LOCALHOST", fieldName("Sec-Fetch-Site"): "same-origin"])
            #expect(own.status == 303)
        }
    }

    @Test("a change needs the token of the session, from a page of this server")
    func csrf() async throws {
        try await AdminPort.run { port in
            let (cookie, token) = try await Self.session(port)
            let header = fieldName("X-CSRF-Token")
            for headers: HTTPFields in [
                [:], [header: "wrong"], [header: String(repeating: "A", count: 43)],
                [header: token, .origin: "https://evil.example"], [header: token, .origin: "null"],
                [header: token, .origin: "http://localhost"],
                [header: token, fieldName("Sec-Fetch-Site"): "same-site"],
            ] {
                var headers = headers
                headers[.cookie] = cookie
                let reply = try await port.send(
                    .patch, "/v1/customers/acme", token: nil, json: #"{"name":"A"}"#, headers: headers)
                try expectProblem(reply, .csrf)
            }
            let reply = try await port.send(
                .patch, "/v1/customers/acme", token: nil, json: #"{"name":"A"}"#,
                headers: [.cookie: cookie, header: token, .origin: "https://localhost"])
            #expect(reply.status == 200)
            // Reading needs none, and a token that is sent wins over the cookie.
            #expect(try await port.send(.get, "/v1/customers", token: nil, headers: [.cookie: cookie]).status == 200)
            #expect(
                try await port.send(.get, "/v1/customers", token: "wrong", headers: [.cookie: cookie]).status == 401)
            #expect(
                try await port.send(
                    .patch, "/v1/customers/acme", json: #"{"name":"B"}"#, headers: [.cookie: cookie]
                ).status == 200)
        }
    }

    @Test("a session that is not used ends after half an hour, any after twelve")
    func expiry() async throws {
        try await AdminPort.run { port in
            let (cookie, _) = try await Self.session(port)
            func status() async throws -> Int {
                try await port.send(.get, "/v1/me", token: nil, headers: [.cookie: cookie]).status
            }
            for _ in 0..<24 {
                port.clock.advance(seconds: 1_799)
                #expect(try await status() == 200)
            }
            port.clock.advance(seconds: 24)
            #expect(try await status() == 401, "it is twelve hours old")
            let (other, _) = try await Self.session(port)
            port.clock.advance(seconds: 1_800)
            #expect(try await port.send(.get, "/v1/me", token: nil, headers: [.cookie: other]).status == 401)
        }
    }

    @Test("revoking the token ends the session, and so does signing out")
    func end() async throws {
        try await AdminPort.run { port in
            let (cookie, _) = try await Self.session(port, "monitor")
            await port.gateway.revoke("monitor")
            #expect(try await port.send(.get, "/v1/me", token: nil, headers: [.cookie: cookie]).status == 401)

            let (mine, token) = try await Self.session(port)
            let forged = try await Self.signIn(port, "csrf=x", path: "/sign-out", headers: [.cookie: mine])
            try expectProblem(forged, .csrf)
            let reply = try await Self.signIn(port, "csrf=\(token)", path: "/sign-out", headers: [.cookie: mine])
            #expect(reply.status == 303)
            #expect(reply.headers[.location] == "/sign-in")
            #expect(reply.headers[.setCookie]?.contains("Max-Age=0") == true)
            #expect(try await port.send(.get, "/v1/me", token: nil, headers: [.cookie: mine]).status == 401)
            let again = try await Self.signIn(port, "csrf=\(token)", path: "/sign-out", headers: [.cookie: mine])
            #expect(again.status == 303)
        }
    }

    @Test("one token has so many sessions, and all together have a bound")
    func bound() {
        var limits = AdminLimits()
        limits.sessions = 5
        limits.sessionsOfOne = 2
        var table = SessionTable(limits: limits)
        func session(_ token: String, at now: Int64) -> Session {
            Session(
                id: sample(CredentialID(token)),
                principal: Principal(
                    token: sample(CredentialID(token)), name: "n", role: .provider, customer: nil),
                address: "192.0.2.1", csrfToken: "c", createdAt: now, lastUsedAt: now)
        }
        for index in 0..<3 { table.add(session("a", at: Int64(index)), secret: SecretHash(of: "a\(index)")) }
        #expect(table.count == 2)
        #expect(table.use(SecretHash(of: "a0"), at: 3) == nil)
        #expect(table.use(SecretHash(of: "a1"), at: 3) != nil)
        for index in 0..<20 { table.add(session("t\(index)", at: 10), secret: SecretHash(of: "t\(index)")) }
        #expect(table.count == 5)
    }

    @Test("sessions are listed and ended by those who may")
    func list() async throws {
        try await AdminPort.run { port in
            let (own, csrf) = try await Self.session(port)
            port.clock.advance(seconds: 1)
            let (other, _) = try await Self.session(port, "customer")
            port.clock.advance(seconds: 1)
            let (reader, _) = try await Self.session(port, "monitor")
            let all = try await port.send(.get, "/v1/sessions", token: nil, headers: [.cookie: own])
            let items = try #require(try all.json["items"]?.array)
            #expect(items.map { $0["role"]?.string } == ["provider", "customer", "monitor"])
            #expect(items.map { $0["isOwn"]?.bool } == [true, false, false])
            for secret in [own, other, reader] { #expect(!all.text.contains(secret.split(separator: "=")[1])) }
            for (cookie, role) in [(other, "customer"), (reader, "monitor")] {
                let seen = try await port.send(.get, "/v1/sessions", token: nil, headers: [.cookie: cookie]).json
                #expect(seen["items"]?.array?.compactMap { $0["role"]?.string } == [role])
            }
            let id = try #require(items[1]["id"]?.string)
            let header: HTTPFields = [.cookie: own, sample(HTTPField.Name("X-CSRF-Token")): csrf]
            let mine = try #require(items[0]["id"]?.string)
            try expectProblem(
                try await port.send(.delete, "/v1/sessions/\(mine)", token: "customer"), .notFound)
            #expect(try await port.send(.delete, "/v1/sessions/\(id)", token: nil, headers: header).status == 204)
            #expect(try await port.send(.get, "/v1/me", token: nil, headers: [.cookie: other]).status == 401)
            #expect(try await port.send(.get, "/v1/me", token: nil, headers: [.cookie: own]).status == 200)
            try expectProblem(
                try await port.send(.delete, "/v1/sessions/\(id)", token: nil, headers: header), .notFound)
            #expect(
                await port.gateway.audited.filter { $0.operation == "endSession" }.map(\.status) == [404, 204, 404])
        }
    }

    @Test("signing out is audited")
    func signOutAudit() async throws {
        try await AdminPort.run { port in
            let (cookie, csrf) = try await Self.session(port)
            let form = Array("csrf=\(csrf)".utf8)
            var headers = Self.form
            headers[.cookie] = cookie
            #expect(
                try await port.send(.post, "/sign-out", token: nil, body: form, headers: headers).status == 303)
            #expect(await port.gateway.audited.map(\.operation) == ["signIn", "signOut"])
            #expect(await port.gateway.audited.map(\.status) == [303, 303])
        }
    }

    @Test("the sessions of one customer's tokens end no others")
    func divided() {
        var limits = AdminLimits()
        limits.sessions = 8
        limits.sessionsOfCustomer = 2
        var table = SessionTable(limits: limits)
        func add(_ token: String, of customer: CustomerID?, at now: Int64) {
            let principal = Principal(
                token: sample(CredentialID(token)), name: "n", role: customer == nil ? .provider : .customer,
                customer: customer)
            table.add(
                Session(
                    id: sample(CredentialID(token)), principal: principal, address: "192.0.2.1", csrfToken: "c",
                    createdAt: now, lastUsedAt: now),
                secret: SecretHash(of: token))
        }
        add("p", of: nil, at: 0)
        add("g", of: globex, at: 1)
        for index in 0..<50 { add("a\(index)", of: acme, at: Int64(index) + 2) }
        #expect(table.count == 4)
        for token in ["p", "g", "a48", "a49"] { #expect(table.use(SecretHash(of: token), at: 60) != nil) }
    }

    @Test("a sign-in is audited without its token, and refused where it cannot be")
    func audit() async throws {
        try await AdminPort.run { port in
            _ = try await Self.signIn(port)
            let record = try #require(await port.gateway.audited.first)
            #expect(record.operation == "signIn")
            #expect(record.status == 303)
            #expect(record.change == nil)
            await port.gateway.failAudit(with: .unavailable(reason: "The disk is full.", retryAfterSeconds: 1))
            let reply = try await Self.signIn(port)
            #expect(reply.status == 503)
            #expect(reply.headers[.setCookie] == nil)
        }
    }

    @Test("too many wrong sign-ins get the page with 429")
    func tooMany() async throws {
        var limits = AdminLimits()
        limits.wrongTokens = 1
        try await AdminPort.run(limits: limits) { port in
            #expect(try await Self.signIn(port, "token=wrong").status == 401)
            let reply = try await Self.signIn(port, "token=wrong")
            #expect(reply.status == 429)
            #expect(reply.headers[.retryAfter] == "3")
            #expect(reply.text.contains("Too many failed attempts"))
        }
    }

    @Test("two cookies of one name count as none")
    func plantedCookie() async throws {
        try await AdminPort.run { port in
            let (cookie, _) = try await Self.session(port)
            let reply = try await port.send(.get, "/v1/me", token: nil, headers: [.cookie: "\(cookie); \(cookie)"])
            #expect(reply.status == 401)
        }
    }
}
