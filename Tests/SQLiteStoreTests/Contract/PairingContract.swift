import Store
import Testing
import WallboardCore

@Suite("Store contract: pairing and replacement")
struct PairingContract {
    @Test("a new device gets a seat, the user and the name that the admin chose", arguments: Engine.allCases)
    func register(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(2), supervisor: .analytics)
            let outcomes = try await store.enrol(
                [pairing("s1", named: "Lobby"), pairing("s2"), pairing("s3")], at: morning + 4)
            let expected = Device(
                id: "device-s1", customer: "acme", serial: "s1", name: "Lobby", model: "AFTMM", user: "mia",
                boardLicence: .analytics, suspended: false, registeredAt: morning + 4, credential: "token-s1",
                secretHash: request("s1").newSecretHash, enrolledWith: nil)
            #expect(outcomes[0] == .registered(expected))
            #expect(outcomes[2] == .refused(.seatLimit(SeatFigure(configured: 2, maximum: .limited(2)))))
            #expect(try await store.devices(of: "acme").map(\.name) == ["Lobby", "s2"])
            #expect(try await store.enrolmentKey("key")?.uses == 0)
            #expect(
                try await store.changes(of: "acme").dropFirst().first == .seatTaken(LedgerDevice(expected), .pairing))
        }
    }

    @Test("a known device keeps its seat, and gets what the admin chose", arguments: Engine.allCases)
    func renew(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(1))
            _ = try await store.putUser(user("ben", .insights), of: "acme")
            var device = try await store.register("s1")
            let outcomes = try await store.enrol(
                [
                    pairing("s1", for: "ben", named: "Lobby", as: "a"),
                    pairing("s1", for: "ben", model: nil, as: "b"),
                ], at: morning + 9)
            device.name = "Lobby"
            device.user = "ben"
            device.boardLicence = .analytics
            device.credential = "token-b"
            device.secretHash = request("s1", as: "b").newSecretHash
            device.enrolledWith = nil
            #expect(outcomes[1] == .renewed(device))
            #expect(try await store.devices(of: "acme") == [device])
            #expect(
                try await store.changes(of: "acme").dropFirst(2)
                    == [.boardLicence(LedgerDevice(device), from: .liveAnalytics)])
        }
    }

    @Test(
        "a user or customer that is gone, or has no view, gets no device; nor does a suspended one come back",
        arguments: Engine.allCases)
    func refusals(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            _ = try await store.putUser(user("rob", .reports), of: "acme")
            try await store.register("s1")
            _ = try await store.updateDevice("device-s1", of: "acme", DeviceChange(suspended: true))
            let before = try await StoreContent(of: store)
            let outcomes = try await store.enrol(
                [
                    pairing("s2", for: "rob"), pairing("s2", for: "eve"), pairing("s2", of: "other"),
                    pairing("s1", as: "new"),
                ], at: morning)
            #expect(
                outcomes == [
                    .refused(.notEntitled), .refused(.notEntitled), .refused(.notEntitled), .refused(.suspended),
                ])
            #expect(try await StoreContent(of: store) == before)
        }
    }

    @Test(
        "other hardware takes over seat and name; the serial must be free, the token its own",
        arguments: Engine.allCases)
    func replacement(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(2))
            var device = try await store.register("s1")
            try await store.register("s2")
            let token = DeviceChange.NewCredential(id: "token-new", secretHash: hash(4))
            let before = try await StoreContent(of: store)
            await #expect(throws: StoreError.alreadyExists) {
                try await store.updateDevice("device-s1", of: "acme", DeviceChange(serial: "s2", credential: token))
            }
            let taken = DeviceChange.NewCredential(id: "token-s2", secretHash: hash(4))
            await #expect(throws: StoreError.alreadyExists) {
                try await store.updateDevice("device-s1", of: "acme", DeviceChange(serial: "s3", credential: taken))
            }
            #expect(try await StoreContent(of: store) == before)

            let change = DeviceChange(serial: "s3", credential: token)
            device.serial = "s3"
            device.credential = "token-new"
            device.secretHash = hash(4)
            #expect(try await store.updateDevice("device-s1", of: "acme", change) == .changed(device))
            #expect(try await store.device(withCredential: "token-s1") == nil)
            #expect(try await store.device(withCredential: "token-new") == device)
            // A repetition is no change, and the old hardware is a new device now.
            #expect(try await store.updateDevice("device-s1", of: "acme", change) == .changed(device))
            #expect(try await store.changes(of: "acme").filter { $0.kind == "hardware" }.count == 1)
            let full = SeatFigure(configured: 2, maximum: .limited(2))
            #expect(
                try await store.enrol([request("s1", as: "old")], at: morning) == [.refused(.seatLimit(full))])
        }
    }
}
