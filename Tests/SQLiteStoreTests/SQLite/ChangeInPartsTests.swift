import GRDB
import Store
import TestSupport
import Testing
import WallboardCore

@testable import SQLiteStore

@Suite("Changes in parts")
struct ChangeInPartsTests {
    /// Opens a store whose parts have 10 rows and 3 seats, with the customer `acme`.
    private func withStore(_ body: (SQLiteStore) async throws -> Void) async throws {
        try await withTestDirectory { directory in
            var limits = SQLiteStoreLimits()
            (limits.bulkRows, limits.sealedSeats, limits.promptRows) = (10, 3, 2)
            let store = try SQLiteStore(directory: directory, limits: limits)
            try await store.createCustomer(customer(seats: .unlimited))
            try await body(store)
            await store.close()
        }
    }

    /// Adds users, and devices that are assigned to one of them.
    private func prepare(_ store: SQLiteStore, users: [User], devices: [UserID: Int]) async throws {
        var rest = users
        while !rest.isEmpty { rest.removeFirst(try await store.putUsers(rest, of: "acme", by: stamp()).users.count) }
        for (user, count) in devices.sorted(by: { $0.key < $1.key }) {
            let requests = (0..<count).map { pairing(Serial("\(user)-\($0)")!, for: user) }
            _ = try await store.enrol(requests, at: morning)
        }
    }

    /// Puts all users, and returns what each part did.
    private func put(_ users: [User], in store: SQLiteStore) async throws -> [UsersOutcome] {
        var rest = users[...]
        var parts: [UsersOutcome] = []
        while !rest.isEmpty {
            parts.append(try await store.putUsers(Array(rest), of: "acme", by: stamp(9)))
            rest = rest.dropFirst(parts.last?.users.count ?? 0)
            try #require(parts.count < 200, "it comes to no end")
        }
        return parts
    }

    @Test("a list of users is put a part of it at a time, in its order")
    func users() async throws {
        try await withStore { store async throws in
            let all = (0..<35).map { user(UserID("u\($0)")!, .analytics) }
            let parts = try await put(all, in: store)
            #expect(parts.map(\.users.count) == [10, 10, 10, 5])
            #expect(parts.flatMap(\.users).map(\.after) == all)
            #expect(try await store.users(of: "acme") == all.sorted { $0.id < $1.id })
        }
    }

    @Test(
        "of users with many devices a part takes some, each counted and sealed once, and the user comes after the last")
    func seats() async throws {
        try await withStore { store async throws in
            let users = ["a", "b", "c", "d"].map { user(UserID($0)!, .analytics) }
            try await prepare(store, users: users, devices: ["a": 1, "b": 7, "d": 3])
            _ = try await store.updateDevice("device-b-2", of: "acme", DeviceChange(suspended: true))
            let before = try await store.ledger(of: "acme").count
            let parts = try await put(users.map { user($0.id, .contactCentre) }, in: store)
            #expect(parts.allSatisfy { $0.devices.count <= 3 && $0.users.count <= 10 })
            #expect(parts.map { $0.users.map(\.after.id) } == [["a"], [], ["b", "c"], ["d"]])
            let devices = parts.flatMap(\.devices)
            #expect(devices.count == 11 && Set(devices.map(\.id)).count == 11)
            #expect(try await store.devices(of: "acme").allSatisfy { $0.boardLicence == .liveAnalytics })
            let entries = try await store.ledger(of: "acme").dropFirst(before).map(\.entry)
            #expect(entries.count == 10 && entries.allSatisfy { $0.change.kind == "boardLicence" && $0.author == sam })
            #expect(LedgerChain.firstFault(in: try await store.ledger(of: "acme")) == nil)
        }
    }

