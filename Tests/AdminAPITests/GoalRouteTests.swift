import HTTPTypes
import Testing
import Values

@testable import AdminAPI

@Suite("Goals over HTTP")
struct GoalRouteTests {
    @Test("a change of goals touches what it names, and changes the entity tag")
    func change() async throws {
        try await AdminPort.run { port in
            let before = try await port.send(.get, "/v1/customers/acme")
            let reply = try await port.send(
                .patch, "/v1/customers/acme",
                json: """
                    {"goals":{"serviceLevel":{"amber":0.9},"abandonedRate":null,\
                    "queues":{"Sales":{"callsWaiting":{"amber":3,"red":6}}}}}
                    """)
            #expect(reply.status == 200)
            let goals = try #require(try reply.json["goals"])
            #expect(
                String(decoding: goals.encode(), as: UTF8.self) == """
                    {"abandonedRate":null,"agentsAvailable":{"red":0},"callsWaiting":{"amber":5,"red":10},\
                    "longestWaitSeconds":{"amber":60,"red":120},\
                    "queues":{"Sales":{"callsWaiting":{"amber":3,"red":6}}},"serviceLevel":{"amber":0.9,"red":0.6}}
                    """)
            #expect(try await port.send(.get, "/v1/customers/acme").json == reply.json)
            #expect(reply.headers[.eTag] != before.headers[.eTag])
            let back = try await port.send(
                .patch, "/v1/customers/acme",
                json: """
                    {"goals":{"serviceLevel":{"amber":0.8},"abandonedRate":{"amber":0.05,"red":0.08},"queues":null}}
                    """)
            #expect(back.headers[.eTag] == before.headers[.eTag])
        }
    }

    @Test("every goal that is wrong is named with the other mistakes, and what was there stays")
    func wrong() async throws {
        try await AdminPort.run { port in
            let before = try await port.send(.get, "/v1/customers/acme").bytes
            try expectInvalid(
                try await port.send(
                    .patch, "/v1/customers/acme",
                    json: """
                        {"resetTime":"25:00","goals":{"serviceLevel":{"amber":2,"red":2},"callsWaiting":{"amber":1},\
                        "queues":{"Sales":{"agentsAvailable":null}}}}
                        """),
                [
                    "resetTime", "goals.serviceLevel.amber", "goals.serviceLevel.red",
                    "goals.queues.Sales.agentsAvailable",
                ])
            try expectInvalid(try await port.send(.patch, "/v1/customers/acme", json: #"{"goals":null}"#), ["goals"])
            #expect(try await port.send(.get, "/v1/customers/acme").bytes == before)
        }
    }

    @Test(
        "goals that contradict each other, or what is there, are a conflict that names them",
        arguments: [
            #"{"goals":{"callsWaiting":{"amber":4,"red":3}}}"#, #"{"goals":{"callsWaiting":{"red":3}}}"#,
            #"{"goals":{"callsWaiting":{"amber":11}}}"#,
        ])
    func conflict(json: String) async throws {
        try await AdminPort.run { port in
            let before = try await port.send(.get, "/v1/customers/acme").bytes
            let reply = try await port.send(.patch, "/v1/customers/acme", json: json)
            try expectProblem(reply, .conflictingGoals)
            #expect(
                try reply.json["errors"]?.array?.map { $0["field"]?.string } == ["goals.callsWaiting.red"])
            #expect(try reply.json["detail"]?.string == "goals.callsWaiting.red must not be below amber.")
            #expect(try await port.send(.get, "/v1/customers/acme").bytes == before)
        }
    }
}
