import Store
import Testing
import WallboardCore

@Suite("Store contract: admin tokens")
struct AdminTokenContract {
    @Test("what is stored of a token is what was given", arguments: Engine.allCases)
    func roundTrip(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            let tokens = [
                adminToken("t1", .provider, of: nil), adminToken("t2", .monitor, of: nil),
                adminToken("t3", .customer, of: "acme"), adminToken("t4", .feed, of: "acme"),
            ]
            for token in tokens { try await store.createToken(token) }
            for token in tokens { #expect(try await store.token(token.id) == token) }
            #expect(try await store.token("t5") == nil)
        }
    }

    @Test("a token of an unknown customer is refused", arguments: Engine.allCases)
    func unknownCustomer(engine: Engine) async throws {
        try await engine.withStore { store async throws in
            await #expect(throws: StoreError.notFound) { try await store.createToken(adminToken("t1", of: "acme")) }
            #expect(try await store.token("t1") == nil)
        }
    }

    @Test("an id is given once", arguments: Engine.allCases)
    func idIsUnique(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createToken(adminToken("t1", .provider, of: nil))
            await #expect(throws: StoreError.alreadyExists) {
                try await store.createToken(adminToken("t1", .monitor, of: nil))
            }
            #expect(try await store.token("t1")?.role == .provider)
        }
    }
}
