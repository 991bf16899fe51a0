import BoardProtocol
import HTTPTypes
import TestSupport
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Enrolment keys over HTTP")
struct EnrolmentKeyRouteTests {
    private static let path = "/v1/customers/acme/enrolment-keys"

    private static func addUser(_ supervisor: SupervisorLicence, to port: AdminPort) async throws {
        let user = User(id: sample(UserID("ada")), name: "Ada", supervisor: supervisor)
        _ = try await port.gateway.putUser(user, of: acme, if: { _ in true }, by: .gateway)
    }

    @Test("the answer to making a key is the one place where it stands")
    func create() async throws {
        try await AdminPort.run { port in
            try await Self.addUser(.analytics, to: port)
            let reply = try await port.send(
                .post, Self.path, json: #"{"userId":"ada","expiresInSeconds":3600,"maxUses":3}"#)
            #expect(reply.status == 201)
            let record = """
                "id":"key-9","userId":"ada","createdAt":"2026-11-24T09:30:00.000Z",\
                "expiresAt":"2026-11-24T10:30:00.000Z","maxUses":3,"uses":0
                """
            #expect(reply.text == "{\"key\":\"key-9.the-secret-half\",\(record)}")
            #expect(try await port.send(.get, Self.path).text == "{\"items\":[{\(record)}]}")
            #expect(!port.log.texts.contains { $0.contains("the-secret-half") })
        }
    }

    @Test(
        "a key expires after 30 days by default, and has null if it has no bound",
        arguments: [("", "2026-12-24T09:30:00.000Z"), (#","expiresInSeconds":null,"maxUses":null"#, nil)])
    func unbounded(fields: String, end: String?) async throws {
        try await AdminPort.run { port in
            try await Self.addUser(.analytics, to: port)
            let json = try await port.send(.post, Self.path, json: #"{"userId":"ada"\#(fields)}"#).json
            #expect(json["expiresAt"] == end.map { .string($0) } ?? .null)
            #expect(json["maxUses"] == .null)
        }
    }

    @Test(
        "wrong fields are named",
        arguments: [
            (#"{}"#, ["userId"]), (#"{"userId":"a b"}"#, ["userId"]), (#"{"userId":null}"#, ["userId"]),
            (#"{"userId":"ada","maxUses":0,"expiresInSeconds":0}"#, ["maxUses", "expiresInSeconds"]),
            (#"{"userId":"ada","maxUses":"3"}"#, ["maxUses"]), (#"{"userId":"ada","uses":3}"#, ["uses"]),
        ])
    func invalid(json: String, fields: [String]) async throws {
        try await AdminPort.run { port in
            try await Self.addUser(.analytics, to: port)
            try expectInvalid(try await port.send(.post, Self.path, json: json), fields)
            #expect(try await port.send(.get, Self.path).text == #"{"items":[]}"#)
        }
    }

    @Test("a user whose licence gives no view gets no key", arguments: [SupervisorLicence.none, .reports])
    func notEntitled(supervisor: SupervisorLicence) async throws {
        try await AdminPort.run { port in
            try await Self.addUser(supervisor, to: port)
            try expectProblem(try await port.send(.post, Self.path, json: #"{"userId":"ada"}"#), .notEntitled)
        }
    }

    @Test("a user that is not there is not found")
    func missingUser() async throws {
        try await AdminPort.run { port in
            let reply = try await port.send(.post, Self.path, json: #"{"userId":"ghost"}"#)
            try expectProblem(reply, .notFound)
            #expect(try reply.json["resource"]?.string == "user")
        }
    }

    @Test("keys are listed oldest first and by pages, whatever their ids are")
    func pages() async throws {
        try await AdminPort.run { port in
            try await Self.addUser(.analytics, to: port)
            for _ in 0..<5 { _ = try await port.send(.post, Self.path, json: #"{"userId":"ada"}"#) }
            var met: [String] = []
            var path: String? = "\(Self.path)?limit=2"
            while let next = path {
                let page = try await port.send(.get, next).json
                met += try #require(page["items"]?.array).compactMap { $0["id"]?.string }
                path = page["nextCursor"]?.string.map { "\(Self.path)?limit=2&cursor=\($0)" }
            }
            #expect(met == ["key-9", "key-8", "key-7", "key-6", "key-5"])
        }
    }

    @Test("a removed key is gone")
    func delete() async throws {
        try await AdminPort.run { port in
            try await Self.addUser(.analytics, to: port)
            _ = try await port.send(.post, Self.path, token: "customer", json: #"{"userId":"ada"}"#)
            #expect(try await port.send(.delete, "\(Self.path)/key-9", token: "customer").status == 204)
            let again = try await port.send(.delete, "\(Self.path)/key-9")
            try expectProblem(again, .notFound)
            #expect(try again.json["resource"]?.string == "enrolmentKey")
            try expectProblem(try await port.send(.delete, "\(Self.path)/a%20b"), .notFound)
        }
    }
}