    @Test("where a part fails those before it stay, and the user whose devices it took is as before")
    func failure() async throws {
        try await withStore { store async throws in
            let users = ["a", "b", "c"].map { user(UserID($0)!, .analytics) }
            try await prepare(store, users: users, devices: ["b": 7])
            try await store.database.write { db in
                try db.execute(
                    sql: """
                        CREATE TRIGGER broken BEFORE UPDATE ON devices WHEN new.id = 'device-b-4' BEGIN
                            SELECT RAISE(ABORT, 'broken');
                        END
                        """)
            }
            let changed = users.map { user($0.id, .liveAnalytics) }
            let first = try await store.putUsers(changed, of: "acme", by: stamp())
            #expect(first.users.map(\.after.id) == ["a"] && first.devices.count == 3)
            await #expect(throws: StoreError.self) {
                try await store.putUsers(Array(changed.dropFirst()), of: "acme", by: stamp())
            }
            #expect(try await store.users(of: "acme").map(\.supervisor) == [.liveAnalytics, .analytics, .analytics])
            let licences = try await store.devices(of: "acme").map(\.boardLicence)
            #expect(licences.count { $0 == .liveAnalytics } == 3)
            try await store.database.write { db in try db.execute(sql: "DROP TRIGGER broken") }
            _ = try await put(changed, in: store)
            #expect(try await store.users(of: "acme") == changed)
            #expect(try await store.devices(of: "acme").allSatisfy { $0.boardLicence == .liveAnalytics })
        }
    }

    @Test("a user with many devices leaves them part by part, and goes with the last", arguments: [0, 9, 10, 11, 25])
    func removedUser(count: Int) async throws {
        try await withStore { store async throws in
            try await prepare(store, users: [user("mia"), user("ben")], devices: ["mia": count, "ben": 2])
            try await store.createEnrolmentKey(key())
            var freed: [Device] = []
            var parts = 0
            while true {
                let outcome = try await store.deleteUser("mia", of: "acme", by: stamp())
                freed += outcome.devices
                parts += 1
                #expect(outcome.devices.count <= 10 && outcome.devices.allSatisfy { $0.user == nil })
                #expect(try await store.users(of: "acme").count == (outcome.isDone ? 1 : 2))
                #expect(try await store.enrolmentKeys(of: "acme").isEmpty == outcome.isDone)
                if outcome.isDone { break }
            }
            #expect(parts == count / 10 + 1 && Set(freed.map(\.id)).count == count)
            #expect(try await store.devices(of: "acme").count { $0.user == nil } == count)
            #expect(try await store.devices(of: "acme").count { $0.user == "ben" } == 2)
        }
    }

    @Test("a dashboard leaves its devices part by part, and goes with the last")
    func removedDashboard() async throws {
        try await withStore { store async throws in
            try await prepare(store, users: [user("mia")], devices: ["mia": 14])
            try await store.putDashboard(Dashboard(id: "floor", title: "Floor"), of: "acme")
            for device in try await store.devices(of: "acme").dropFirst() {
                _ = try await store.updateDevice(
                    device.id, of: "acme", DeviceChange(dashboard: .dashboard("floor")))
            }
            let first = try await store.deleteDashboard("floor", of: "acme")
            #expect(!first.isDone && first.devices.count == 10)
            #expect(try await store.dashboards(of: "acme").count == 1)
            let second = try await store.deleteDashboard("floor", of: "acme")
            #expect(second.isDone && second.devices.count == 3)
            #expect(try await store.dashboards(of: "acme") == [])
            #expect(try await store.devices(of: "acme").allSatisfy { $0.dashboard == nil })
        }
    }

    @Test("users follow the PBX a part of them at a time")
    func following() async throws {
        try await withStore { store async throws in
            let users = (10..<35).map { number in
                User(id: UserID("u\(number)")!, name: "U", extension: "\(number)", agentAddOn: number.isMultiple(of: 2))
            }
            try await prepare(store, users: users, devices: [:])
            try await store.setPBXAgents(Set((12..<40).map(String.init)), of: "acme", by: stamp())
            var changed: [User] = []
            var next: UserID?
            var parts = 0
            repeat {
                let part = try await store.followPBX(of: "acme", after: next)
                changed += part.users
                next = part.next
                parts += 1
            } while next != nil
            #expect(parts == 3)
            let odd = (12..<35).filter { $0 % 2 == 1 }
            #expect(changed.map(\.extension) == ["10"] + odd.map { "\($0)" })
            #expect(try await store.users(of: "acme").map(\.agentAddOn) == (10..<35).map { $0 >= 12 })
        }
    }

    @Test(
        "the seats that are taken are those that the last entry of the ledger counts", arguments: 0..<4 as Range<UInt64>
    )
    func seatsByLedger(seed: UInt64) async throws {
        try await withStore { store async throws in
            var random = SplitMix64(seed: seed)
            try await prepare(store, users: [user("mia")], devices: ["mia": 5])
            for step in 0..<60 {
                let device = DeviceID("device-mia-\(random.pick(0..<9))")!
                switch random.pick(0..<4) {
                case 0: _ = try await store.enrol([pairing(Serial("mia-\(random.pick(0..<9))")!)], at: morning)
                case 1:
                    _ = try? await store.updateDevice(device, of: "acme", DeviceChange(suspended: random.percent(50)))
                case 2: _ = try? await store.deleteDevice(device, of: "acme")
                default: _ = try await store.setMaximum(.limited(random.pick(0..<9)), .keep, of: "acme")
                }
                let configured = try await store.devices(of: "acme").count { !$0.suspended }
                let seats = try await store.database.read { db in try DeviceTable.seats(of: "acme", in: db) }
                #expect(seats.configured == configured, "seed \(seed), step \(step)")
            }
        }
    }

    @Test("few rows go with the next commit, and more are bulk")
    func order() async throws {
        try await withStore { store async throws in
            #expect(store.database.order(ofRows: 2) == .prompt)
            #expect(store.database.order(ofRows: 3) == .bulk(rows: 3))
        }
    }
}
