import Store
import Testing
import WallboardCore

@Suite("Store contract: enrolment keys and seats")
struct EnrolmentContract {
    @Test("what is stored of a key is what was given, oldest first", arguments: Engine.allCases)
    func roundTrip(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            _ = try await store.putUser(user(), of: "acme")
            let late = key("a", createdAt: morning + 5, expiresAt: morning + 60, maxUses: 3)
            let early = key("b", createdAt: morning + 1)
            try await store.createEnrolmentKey(late)
            try await store.createEnrolmentKey(early)
            #expect(try await store.enrolmentKeys(of: "acme") == [early, late])
            #expect(try await store.enrolmentKey("a") == late)
            #expect(try await store.enrolmentKey("c") == nil)
        }
    }

    @Test("a key needs its user, and an id of its own", arguments: Engine.allCases)
    func createRefused(engine: Engine) async throws {
        try await engine.withStore { store in
            await #expect(throws: StoreError.notFound) { try await store.createEnrolmentKey(key()) }
            try await store.createCustomer(customer())
            await #expect(throws: StoreError.notFound) { try await store.createEnrolmentKey(key()) }
            _ = try await store.putUser(user(), of: "acme")
            try await store.createEnrolmentKey(key())
            await #expect(throws: StoreError.alreadyExists) {
                try await store.createEnrolmentKey(key(maxUses: 1))
            }
            #expect(try await store.enrolmentKeys(of: "acme") == [key()])
        }
    }

    @Test("a key that goes leaves the devices, and gives no seat any more", arguments: Engine.allCases)
    func deleteKey(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            let device = try await store.register("s1")
            try await store.createCustomer(customer("other"))
            await #expect(throws: StoreError.notFound) { try await store.deleteEnrolmentKey("key", of: "other") }
            try await store.deleteEnrolmentKey("key", of: "acme")
            await #expect(throws: StoreError.notFound) { try await store.deleteEnrolmentKey("key", of: "acme") }
            #expect(try await store.devices(of: "acme") == [device])
            #expect(
                try await store.enrol([request("s1"), request("s2")], at: morning)
                    == [.refused(.keyNotValid), .refused(.keyNotValid)])
        }
    }

    @Test("a new device gets a seat, a name, the user of the key and its token", arguments: Engine.allCases)
    func register(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(1), supervisor: .analytics)
            let expected = Device(
                id: "device-s1", customer: "acme", serial: "s1", name: "s1", model: "AFTMM", user: "mia",
                boardLicence: .analytics, suspended: false, registeredAt: morning + 9, credential: "token-s1",
                secretHash: request("s1").newSecretHash, enrolledWith: "key")
            #expect(try await store.enrol([request("s1")], at: morning + 9) == [.registered(expected)])
            #expect(try await store.devices(of: "acme") == [expected])
            #expect(try await store.device(withCredential: "token-s1") == expected)
            #expect(try await store.enrolmentKey("key")?.uses == 1)
        }
    }

    @Test("requests are decided in order, each on what the ones before it left", arguments: Engine.allCases)
    func order(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(2), maxUses: 9)
            let outcomes = try await store.enrol(
                [
                    request("s1"), request("s1", as: "again"), request("s2"), request("s3"), request("s4", key: "none"),
                ], at: morning)
            let full = SeatFigure(configured: 2, maximum: .limited(2))
            let devices = try await store.devices(of: "acme")
            #expect(devices.map(\.id) == ["device-s1", "device-s2"])
            #expect(devices.map(\.credential) == ["token-again", "token-s2"])
            var first = devices[0]
            first.credential = "token-s1"
            first.secretHash = request("s1").newSecretHash
            #expect(
                outcomes == [
                    .registered(first), .renewed(devices[0]), .registered(devices[1]), .refused(.seatLimit(full)),
                    .refused(.keyNotValid),
                ])
            #expect(try await store.enrolmentKey("key")?.uses == 2)
        }
    }

    @Test("a serial that registers again keeps its seat and gets a new token", arguments: Engine.allCases)
    func renew(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(1))
            try await store.register("s1")
            _ = try await store.putUser(user("ben", .insights), of: "acme")
            _ = try await store.updateDevice("device-s1", of: "acme", DeviceChange(name: "Lobby", user: .user("ben")))
            try await store.createEnrolmentKey(key("key2", for: "ben"))
            let outcomes = try await store.enrol(
                [request("s1", key: "key2", model: "AFTKA", as: "new")], at: morning + 60)
            let expected = Device(
                id: "device-s1", customer: "acme", serial: "s1", name: "Lobby", model: "AFTKA", user: "ben",
                boardLicence: .analytics, suspended: false, registeredAt: morning, credential: "token-new",
                secretHash: request("s1", as: "new").newSecretHash, enrolledWith: "key2")
            #expect(outcomes == [.renewed(expected)])
            #expect(try await store.devices(of: "acme") == [expected])
            #expect(try await store.device(withCredential: "token-s1") == nil)
            #expect(try await store.enrolmentKey("key2")?.uses == 0)
        }
    }

    @Test(
        "a key of another user renews nothing, nor does any key where no user is assigned", arguments: Engine.allCases)
    func keyOfAnotherUser(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(1))
            try await store.register("s1")
            _ = try await store.putUser(user("ben", .insights), of: "acme")
            try await store.createEnrolmentKey(key("key2", for: "ben"))
            for change in [DeviceChange(), DeviceChange(user: .nobody)] {
                _ = try await store.updateDevice("device-s1", of: "acme", change)
                let before = try await store.devices(of: "acme")
                #expect(
                    try await store.enrol([request("s1", key: "key2", as: "new")], at: morning)
                        == [.refused(.keyOfAnotherUser(before[0]))])
                #expect(try await store.devices(of: "acme") == before)
            }
        }
    }

    @Test("a registration that does not say its model keeps the known one", arguments: Engine.allCases)
    func renewWithoutModel(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(1))
            try await store.register("s1")
            _ = try await store.enrol([request("s1", model: nil, as: "new")], at: morning)
            #expect(try await store.devices(of: "acme").map(\.model) == ["AFTMM"])
        }
    }

    @Test("the same serial is another device for another customer", arguments: Engine.allCases)
    func serialsArePerCustomer(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(1))
            try await store.createCustomer(customer("other", seats: .limited(1)))
            _ = try await store.putUser(user("mia"), of: "other")
            try await store.createEnrolmentKey(key("others", of: "other"))
            try await store.register("s1")
            let outcome = try await store.enrol([request("s1", key: "others", as: "other")], at: morning)
            guard case .registered(let device) = outcome[0] else {
                Issue.record("\(outcome)")
                return
            }
            #expect(device.customer == "other")
            #expect(try await store.devices(of: "acme").map(\.id) == ["device-s1"])
            #expect(try await store.devices(of: "other").map(\.id) == ["device-other"])
        }
    }

    @Test("a suspended device is not let in by its key, and its place is free", arguments: Engine.allCases)
    func suspended(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(1))
            try await store.register("s1")
            _ = try await store.updateDevice("device-s1", of: "acme", DeviceChange(suspended: true))
            #expect(try await store.enrol([request("s1", as: "new")], at: morning) == [.refused(.suspended)])
            try await store.register("s2")
        }
    }

    @Test("expiry, uses and licence are checked in the transaction", arguments: Engine.allCases)
    func refusals(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer(seats: .unlimited))
            _ = try await store.putUser(user("mia"), of: "acme")
            _ = try await store.putUser(user("rob", .reports), of: "acme")
            try await store.createEnrolmentKey(key("expired", expiresAt: morning))
            try await store.createEnrolmentKey(key("once", maxUses: 1))
            try await store.createEnrolmentKey(key("dark", for: "rob"))
            let outcomes = try await store.enrol(
                [
                    request("s1", key: "expired"), request("s2", key: "once"), request("s3", key: "once"),
                    request("s4", key: "dark"),
                ], at: morning)
            #expect(outcomes[0] == .refused(.keyNotValid))
            guard case .registered = outcomes[1] else {
                Issue.record("\(outcomes[1])")
                return
            }
            #expect(outcomes[2] == .refused(.keyNotValid))
            #expect(outcomes[3] == .refused(.notEntitled))
        }
    }

    @Test("a raised maximum lets the next one in", arguments: Engine.allCases)
    func raise(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(0))
            #expect(
                try await store.enrol([request("s1")], at: morning)
                    == [.refused(.seatLimit(SeatFigure(configured: 0, maximum: .limited(0))))])
            _ = try await store.setMaximum(.limited(1), of: "acme", ifVersion: nil, dryRun: false)
            try await store.register("s1")
        }
    }

    @Test("a name that is taken throws, and nothing of the call happened", arguments: Engine.allCases)
    func allOrNothing(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            let device = try await store.register("s1")
            await #expect(throws: StoreError.alreadyExists) {
                try await store.enrol([request("s2"), request("s3", as: "s1")], at: morning)
            }
            #expect(try await store.devices(of: "acme") == [device])
            #expect(try await store.enrolmentKey("key")?.uses == 1)
        }
    }
}
