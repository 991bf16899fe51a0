import Store
import TestSupport
import Testing
import Values
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

    @Test("a token says what it may do, until when, and since when it is revoked", arguments: Engine.allCases)
    func revoke(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            let token = AdminToken(
                id: "t1", role: .customer, customer: "acme", name: "Zoé", maySetMaximum: true, secretHash: hash(3),
                createdAt: morning, expiresAt: morning + 60)
            try await store.createToken(token)
            #expect(try await store.token("t1") == token)
            var revoked = token
            revoked.revokedAt = morning + 5
            #expect(try await store.revokeToken("t1", at: morning + 5) == revoked)
            // The first time counts.
            #expect(try await store.revokeToken("t1", at: morning + 9) == revoked)
            #expect(try await store.token("t1") == revoked)
            await #expect(throws: StoreError.notFound) { try await store.revokeToken("t2", at: morning) }
        }
    }

    @Test("a token takes those that it has made with it, and those that these have made", arguments: Engine.allCases)
    func family(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            func token(_ id: CredentialID, by maker: CredentialID?, revokedAt: Instant? = nil) -> AdminToken {
                AdminToken(
                    id: id, role: .customer, customer: "acme", name: "Sam", secretHash: hash(3), createdAt: morning,
                    revokedAt: revokedAt, createdBy: maker)
            }
            for (id, maker) in [("a", nil), ("b", "a"), ("c", "b"), ("d", "a"), ("e", nil), ("f", "e")] {
                try await store.createToken(token(CredentialID(id)!, by: maker.map { CredentialID($0)! }))
            }
            #expect(try await store.token("c") == token("c", by: "b"))
            _ = try await store.revokeToken("c", at: morning + 1)
            _ = try await store.revokeToken("a", at: morning + 2)
            #expect(
                try await store.tokens(of: "acme").map(\.revokedAt)
                    == [morning + 2, morning + 2, morning + 1, morning + 2, nil, nil])
            // Making one while its maker is being revoked is no way around it.
            try await store.createToken(token("g", by: "d"))
            #expect(try await store.token("g") == token("g", by: "d", revokedAt: morning + 2))
        }
    }

    @Test("of the tokens of a customer that have ended, the newest are kept", arguments: Engine.allCases)
    func ended(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            let most = CustomerLimits.endedTokens
            for number in 0...most + 1 {
                try await store.createToken(
                    AdminToken(
                        id: CredentialID("t\(number)")!, role: .feed, customer: "acme", name: "Sam",
                        secretHash: hash(3), createdAt: morning + number,
                        expiresAt: number == 0 ? nil : morning + number))
            }
            let ids = try await store.tokens(of: "acme").map(\.id.text)
            #expect(ids.count == most + 1 && ids.first == "t0" && ids.last == "t\(most + 1)" && !ids.contains("t1"))
        }
    }

    @Test("tokens come oldest first, of one customer or all, the revoked ones too", arguments: Engine.allCases)
    func list(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer("acme"))
            try await store.createCustomer(customer("other"))
            func token(_ id: CredentialID, of customer: CustomerID?, at second: Int) -> AdminToken {
                AdminToken(
                    id: id, role: .monitor, customer: customer, name: "Sam", secretHash: hash(3),
                    createdAt: morning + second)
            }
            for token in [
                token("t1", of: "acme", at: 7), token("t3", of: nil, at: 2), token("t2", of: "other", at: 2),
                token("t0", of: "acme", at: 9),
            ] { try await store.createToken(token) }
            _ = try await store.revokeToken("t1", at: morning)
            #expect(try await store.tokens(of: nil).map(\.id) == ["t2", "t3", "t1", "t0"])
            #expect(try await store.tokens(of: "acme").map(\.id) == ["t1", "t0"])
            #expect(try await store.tokens(of: "nobody") == [])
            #expect(try await store.goodTokens(of: "acme", at: morning) == 1)
        }
    }

    @Test(
        "page after page of tokens has each of them once, of one customer or all, many of them of one moment",
        arguments: Engine.allCases)
    func pages(engine: Engine) async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(seed: seed)
        let tokens = (0..<60).map { number in
            AdminToken(
                id: CredentialID("t\(random.pick(100...999))-\(number)")!, role: .monitor,
                customer: random.pick([nil, "acme", "other"]), name: "Sam", secretHash: hash(3),
                createdAt: morning + random.pick(0...7),
                expiresAt: random.percent(30) ? morning + random.pick(0...20) : nil)
        }
        let limit = random.pick(1...20)
        try await engine.withStore { store in
            try await store.createCustomer(customer("acme"))
            try await store.createCustomer(customer("other"))
            for token in tokens { try await store.createToken(token) }
            for customer in [nil, "acme", "other"] as [CustomerID?] {
                let all = try await store.tokens(of: customer)
                #expect(Set(all) == Set(tokens.filter { customer == nil || $0.customer == customer }), "seed \(seed)")
                var met: [AdminToken] = []
                var position: AgePosition?
                while true {
                    let page = try await store.tokens(of: customer, after: position, limit: limit)
                    met += page
                    guard page.count == limit, let last = page.last else { break }
                    position = AgePosition(at: last.createdAt, id: last.id.text)
                }
                #expect(met == all, "seed \(seed)")
                guard let customer else { continue }
                let good = try await store.goodTokens(of: customer, at: morning + 9)
                #expect(good == all.count { $0.isGood(at: morning + 9) }, "seed \(seed)")
            }
        }
    }
}
