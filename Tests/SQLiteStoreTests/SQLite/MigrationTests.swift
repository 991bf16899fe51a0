import GRDB
import Store
import Testing
import Values
import WallboardCore

@testable import SQLiteStore

@Suite("A file of an earlier version")
struct MigrationTests {
    private let now = morning + 7

    /// Opens a file of version 1 with the current program.
    private func withMigrated(_ body: (SQLiteStore, String) async throws -> Void) async throws {
        try await withTestDirectory { directory in
            try await VersionOne.make(in: directory)
            let store = try SQLiteStore(directory: directory, at: now)
            try await body(store, directory)
            await store.close()
        }
    }

    @Test("the ledgers begin with what is found: the maximum, and the devices that have a seat")
    func ledgers() async throws {
        try await withMigrated { store, _ async throws in
            let entries = try await store.ledger(of: "acme").map(\.entry)
            #expect(entries.map(\.change.kind) == ["opened", "seatTaken", "seatTaken", "seatTaken"])
            #expect(entries.first?.change == .opened(timeZone: "Europe/London"))
            #expect(entries.dropFirst().map(\.change.device?.serial.text) == VersionOne.configured)
            #expect(
                entries[1].change
                    == .seatTaken(
                        LedgerDevice(id: "d3", serial: "s3", user: nil, licence: .analytics), .carriedOver))
            #expect(entries.map(\.configured) == [0, 1, 2, 3])
            #expect(entries.allSatisfy { $0.maximum == .limited(5) && $0.author == .gateway && $0.at == now })
            #expect(LedgerChain.firstFault(in: try await store.ledger(of: "acme")) == nil)
            let other = try await store.ledger(of: "beta")
            #expect(other.map(\.entry.change) == [.opened(timeZone: "Asia/Tokyo")])
            #expect(other.map(\.entry.maximum) == [.unlimited])
        }
    }

    @Test("nothing that was stored is lost, and what is new is at its default")
    func content() async throws {
        try await withMigrated { store, _ async throws in
            let customers = try await store.customers()
            #expect(customers.map(\.id) == ["acme", "beta"])
            #expect(customers.map(\.maximumVersion) == [3, 1] && customers.allSatisfy { $0.sleepHours == nil })
            #expect(customers.map(\.goals) == [.standard, .standard])
            #expect(customers.map(\.agentAddOn) == [.manual, .synced])
            #expect(customers.map(\.isFed) == [true, false], "whose events are stored, had a feed")
            #expect(try await store.waitingBoards(of: "acme") == [])
            #expect(try await store.users(of: "acme").map(\.supervisor) == [.contactCentre])
            #expect(try await store.enrolmentKey("key")?.uses == 4)
            let devices = try await store.devices(of: "acme")
            #expect(devices.map(\.suspended) == [false, true, false, false])
            #expect(devices.map(\.registeredAt.milliseconds) == [5000, 3000, 4000, 5000])
            let token = try await store.token("t1")
            #expect(token?.customer == "acme" && token?.maySetMaximum == false)
            #expect(token?.isGood(at: now) == true && token?.expiresAt == nil)
            #expect(try await store.events(of: "acme", since: Instant(milliseconds: 0)).map(\.id) == ["e1"])
            #expect(try await store.pbxAgents(of: "beta") == nil)
            #expect(try await store.audit(of: nil, before: nil, limit: 9) == [])
        }
    }

    @Test("it works on: the ledger is continued, and opening it again adds nothing")
    func goesOn() async throws {
        try await withMigrated { store, directory async throws in
            _ = try await store.updateDevice("d2", of: "acme", DeviceChange(suspended: false), by: stamp(8))
            try await store.deleteCustomer("beta", by: stamp(9))
            await store.close()
            let reopened = try SQLiteStore(directory: directory, at: morning + 99)
            let ledger = try await reopened.ledger(of: "acme")
            #expect(ledger.count == 5 && ledger.last?.entry.configured == 4)
            #expect(LedgerChain.firstFault(in: ledger) == nil)
            #expect(try await reopened.changes(of: "beta").map(\.kind) == ["opened", "closed"])
            await reopened.close()
        }
    }

    @Test("the tables are those of a new file")
    func sameTables() async throws {
        func tables(_ store: SQLiteStore) async throws -> [String] {
            try await store.database.read { db in
                try String.fetchAll(
                    db, sql: "SELECT type || name || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name")
            }
        }
        try await withMigrated { migrated, _ async throws in
            try await withTestDirectory { directory in
                let new = try SQLiteStore(directory: directory)
                #expect(try await tables(new) == tables(migrated))
                let versions = try await new.database.read { db in try Int.fetchOne(db, sql: "PRAGMA user_version") }
                #expect(versions == Schema.version)
                await new.close()
            }
        }
    }

    @Test("a file of the second version has no dashboards, and devices that show the default")
    func versionTwo() async throws {
        try await withTestDirectory { directory in
            try await VersionOne.make(in: directory)
            let file = try DatabaseQueue(path: directory + "/" + DatabaseFile.name)
            try await file.write { db in
                try Version2.migration.run(on: db, at: now)
                try db.execute(sql: "PRAGMA user_version = 2")
            }
            try file.close()
            let store = try SQLiteStore(directory: directory, at: now + 9)
            #expect(try await store.customers().map(\.id) == ["acme", "beta"])
            let devices = try await store.devices(of: "acme")
            #expect(devices.map(\.id) == ["d1", "d2", "d3", "d4"] && devices.allSatisfy { $0.dashboard == nil })
            #expect(try await store.ledger(of: "acme").count == 4)
            #expect(try await store.dashboards(of: "acme") == [])
            try await store.putDashboard(Dashboard(id: "floor", title: "Floor"), of: "acme")
            let change = DeviceChange(dashboard: .dashboard("floor"))
            _ = try await store.updateDevice("d1", of: "acme", change, by: stamp(10))
            #expect(try await store.devices(of: "acme").map(\.dashboard) == ["floor", nil, nil, nil])
            await store.close()
        }
    }

    @Test("names are in the form in which they come in now: trimmed, in normal form C")
    func names() async throws {
        try await withTestDirectory { directory in
            try await VersionOne.make(in: directory)
            let file = try DatabaseQueue(path: directory + "/" + DatabaseFile.name)
            try await file.write { db in
                try Version2.migration.run(on: db, at: now)
                try Version3.migration.run(on: db, at: now)
                try db.execute(
                    sql: """
                        UPDATE call_events SET queue = ?, agent = ?, call = ?;
                        UPDATE devices SET name = ? WHERE id = 'd1';
                        UPDATE customers SET name = ? WHERE id = 'beta';
                        PRAGMA user_version = 3
                        """, arguments: [" cafe\u{301}", "\u{212B}sa\u{A0}", "e\u{301}-1", "Sa\u{308}le ", "  "])
            }
            try file.close()
            let store = try SQLiteStore(directory: directory, at: now + 9)
            let event = try #require(try await store.events(of: "acme", since: Instant(milliseconds: 0)).first)
            guard case .call(let step) = event.content else { throw StoreError.incompatible(reason: "\(event)") }
            let found = [step.queue, step.agent, step.call].map { $0.map { Array($0.utf8) } }
            #expect(found == ["caf\u{E9}", "\u{C5}sa", "\u{E9}-1"].map { Array($0.utf8) })
            let name = try #require(try await store.devices(of: "acme").first { $0.id == "d1" }?.name)
            #expect(Array(name.utf8) == Array("S\u{E4}le".utf8))
            #expect(try await store.customers().map(\.name).last == "  ", "nothing is left of it otherwise")
            await store.close()
        }
    }

    @Test(
        "where an id was used again the customer of now begins with its own entries, and counts are those of the rows")
    func usedAgain() async throws {
        try await withTestDirectory { directory in
            try await VersionOne.make(in: directory)
            let file = try DatabaseQueue(path: directory + "/" + DatabaseFile.name)
            try await file.write { db in
                try Version2.migration.run(on: db, at: now)
                try Version3.migration.run(on: db, at: now)
                let london = LedgerChange.opened(timeZone: "Europe/London")
                for (owner, change) in [("acme", .closed), ("acme", london), ("gone", london), ("gone", .closed)]
                    as [(CustomerID, LedgerChange)]
                {
                    try LedgerTable.append(change, maximum: .limited(5), to: .first(owner), by: stamp(9), in: db)
                }
                try db.execute(sql: "PRAGMA user_version = 3")
            }
            try file.close()
            let store = try SQLiteStore(directory: directory, at: now + 9)
            #expect(try await store.changes(of: "acme").map(\.kind) == ["opened"])
            #expect(try await store.ledgerMarks(of: "acme").count == 1)
            _ = try await store.updateDevice("d2", of: "acme", DeviceChange(suspended: false), by: stamp(20))
            #expect(try await store.changes(of: "acme").map(\.kind) == ["opened", "seatTaken"])
            #expect(try await store.changes(of: "gone").map(\.kind) == ["opened", "closed"])
            try await store.createCustomer(customer("gone"))
            #expect(try await store.ledger(of: "gone").map(\.entry.sequence) == [1])
            #expect(try await store.incarnations() == ["acme": 1, "beta": 1, "gone": 2])
            #expect(try await store.eventCounts().byCustomer == ["acme": 1])
            await store.close()
        }
    }

    @Test("sightings that a file of the version before has are of devices that are awake, as far as is known")
    func sleepers() async throws {
        try await withTestDirectory { directory in
            try await VersionOne.make(in: directory)
            let file = try DatabaseQueue(path: directory + "/" + DatabaseFile.name)
            try await file.write { db in
                for migration in Schema.migrations[1..<9] { try migration.run(on: db, at: now) }
                try db.execute(
                    sql: "INSERT INTO device_sightings VALUES ('d1', 9000, '::1'); PRAGMA user_version = 9")
            }
            try file.close()
            let store = try SQLiteStore(directory: directory, at: now)
            let sighting = DeviceSighting(device: "d1", at: Instant(milliseconds: 9_000), address: "::1")
            #expect(try await store.sightings(of: "acme") == [sighting])
            #expect(try await store.retentionTime() == RetentionTime(sighting.at))
            await store.close()
        }
    }

    @Test("the time by which what is old is removed begins with what came last, and is none where nothing is stored")
    func retentionTime() async throws {
        try await withMigrated { store, _ async throws in
            // When the one event of that file came.
            #expect(try await store.retentionTime() == RetentionTime(Instant(milliseconds: 7_001)))
        }
        try await withTestDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            try await store.prepareAcme(seats: .unlimited)
            try await store.register("s1")
            _ = try await store.append([callEvent("e1")], of: "acme", recalling: [], receivedAt: morning + 500)
            _ = try await store.append([callEvent("e2")], of: "acme", recalling: [], receivedAt: morning + 5)
            for (seconds, newest) in [(0, 5), (7, 7), (6, 6)] {
                let record = AuditRecord(
                    at: morning + seconds, author: sam, role: .provider, address: "::1", operation: "putUser",
                    path: "/v1", customer: "acme", change: nil)
                if seconds > 0 { _ = try await store.beginAudit(record) }
                #expect(try await migratedAgain(store) == RetentionTime(morning + newest))
            }
            let sighting = DeviceSighting(device: "device-s1", at: morning + 8, address: "::1")
            try await store.noteSightings([sighting])
            #expect(try await migratedAgain(store) == RetentionTime(morning + 8))
            await store.close()
        }
    }

    /// What the migration makes of the file as it is.
    private func migratedAgain(_ store: SQLiteStore) async throws -> RetentionTime? {
        try await store.database.write { db in
            try db.execute(sql: "DROP TABLE retention_time")
            try Version10.migration.run(on: db, at: now)
        }
        return try await store.retentionTime()
    }

    @Test("the goals of a customer that is there are the defaults, in the words in which they are written")
    func goals() async throws {
        try await withMigrated { store, _ async throws in
            let stored = try await store.database.read { db in
                try String.fetchAll(db, sql: "SELECT goals FROM customers")
            }
            #expect(stored == Array(repeating: String(decoding: Goals.standard.text, as: UTF8.self), count: 2))
            try await store.database.write { db in
                try db.execute(sql: "UPDATE customers SET goals = '{\"serviceLevel\":7}' WHERE id = 'beta'")
            }
            await #expect(throws: StoreError.incompatible(reason: "the goals of the customer beta cannot be read")) {
                try await store.customers()
            }
        }
    }

    @Test("many open the old file at once: it is brought along once")
    func atOnce() async throws {
        try await withTestDirectory { directory in
            try await VersionOne.make(in: directory)
            var limits = SQLiteStoreLimits()
            limits.busySeconds = 60
            let patient = limits
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        let store = try SQLiteStore(directory: directory, limits: patient)
                        let count = try await store.ledger(of: "acme").count
                        await store.close()
                        return count
                    }
                }
                for try await count in group { #expect(count == 4) }
            }
        }
    }

    @Test("a file that cannot be brought along is left as it was")
    func failure() async throws {
        try await withTestDirectory { directory in
            try await VersionOne.make(in: directory)
            let path = directory + "/" + DatabaseFile.name
            let vandal = try DatabaseQueue(path: path)
            try await vandal.write { db in try db.execute(sql: "UPDATE devices SET board_licence = 'gold'") }
            try vandal.close()
            #expect(throws: StoreError.self) { _ = try SQLiteStore(directory: directory) }
            let file = try DatabaseQueue(path: path)
            let (version, tables) = try await file.read { db in
                try (
                    Int.fetchOne(db, sql: "PRAGMA user_version"),
                    Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema WHERE name = 'ledger'")
                )
            }
            #expect(version == 1 && tables == 0)
            try file.close()
        }
    }
}
