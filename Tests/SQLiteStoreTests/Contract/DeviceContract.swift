import Store
import Testing
import WallboardCore

@Suite("Store contract: devices")
struct DeviceContract {
    @Test("an update changes what it names and nothing else", arguments: Engine.allCases)
    func update(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(1), supervisor: .contactCentre)
            _ = try await store.putUser(user("ben", .insights), of: "acme")
            var expected = try await store.register("s1")

            #expect(try await store.updateDevice("device-s1", of: "acme", DeviceChange()) == .changed(expected))
            expected.name = "Lobby"
            let renamed = try await store.updateDevice("device-s1", of: "acme", DeviceChange(name: "Lobby"))
            #expect(renamed == .changed(expected))
            expected.user = "ben"
            expected.boardLicence = .analytics
            let assigned = try await store.updateDevice("device-s1", of: "acme", DeviceChange(user: .user("ben")))
            #expect(assigned == .changed(expected))
            expected.user = nil
            let freed = try await store.updateDevice("device-s1", of: "acme", DeviceChange(user: .nobody))
            #expect(freed == .changed(expected))
            expected.suspended = true
            let suspended = try await store.updateDevice("device-s1", of: "acme", DeviceChange(suspended: true))
            #expect(suspended == .changed(expected))
            #expect(try await store.devices(of: "acme") == [expected])
        }
    }

    @Test("a user whose licence gives no view gets no device", arguments: Engine.allCases)
    func notEntitled(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            let device = try await store.register("s1")
            for supervisor in [SupervisorLicence.none, .reports] {
                _ = try await store.putUser(user("rob", supervisor), of: "acme")
                let change = DeviceChange(name: "Lobby", user: .user("rob"), suspended: true)
                #expect(try await store.updateDevice("device-s1", of: "acme", change) == .notEntitled)
                #expect(try await store.devices(of: "acme") == [device])
            }
        }
    }

    @Test("resuming takes a seat, where there is one", arguments: Engine.allCases)
    func resume(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(1))
            var first = try await store.register("s1")
            _ = try await store.updateDevice("device-s1", of: "acme", DeviceChange(suspended: true))
            try await store.register("s2")

            let full = SeatFigure(configured: 1, maximum: .limited(1))
            let change = DeviceChange(name: "Lobby", suspended: false)
            #expect(try await store.updateDevice("device-s1", of: "acme", change) == .seatLimit(full))
            first.suspended = true
            #expect(try await store.devices(of: "acme").first == first)

            _ = try await store.deleteDevice("device-s2", of: "acme")
            first.suspended = false
            first.name = "Lobby"
            #expect(try await store.updateDevice("device-s1", of: "acme", change) == .changed(first))
            // It has its seat: resuming it again takes none.
            #expect(try await store.updateDevice("device-s1", of: "acme", change) == .changed(first))
        }
    }

    @Test("an unknown device or user is not found, and nothing changes", arguments: Engine.allCases)
    func unknown(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            try await store.createCustomer(customer("other"))
            _ = try await store.putUser(user("eve"), of: "other")
            let device = try await store.register("s1")
            await #expect(throws: StoreError.notFound) {
                try await store.updateDevice("device-s2", of: "acme", DeviceChange(name: "x"))
            }
            await #expect(throws: StoreError.notFound) {
                try await store.updateDevice("device-s1", of: "other", DeviceChange(name: "x"))
            }
            await #expect(throws: StoreError.notFound) {
                try await store.updateDevice("device-s1", of: "acme", DeviceChange(name: "x", user: .user("eve")))
            }
            await #expect(throws: StoreError.notFound) { try await store.deleteDevice("device-s1", of: "other") }
            await #expect(throws: StoreError.notFound) { try await store.deleteDevice("device-s2", of: "acme") }
            #expect(try await store.devices(of: "acme") == [device])
        }
    }

    @Test("a removed device frees its seat and its serial", arguments: Engine.allCases)
    func delete(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(1))
            let device = try await store.register("s1")
            #expect(try await store.deleteDevice("device-s1", of: "acme") == device)
            #expect(try await store.devices(of: "acme") == [])
            #expect(try await store.device(withCredential: "token-s1") == nil)
            let outcome = try await store.enrol([request("s1", as: "new")], at: morning)
            guard case .registered(let new) = outcome[0] else {
                Issue.record("\(outcome)")
                return
            }
            #expect(new.id == "device-new")
        }
    }

    @Test("devices come by id", arguments: Engine.allCases)
    func byID(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            for serial in ["b", "B", "a-", "a", "1"] as [Serial] { try await store.register(serial) }
            #expect(try await store.devices(of: "acme").map(\.serial) == ["1", "B", "a", "a-", "b"])
        }
    }
}
