import HTTPTypes
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("A customer that does not exist")
struct UnknownCustomerTests {
    /// A request about it.
    struct Request: Sendable, CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let path: String
        let json: String?
        let headers: HTTPFields

        init(_ method: HTTPRequest.Method, _ path: String, _ json: String? = nil, ifMatch: String? = nil) {
            self.method = method
            self.path = path
            self.json = json
            headers = ifMatch.map { [.ifMatch: $0] } ?? [:]
        }

        var testDescription: String { "\(method) \(path) \(json ?? "")" }

        func reply(of port: AdminPort) async throws -> AdminPort.Reply {
            try await port.send(method, "/v1/customers/nobody\(path)", json: json, headers: headers)
        }
    }

    private static let period = "from=2026-11-24T09:00:00Z&to=2026-11-24T10:00:00Z"

    @Test(
        "is named only once everything else about a request is right",
        arguments: [
            (Request(.patch, "", #"{"name":7}"#), Problem.Kind.invalidFields),
            (Request(.patch, "", #"{"name":"N"}"#, ifMatch: "?"), .malformedRequest),
            (Request(.delete, "", ifMatch: "?"), .malformedRequest),
            (Request(.get, "/users?limit=0"), .malformedRequest),
            (Request(.put, "/users/ada", "{}"), .invalidFields),
            (Request(.delete, "/users/ada", ifMatch: "?"), .malformedRequest),
            (Request(.post, "/user-imports", #"{"users":7}"#), .invalidFields),
            (Request(.post, "/user-imports?dryRun=perhaps", #"{"users":[]}"#), .malformedRequest),
            (Request(.put, "/pbx-agents", #"{"extensions":7}"#), .invalidFields),
            (Request(.patch, "/licences", #"{"maxWallboards":-1}"#), .invalidFields),
            (Request(.patch, "/licences", #"{"maxWallboards":1}"#, ifMatch: "?"), .malformedRequest),
            (Request(.get, "/enrolment-keys?limit=0"), .malformedRequest),
            (Request(.post, "/enrolment-keys", #"{"userId":7}"#), .invalidFields),
            (Request(.get, "/devices?limit=0"), .malformedRequest),
            (Request(.patch, "/devices/a", #"{"name":7}"#), .invalidFields),
            (Request(.patch, "/devices/a", #"{"name":"N"}"#, ifMatch: "?"), .malformedRequest),
            (Request(.delete, "/devices/a", ifMatch: "?"), .malformedRequest),
            (Request(.post, "/devices/a/replacement", "{}"), .invalidFields),
            (Request(.post, "/devices/a/credential-rotation", #"{"more":1}"#), .invalidFields),
            (Request(.post, "/pairings", #"{"userId":"ada"}"#), .invalidFields),
            (Request(.get, "/waiting-boards?limit=0"), .malformedRequest),
            (Request(.get, "/dashboards?limit=0"), .malformedRequest),
            (Request(.put, "/dashboards/floor", #"{"name":7}"#), .invalidFields),
            (Request(.delete, "/dashboards/floor", ifMatch: "?"), .malformedRequest),
            (Request(.post, "/call-events", "[7,"), .malformedRequest),
            (Request(.put, "/active-calls", #"{"calls":7}"#), .invalidFields),
            (Request(.put, "/active-calls", #"{"calls":[7]}"#), .invalidFields),
            (Request(.get, "/call-events?from=yesterday"), .malformedRequest),
            (Request(.delete, "/call-events?from=yesterday"), .malformedRequest),
        ])
    func order(request: Request, kind: Problem.Kind) async throws {
        try await AdminPort.run { port in
            try expectProblem(try await request.reply(of: port), kind)
        }
    }

    @Test(
        "is named only once the rest of the path is right",
        arguments: [
            (Request(.get, "/users/a%20b"), "user"),
            (Request(.delete, "/users/a%20b"), "user"),
            (Request(.get, "/devices/a%20b"), "device"),
            (Request(.patch, "/devices/a%20b", "{}"), "device"),
            (Request(.delete, "/devices/a%20b"), "device"),
            (Request(.post, "/devices/a%20b/replacement", #"{"serial":"S"}"#), "device"),
            (Request(.post, "/devices/a%20b/credential-rotation"), "device"),
            (Request(.delete, "/enrolment-keys/a%20b"), "enrolmentKey"),
            (Request(.get, "/pairings/a%20b"), "pairing"),
            (Request(.delete, "/waiting-boards/a%20b"), "waitingBoard"),
            (Request(.get, "/dashboards/a%20b"), "dashboard"),
            (Request(.delete, "/dashboards/a%20b"), "dashboard"),
        ])
    func path(request: Request, resource: String) async throws {
        try await AdminPort.run { port in
            let reply = try await request.reply(of: port)
            try expectProblem(reply, .notFound)
            #expect(try reply.json["resource"]?.string == resource)
        }
    }

    @Test(
        "is not found by a request that is right",
        arguments: [
            Request(.get, ""), Request(.patch, "", #"{"name":"N"}"#), Request(.delete, ""),
            Request(.get, "/users"), Request(.get, "/users/ada"), Request(.delete, "/users/ada"),
            Request(.get, "/pbx-agents"), Request(.put, "/pbx-agents", #"{"extensions":[]}"#),
            Request(.get, "/licences"), Request(.patch, "/licences", #"{"maxWallboards":1}"#),
            Request(.patch, "/licences", #"{"maxWallboards":1}"#, ifMatch: "\"1\""),
            Request(.get, "/enrolment-keys"), Request(.post, "/enrolment-keys", #"{"userId":"ada"}"#),
            Request(.delete, "/enrolment-keys/key"),
            Request(.get, "/devices"), Request(.get, "/devices/a"), Request(.patch, "/devices/a", #"{"name":"N"}"#),
            Request(.delete, "/devices/a"), Request(.post, "/devices/a/replacement", #"{"serial":"S"}"#),
            Request(.post, "/devices/a/credential-rotation"), Request(.get, "/refusals"),
            Request(.get, "/pairings/BCDF-GHJK"),
            Request(.post, "/pairings", #"{"userCode":"BCDF-GHJK","userId":"ada"}"#),
            Request(.get, "/waiting-boards"), Request(.delete, "/waiting-boards/S"),
            Request(.get, "/dashboards"), Request(.get, "/dashboards/floor"), Request(.delete, "/dashboards/floor"),
            Request(.put, "/active-calls", #"{"calls":[]}"#),
            Request(.get, "/call-events?\(period)"), Request(.delete, "/call-events?\(period)"),
        ])
    func notFound(request: Request) async throws {
        try await AdminPort.run { port in
            let reply = try await request.reply(of: port)
            try expectProblem(reply, .notFound)
            #expect(try reply.json["resource"]?.string == "customer")
        }
    }
}
