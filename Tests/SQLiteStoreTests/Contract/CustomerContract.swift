import Store
import Testing
import Values
import WallboardCore

@Suite("Store contract: customers")
struct CustomerContract {
    @Test("what is stored of a customer is what was given", arguments: Engine.allCases)
    func roundTrip(engine: Engine) async throws {
        try await engine.withStore { store in
            var rich = Customer(
                id: "zeta-1", name: "Zeta “Ω” 'quoted'", timeZone: "Pacific/Auckland", maximum: .unlimited,
                createdAt: Instant(milliseconds: -5))
            rich.resetMinuteOfDay = 1439
            rich.serviceLevelSeconds = 3600
            rich.shortAbandonSeconds = 0
            rich.serviceLevelVariant = .withOverflows
            rich.feedLostSeconds = nil
            var goals = GoalTable()
            goals.set(try #require(Goal(.abandonedRate, amber: 1, red: 10_000)))
            goals.set(try #require(Goal(.serviceLevel)), of: "Sales “1”")
            rich.goals = Goals(goals)
            rich.callerNumbers = .shown
            rich.agentAddOn = .synced
            rich.sleepHours = Customer.SleepHours(fromMinute: 1_320, toMinute: 360)
            rich.maximumVersion = 7
            try await store.createCustomer(rich)
            try await store.createCustomer(customer("acme", seats: .limited(0)))
            #expect(try await store.customers() == [customer("acme", seats: .limited(0)), rich])
        }
    }

    @Test("an id is given once", arguments: Engine.allCases)
    func idIsUnique(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer(seats: .limited(2)))
            await #expect(throws: StoreError.alreadyExists) {
                try await store.createCustomer(customer(seats: .limited(3)))
            }
            #expect(try await store.customers() == [customer(seats: .limited(2))])
        }
    }

    @Test("an update changes the settings and nothing else", arguments: Engine.allCases)
    func update(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer(seats: .limited(2)))
            _ = try await store.setMaximum(.limited(4), of: "acme", ifVersion: nil, dryRun: false)
            var changed = Customer(
                id: "acme", name: "New", timeZone: "Asia/Tokyo", maximum: .unlimited, createdAt: morning + 60)
            changed.serviceLevelSeconds = 30
            changed.maximumVersion = 99
            changed.goals = Goals(GoalTable())
            try await store.noteFeed(of: "acme")
            let stored = try await store.updateCustomer(changed)

            var expected = Customer(
                id: "acme", name: "New", timeZone: "Asia/Tokyo", maximum: .limited(4), createdAt: morning)
            expected.serviceLevelSeconds = 30
            expected.maximumVersion = 2
            expected.goals = Goals(GoalTable())
            expected.isFed = true
            #expect(stored == expected)
            #expect(try await store.customers() == [expected])
        }
    }

    @Test("an unknown customer is not found", arguments: Engine.allCases)
    func unknown(engine: Engine) async throws {
        try await engine.withStore { store async throws in
            await #expect(throws: StoreError.notFound) { try await store.updateCustomer(customer()) }
            await #expect(throws: StoreError.notFound) { try await store.deleteCustomer("acme") }
            await #expect(throws: StoreError.notFound) {
                try await store.setMaximum(.unlimited, of: "acme", ifVersion: 1, dryRun: false)
            }
            await #expect(throws: StoreError.notFound) { try await store.putUser(user(), of: "acme") }
            await #expect(throws: StoreError.notFound) {
                try await store.append([], of: "acme", recalling: [], receivedAt: morning)
            }
            #expect(try await store.users(of: "acme") == [])
            #expect(try await store.devices(of: "acme") == [])
            #expect(try await store.enrolmentKeys(of: "acme") == [])
            #expect(try await store.events(of: "acme", since: morning) == [])
        }
    }

    @Test("a customer who goes takes everything along, and only that", arguments: Engine.allCases)
    func delete(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            let device = try await store.register("s1")
            try await store.createToken(adminToken("t-acme", of: "acme"))
            try await store.createToken(adminToken("t-all", of: nil))
            _ = try await store.append([callEvent("e1")], of: "acme", recalling: [], receivedAt: morning)
            try await store.createCustomer(customer("other"))
            _ = try await store.append([callEvent("e1")], of: "other", recalling: [], receivedAt: morning)

            try await store.deleteCustomer("acme")
            #expect(try await store.customers().map(\.id) == ["other"])
            #expect(try await store.device(withCredential: device.credential) == nil)
            #expect(try await store.enrolmentKey("key") == nil)
            #expect(try await store.token("t-acme") == nil)
            #expect(try await store.token("t-all") != nil)
            #expect(try await store.events(of: "other", since: morning) == [callEvent("e1")])

            // A new customer of the same name starts from nothing.
            try await store.createCustomer(customer("acme"))
            #expect(try await store.users(of: "acme") == [])
            #expect(try await store.devices(of: "acme") == [])
            #expect(try await store.events(of: "acme", since: Instant(milliseconds: .min)) == [])
        }
    }
}
