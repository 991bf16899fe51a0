import Store
import Testing
import WallboardCore

@Suite("Store contract: users")
struct UserContract {
    @Test("what is stored of a user is what was given, by id", arguments: Engine.allCases)
    func roundTrip(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            let plain = User(id: "zoe@acme.example", name: "Zoé", supervisor: .none)
            let added = try await store.putUsers([plain, user("mia")], of: "acme", by: stamp())
            let changes = [plain, user("mia")].map { UsersOutcome.Change(before: nil, after: $0) }
            #expect(added == UsersOutcome(users: changes, devices: []))
            #expect(try await store.users(of: "acme") == [user("mia"), plain])
        }
    }

    @Test("each supervisor licence and each user licence can be stored", arguments: Engine.allCases)
    func everyLicence(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            for licence in [nil, UserLicence.essential, .professional] {
                for supervisor in SupervisorLicence.allCases {
                    var changed = user("mia", supervisor)
                    changed.userLicence = licence
                    _ = try await store.putUser(changed, of: "acme")
                    #expect(try await store.users(of: "acme") == [changed])
                }
            }
        }
    }

    @Test(
        "a user put again is replaced, and the user's devices follow the supervisor licence", arguments: Engine.allCases
    )
    func replace(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited, supervisor: .contactCentre)
            _ = try await store.putUser(user("ben", .contactCentre), of: "acme")
            for serial in ["s2", "s1", "s3"] as [Serial] { try await store.register(serial) }
            _ = try await store.updateDevice("device-s3", of: "acme", DeviceChange(user: .user("ben")))
            _ = try await store.updateDevice("device-s2", of: "acme", DeviceChange(suspended: true))

            let change = try await store.putUser(user("mia", .insights), of: "acme")
            #expect(change.users == [UsersOutcome.Change(before: user("mia"), after: user("mia", .insights))])
            #expect(change.devices.map(\.serial) == ["s1", "s2"])
            #expect(change.devices.allSatisfy { $0.boardLicence == .analytics && $0.user == "mia" })
            // Of the same class are no devices that change.
            #expect(try await store.putUser(user("mia", .analytics), of: "acme").devices == [])
            #expect(
                try await store.devices(of: "acme").map(\.boardLicence) == [.analytics, .analytics, .liveAnalytics])
        }
    }

    @Test("a licence that gives no view leaves the devices under the class they had", arguments: Engine.allCases)
    func licenceLost(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited, supervisor: .liveAnalytics)
            let device = try await store.register("s1")
            for supervisor in [SupervisorLicence.none, .reports] {
                let change = try await store.putUser(user("mia", supervisor), of: "acme")
                #expect(change.devices == [])
            }
            #expect(try await store.devices(of: "acme") == [device])
        }
    }

    @Test("a user who goes leaves the devices their seats, and takes the enrolment keys", arguments: Engine.allCases)
    func delete(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(1))
            _ = try await store.putUser(user("ben"), of: "acme")
            try await store.createEnrolmentKey(key("bens", for: "ben"))
            var device = try await store.register("s1")

            let freed = try await store.deleteUser("mia", of: "acme")
            device.user = nil
            #expect(freed == [device])
            #expect(try await store.devices(of: "acme") == [device])
            #expect(try await store.users(of: "acme").map(\.id) == ["ben"])
            #expect(try await store.enrolmentKeys(of: "acme").map(\.id) == ["bens"])
            let outcome = try await store.enrol([request("s2", key: "bens")], at: morning)
            #expect(outcome == [.refused(.seatLimit(SeatFigure(configured: 1, maximum: .limited(1))))])
        }
    }

    @Test("a user of one customer is none of another", arguments: Engine.allCases)
    func deleteUnknown(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer("acme"))
            try await store.createCustomer(customer("other"))
            _ = try await store.putUser(user("mia"), of: "other")
            await #expect(throws: StoreError.notFound) { try await store.deleteUser("mia", of: "acme") }
            #expect(try await store.users(of: "other") == [user("mia")])
        }
    }

    @Test("several users are put in the order in which they are given", arguments: Engine.allCases)
    func several(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            try await store.register("s1")
            let users = [user("zoe"), user("mia", .insights), user("ben", .none)]
            let outcome = try await store.putUsers(users, of: "acme", by: stamp())
            #expect(outcome.users.map(\.after) == users)
            #expect(outcome.users.map(\.before) == [nil, user("mia"), nil])
            #expect(outcome.devices.map(\.boardLicence) == [.analytics])
            #expect(try await store.users(of: "acme") == users.sorted { $0.id < $1.id })
            await #expect(throws: StoreError.notFound) {
                try await store.putUsers([user("ben")], of: "other", by: stamp())
            }
        }
    }
}
