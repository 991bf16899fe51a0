import BoardProtocol
import HTTPTypes
import TestSupport
import Testing
import Values

@testable import AdminAPI

@Suite("What every request gets")
struct RequestTests {
    private static let path = "/v1/customers/acme"

    @Test("an unknown path is a problem, with and without a token", arguments: [nil, "provider"])
    func unknownPath(token: String?) async throws {
        try await AdminPort.run { port in
            for path in ["/v1", "/v1/customers/acme/usages", "/v1/nothing?limit=1"] {
                try expectProblem(try await port.send(.get, path, token: token), .notFound)
            }
        }
    }

    @Test("the answer to a method that the path does not support lists those that it does")
    func method() async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(.put, Self.path, json: "{}")
            try expectProblem(reply, .methodNotAllowed)
            #expect(reply.headers[.allow] == "GET, HEAD, PATCH, DELETE")
            let odd = HTTPRequest.Method("BREW")
            try expectProblem(try await port.send(#require(odd), Self.path), .methodNotAllowed)
        }
    }

    @Test(
        "JSON that is none is refused with the place of the mistake",
        arguments: ["", "{", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "\u{FEFF}{}"])
    func malformed(body: String) async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(.patch, Self.path, json: body)
            try expectProblem(reply, .malformedRequest)
            #expect(try reply.json["detail"]?.string?.contains("byte") == true)
        }
    }

    @Test("random bytes as a body are refused and harm nothing")
    func randomBytes() async throws {
        let seed = UInt64.random(in: .min ... .max)
        try await AdminPort.run { port in
            var random = SplitMix64(seed: seed)
            for _ in 0..<200 {
                let body = (0..<Int.random(in: 1...64, using: &random)).map { _ in
                    UInt8.random(in: .min ... .max, using: &random)
                }
                let reply = try await port.send(
                    .patch, Self.path, body: body, headers: [.contentType: "application/json"])
                #expect([400, 422].contains(reply.status), "seed \(seed)")
            }
            #expect(try await port.send(.get, Self.path).json["name"]?.string == "The acme")
        }
    }

    @Test("a body that is no object is refused", arguments: ["[]", "null", "\"a\"", "7"])
    func noObject(body: String) async throws {
        try await AdminPort.run { port in
            try expectInvalid(try await port.send(.patch, Self.path, json: body), [""])
        }
    }

    @Test(
        "a body that is not JSON by its type is refused",
        arguments: [nil, "text/json", "application/json5", "application/merge-patch+json"])
    func mediaType(type: String?) async throws {
        try await AdminPort.run { port in
            var headers: HTTPFields = [:]
            headers[.contentType] = type
            let reply = try await port.send(.patch, Self.path, body: Array("{}".utf8), headers: headers)
            try expectProblem(reply, .unsupportedMediaType)
            #expect(reply.headers[.accept] == "application/json")
        }
    }

    @Test("a media type is compared without regard to case and parameters")
    func mediaTypeSpelling() async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(
                .patch, Self.path, json: "{}", headers: [.contentType: "Application/JSON ; charset=UTF-8"])
            #expect(reply.status == 200)
        }
    }

    @Test("a JSON body has a bound")
    func bodyBound() async throws {
        try await AdminPort.run { port in
            let bound = AdminLimits().jsonBodyBytes
            let atBound = "{}" + String(repeating: " ", count: bound - 2)
            #expect(try await port.send(.patch, Self.path, json: atBound).status == 200)
            try expectProblem(try await port.send(.patch, Self.path, json: atBound + " "), .contentTooLarge)
        }
    }

    @Test("a JSON body has a bound on its members")
    func memberBound() async throws {
        var limits = AdminLimits()
        limits.jsonMembers = 4
        try await AdminPort.run(limits: limits) { port in
            try expectInvalid(
                try await port.send(.patch, Self.path, json: #"{"a":1,"b":1,"c":1,"d":1}"#), ["a", "b", "c", "d"])
            try expectProblem(
                try await port.send(.patch, Self.path, json: #"{"a":1,"b":1,"c":1,"d":1,"e":1}"#), .malformedRequest)
        }
    }

    @Test("nothing is read of a body before the sender is known to be allowed")
    func gateBeforeBody() async throws {
        try await AdminPort.run { port in
            try expectProblem(try await port.send(.patch, Self.path, token: nil, json: "{"), .unauthorized)
            try expectProblem(try await port.send(.patch, Self.path, token: "monitor", json: "{"), .forbidden)
        }
    }

    @Test("no answer may be kept or guessed at")
    func headers() async throws {
        try await AdminPort.run { port in
            for path in ["/healthz", "/v1/customers", "/nothing"] {
                let reply = try await port.send(.get, path)
                #expect(reply.headers[.cacheControl] == "no-store")
                #expect(reply.headers[.xContentTypeOptions] == "nosniff")
            }
        }
    }

    @Test("HEAD has the headers of GET and no body")
    func head() async throws {
        try await AdminPort.run { port in
            for path in ["/healthz", Self.path, "/v1/customers/ghost"] {
                let get = try await port.send(.get, path)
                let head = try await port.send(.head, path)
                #expect(head.status == get.status)
                #expect(head.headers == get.headers)
                #expect(head.bytes.isEmpty)
            }
        }
    }

    @Test("every problem type is stable, and a part of the published document", arguments: Problem.Kind.allCases)
    func problemTypes(kind: Problem.Kind) async throws {
        try await AdminPort.run { port in
            let document = try await port.send(.get, "/openapi.yaml", token: nil).text
            #expect(document.contains("- \(kind.type)\n"))
        }
        #expect(kind.type.wholeMatch(of: /\/problems\/[a-z]+(-[a-z]+)*/) != nil)
    }
}
