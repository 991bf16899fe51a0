import BoardProtocol
import Foundation
import Testing
import Values

@testable import AdminClient

@Suite("The client of the admin API")
struct AdminClientTests {
    @Test("no id is read as more than one segment of a path")
    func paths() {
        let path: AdminPath = ["v1", "customers", "a b/c?d#e%", "users", "ü@x"]
        #expect(path.description == "/v1/customers/a%20b%2Fc%3Fd%23e%25/users/%C3%BC@x")
        #expect((["v1", ".."] as AdminPath).appending(".").description == "/v1/%2E%2E/%2E")
    }

    @Test(
        "a token goes over TLS alone",
        arguments: [
            "http://127.0.0.1:9443", "127.0.0.1:9443", "https://", "https://a/path", "https://a?b", "https://u@a", "",
        ])
    func addresses(url: String) {
        #expect(throws: AdminClientError.self) { try AdminEndpoint.base(of: url) }
    }

    @Test("a slash at the end of the address does no harm")
    func slash() throws {
        #expect(try AdminEndpoint.base(of: "https://[::1]:9443/") == "https://[::1]:9443")
    }

    @Test("options go before variables, and the token is the one in the file")
    func endpoint() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try Data("abc.def\n".utf8).write(to: URL(filePath: file))
        let variables = ["WALLBOARD_URL": "https://b", "WALLBOARD_TOKEN_FILE": file, "WALLBOARD_CA": "ca"]
        let endpoint = try AdminEndpoint(url: "https://a", tokenFile: nil, trustRoots: nil, environment: variables)
        #expect(endpoint.base == "https://a" && endpoint.token == Secret("abc.def") && endpoint.trustRoots == "ca")
        #expect(endpoint.url(of: ["v1"], query: [("cursor", "a+b=")]) == "https://a/v1?cursor=a%2Bb%3D")
        #expect(throws: AdminClientError.self) {
            try AdminEndpoint(url: nil, tokenFile: file, trustRoots: nil, environment: [:])
        }
        for text in ["", "two words", "a\nb", "\u{E9}"] {
            try Data(text.utf8).write(to: URL(filePath: file))
            #expect(throws: AdminClientError.self, "\(text)") {
                try AdminEndpoint(url: "https://a", tokenFile: file, trustRoots: nil, environment: [:])
            }
        }
    }

    private func problem(_ status: Int, _ body: String) -> Problem {
        Problem(
            of: AdminAnswer(
                status: status, version: nil, retryAfterSeconds: nil, body: Array(body.utf8),
                limits: AdminClientLimits()))
    }

    @Test("a problem is one line with all that a person needs")
    func problems() {
        #expect(
            problem(409, #"{"code":"surplus","detail":"Too many.","devices":[{"id":"d1","name":"Hall"},{"id":"d2"}]}"#)
                .description == "Too many. (409 surplus) – devices: Hall, d2")
        #expect(
            problem(
                422,
                #"{"detail":"Two fields.","errors":[{"field":"a","reason":"is x"},{"field":"b","reason":"is y"}]}"#
            )
            .description == "Two fields. (422) – a: is x; b: is y")
        #expect(problem(502, "<html>").description == "no reason given (502)")
    }

    @Test("only what is short of something for now is tried again")
    func retries() {
        #expect([429, 502, 503, 504].allSatisfy { problem($0, "").mayBeRetried })
        #expect([400, 401, 403, 404, 409, 412, 413, 415, 422, 500].allSatisfy { !problem($0, "").mayBeRetried })
    }

    @Test("a field without a value is left out, a null is sent")
    func fields() {
        let json = JSON.fields(["b": .null, "a": nil, "c": .integer(1)])
        #expect(json.encode() == Array(#"{"b":null,"c":1}"#.utf8))
    }

    @Test("where no gateway is, the error says so", .timeLimit(.minutes(1)))
    func unreachable() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try Data("abc".utf8).write(to: URL(filePath: file))
        // Port 1 (tcpmux) is not served on any machine that builds this.
        let endpoint = try AdminEndpoint(
            url: "https://127.0.0.1:1", tokenFile: file, trustRoots: nil, environment: [:])
        await #expect {
            try await AdminClient.with(endpoint) { try await $0.items(of: ["v1", "customers"]) }
        } throws: { error in
            if case AdminClientError.unreachable = error { true } else { false }
        }
    }
}
