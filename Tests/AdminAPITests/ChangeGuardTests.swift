import HTTPTypes
import Testing
import WallboardCore

@testable import AdminAPI

@Suite("How much a sender may change")
struct ChangeGuardTests {
    @Test("seats are changed at a rate over HTTP, and what is in no ledger is not held up")
    func routes() async throws {
        var limits = AdminLimits()
        limits.seatChanges = 2
        try await AdminPort.run(limits: limits) { port in
            let path = "/v1/customers/acme/devices/a"
            for _ in 0..<2 { #expect(try await port.send(.patch, path, json: #"{"suspended":true}"#).status == 404) }
            let refused = try await port.send(.patch, path, json: #"{"suspended":false}"#)
            try expectProblem(refused, .tooManyChanges)
            #expect(refused.status == 429 && refused.headers[.retryAfter] == "1")
            for (method, path, json) in [
                (.delete, path, nil), (.post, path + "/replacement", #"{"serial":"s"}"#),
                (.post, "/v1/customers/acme/pairings", #"{"userCode":"BCDF-GHJK","userId":"mia"}"#),
                (.patch, "/v1/customers/acme/licences", #"{"maxWallboards":3}"#),
            ] as [(HTTPRequest.Method, String, String?)] {
                try expectProblem(try await port.send(method, path, json: json), .tooManyChanges)
            }
            #expect(try await port.send(.patch, path, json: #"{"name":"Hall"}"#).status == 404)
            let plan = #"{"maxWallboards":3,"dryRun":true}"#
            #expect(try await port.send(.patch, "/v1/customers/acme/licences", json: plan).status == 200)
            #expect(try await port.send(.patch, path, token: "customer", json: #"{"suspended":true}"#).status == 404)
        }
    }

    @Test("the tokens of one customer have the budget of a few together, and one for changes of any kind")
    func customers() throws {
        var limits = AdminLimits()
        limits.seatChanges = 2
        limits.customerChanges = 3
        let guarded = ChangeGuard(
            limits: limits, clock: TestClock().clock, counters: AdminCounters(factory: AdminMetrics.registry()))
        func admin(_ token: String, of customer: String?) throws -> Principal {
            Principal(
                token: try #require(CredentialID(token)), name: "x", role: customer == nil ? .provider : .customer,
                customer: try customer.map { try #require(CustomerID($0)) })
        }
        let tokens = try (0..<9).map { try admin("t\($0)", of: "acme") }
        let changed = tokens.flatMap { [$0, $0, $0] }.count { (try? guarded.changeSeats(by: $0)) != nil }
        #expect(changed == 2 * limits.seatChangingTokens)
        try guarded.changeSeats(by: admin("other", of: "globex"))
        #expect(tokens.count { (try? guarded.change(by: $0)) != nil } == 3)
        for _ in 0..<9 { try guarded.change(by: admin("boss", of: nil)) }
    }
}
