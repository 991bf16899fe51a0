import Store
import Testing
import WallboardCore

@Suite("Store contract: the time by which what is old is removed")
struct RetentionTimeContract {
    @Test("it is stored, and the last one counts", arguments: Engine.allCases)
    func last(engine: Engine) async throws {
        try await engine.withStore { store in
            #expect(try await store.retentionTime() == nil)
            for seconds in [5, 3] {
                let time = RetentionTime(
                    confirmed: morning + seconds, candidate: morning + 9, heldMillis: Int64(seconds))
                try await store.noteRetentionTime(time)
                #expect(try await store.retentionTime() == time)
            }
        }
    }

    @Test("a token goes only if it has ended by that time, not by its maker's clock", arguments: Engine.allCases)
    func tokens(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            for number in 0...CustomerLimits.endedTokens + 1 {
                let token = AdminToken(
                    id: CredentialID("t\(number)")!, role: .feed, customer: "acme", name: "Sam", secretHash: hash(3),
                    createdAt: morning + number, expiresAt: morning + number + 1_000_000)
                try await store.createToken(token, removingEndedBy: morning)
            }
            #expect(try await store.tokens(of: "acme").count == CustomerLimits.endedTokens + 2)
            let token = AdminToken(
                id: "last", role: .feed, customer: "acme", name: "Sam", secretHash: hash(3), createdAt: morning + 9_999)
            try await store.createToken(token, removingEndedBy: morning + 2_000_000)
            let left = try await store.tokens(of: "acme").map(\.id.text)
            #expect(left.count == CustomerLimits.endedTokens + 1 && left.first == "t2" && left.last == "last")
        }
    }
}
