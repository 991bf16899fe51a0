import HTTPTypes
import Testing

@testable import AdminAPI

@Suite("Pages over HTTP")
struct PageRouteTests {
    @Test("a page comes with headers that hold browsers to it", arguments: ["/sign-in", "/nothing"])
    func headers(path: String) async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(.get, path, token: nil, headers: [.accept: "text/html,*/*;q=0.8"])
            #expect(reply.status == (path == "/sign-in" ? 200 : 404))
            #expect(reply.headers[.contentType] == "text/html; charset=utf-8")
            #expect(reply.headers[.cacheControl] == "no-store")
            #expect(reply.headers[.xContentTypeOptions] == "nosniff")
            #expect(
                reply.headers[.contentSecurityPolicy] == """
                    default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
                    """)
            for name in ["Referrer-Policy", "Cross-Origin-Opener-Policy"] {
                #expect(reply.headers[fieldName(name)] == "same-origin")
            }
            #expect(reply.headers[fieldName("Permissions-Policy")] != nil)
        }
    }

    @Test("a page may have a frame in it only where it shows a preview, and then one of this server")
    func frames() throws {
        let plain = try #require(PageHeaders.fields(showsPreview: false)[.contentSecurityPolicy])
        let withPreview = try #require(PageHeaders.fields(showsPreview: true)[.contentSecurityPolicy])
        let framed = try #require(PageHeaders.framed[.contentSecurityPolicy])
        #expect(!plain.contains("frame-src") && !framed.contains("frame-src"))
        #expect(withPreview.replacing("frame-src 'self'; ", with: "") == plain)
        #expect(framed.replacing("frame-ancestors 'self'", with: "frame-ancestors 'none'") == plain)
    }

    @Test("a page requested without a session leads to the sign-in page and back")
    func redirect() async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(.get, "/pair?code=BCDF-GHJK", token: nil)
            #expect(reply.status == 303)
            #expect(reply.headers[.location] == "/sign-in?next=/pair?code=BCDF-GHJK")
            // A bearer token is not a session.
            #expect(try await port.send(.get, "/pair").status == 303)
        }
    }

    @Test("files are kept by the browser, which asks whether they are still the same")
    func assets() async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(.get, "/assets/base.css", token: nil)
            #expect(reply.status == 200)
            #expect(reply.text == "body{}")
            #expect(reply.headers[.eTag] == "\"c55\"")
            #expect(reply.headers[.cacheControl] == "no-cache")
            #expect(reply.headers[.contentType] == "text/css; charset=utf-8")
            for tag in ["\"c55\"", "W/\"c55\"", "\"x\", \"c55\"", "*"] {
                let same = try await port.send(.get, "/assets/base.css", token: nil, headers: [.ifNoneMatch: tag])
                #expect(same.status == 304, "\(tag)")
                #expect(same.bytes.isEmpty)
                #expect(same.headers[.eTag] == "\"c55\"")
            }
            let other = try await port.send(.get, "/assets/base.css", token: nil, headers: [.ifNoneMatch: "\"x\""])
            #expect(other.status == 200)
            let head = try await port.send(.head, "/assets/base.css", token: nil)
            #expect(head.status == 200 && head.bytes.isEmpty)
            try expectProblem(try await port.send(.get, "/assets/other.css", token: nil), .notFound)
        }
    }

    @Test("programs get a problem where there is nothing")
    func programs() async throws {
        try await AdminPort.run { port in
            try expectProblem(try await port.send(.get, "/nothing"), .notFound)
            try expectProblem(try await port.send(.get, "/nothing", headers: [.accept: "application/json"]), .notFound)
        }
    }

    @Test(
        "pages are read, and say so",
        arguments: [
            ("/", "GET, HEAD"), ("/assets/base.css", "GET, HEAD"), ("/sign-in", "GET, HEAD, POST"),
            ("/sign-out", "POST"),
        ])
    func methods(path: String, allow: String) async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(.put, path)
            try expectProblem(reply, .methodNotAllowed)
            #expect(reply.headers[.allow] == allow)
        }
    }
}
