import Store
import Testing
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
            rich.callerNumbers = .shown
            rich.agentAddOn = .synced
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
            let stored = try await store.updateCustomer(changed)

            var expected = Customer(
                id: "acme", name: "New", timeZone: "Asia/Tokyo", maximum: .limited(4), createdAt: morning)
            expected.serviceLevelSeconds = 30
            expected.maximumVersion = 2
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

    @Test("the maximum changes when the devices fit, and its version counts", arguments: Engine.allCases)
    func setMaximum(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(3))
            for serial in ["s1", "s2"] as [Serial] { try await store.register(serial) }
            for (step, maximum) in [SeatMaximum.limited(2), .unlimited, .unlimited, .limited(9)].enumerated() {
                let outcome = try await store.setMaximum(maximum, of: "acme", ifVersion: step + 1, dryRun: false)
                var expected = customer(seats: maximum)
                expected.maximumVersion = step + 2
                #expect(outcome == .changed(expected, configured: 2))
                #expect(try await store.customers() == [expected])
            }
        }
    }

    @Test("a maximum below the configured devices is refused and names them", arguments: Engine.allCases)
    func surplus(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            // Neither the serials nor the ids are in the order of the registrations.
            for (second, serial) in (["s3", "s1", "s4", "s2"] as [Serial]).enumerated() {
                try await store.register(serial, at: morning + (10 - second))
            }
            _ = try await store.updateDevice("device-s1", of: "acme", DeviceChange(suspended: true))
            for dryRun in [true, false] {
                let outcome = try await store.setMaximum(.limited(2), of: "acme", ifVersion: nil, dryRun: dryRun)
                guard case .surplus(let figure, let devices) = outcome else {
                    Issue.record("\(outcome)")
                    return
                }
                #expect(figure == SeatFigure(configured: 3, maximum: .limited(2)))
                #expect(devices.map(\.serial) == ["s2", "s4", "s3"])
            }
            #expect(try await store.customers() == [customer(seats: .unlimited)])
        }
    }

    @Test("a dry run changes nothing and answers with what is stored", arguments: Engine.allCases)
    func dryRun(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer(seats: .limited(2)))
            let outcome = try await store.setMaximum(.limited(8), of: "acme", ifVersion: 1, dryRun: true)
            #expect(outcome == .changed(customer(seats: .limited(2)), configured: 0))
            #expect(try await store.customers() == [customer(seats: .limited(2))])
        }
    }

    @Test("a stale version changes nothing", arguments: Engine.allCases)
    func versionMismatch(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer(seats: .limited(2)))
            _ = try await store.setMaximum(.limited(3), of: "acme", ifVersion: 1, dryRun: false)
            for dryRun in [true, false] {
                let outcome = try await store.setMaximum(.limited(4), of: "acme", ifVersion: 1, dryRun: dryRun)
                #expect(outcome == .versionMismatch(current: 2))
            }
            #expect(try await store.customers().map(\.maximum) == [.limited(3)])
        }
    }
}
