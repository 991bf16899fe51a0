import GRDB
import Store
import Testing
import WallboardCore

@testable import SQLiteStore

@Suite("What is left of a deleted customer")
struct FormerCustomerTests {
    private func limits() -> SQLiteStoreLimits {
        var limits = SQLiteStoreLimits()
        limits.bulkRows = 3
        limits.sealedSeats = 2
        return limits
    }

    private func fill(_ store: SQLiteStore) async throws {
        try await store.prepareAcme(seats: .unlimited)
        for number in 0..<5 { _ = try await store.register(Serial("s\(number)")!) }
        _ = try await store.append(
            (0..<20).map { callEvent("e\($0)") }, of: "acme", recalling: [], receivedAt: morning)
        _ = try await store.setPBXAgents(["201", "202", "203", "204"], of: "acme", by: stamp())
    }

    /// The rows of each table that belong to a customer.
    private func rows(_ store: SQLiteStore) async throws -> [String: Int] {
        try await store.database.read { db in
            var counts: [String: Int] = [:]
            for table in ["customers", "users", "devices", "enrolment_keys", "call_events", "pbx_agents", "dashboards"]
            {
                counts[table] = try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)")
            }
            return counts
        }
    }

    @Test("no table with rows of customers is forgotten")
    func everyTable() async throws {
        try await withTestDirectory { directory in
            let store = try SQLiteStore(directory: directory, limits: limits())
            try await fill(store)
            try await store.deleteCustomer("acme")
            var events = 0
            while true {
                let removal = try await store.removeFormer()
                events += removal.events
                if !removal.hasMore { break }
            }
            #expect(events == 20)
            #expect(try await rows(store).allSatisfy { $0.value == 0 })
            await store.close()
        }
    }

    /// The process may be killed between any two parts: here it continues from what the first transaction has left.
    @Test("a process that is killed goes on where it was, and closes the ledger first", arguments: [0, 1, 2, 5, 9])
    func killed(parts: Int) async throws {
        try await withTestDirectory { directory in
            var store = try SQLiteStore(directory: directory, limits: limits())
            try await fill(store)
            try await store.database.write { db in _ = try FormerCustomerTable.close("acme", by: stamp(9), in: db) }
            for _ in 0..<parts { _ = try await store.removeFormer() }
            await store.close()
            store = try SQLiteStore(directory: directory, limits: limits())
            #expect(try await store.customers() == [])
            #expect(try await store.devices(of: "acme") == [])
            #expect(try await store.enrolmentKeys(of: "acme") == [])
            try await store.createCustomer(customer("acme"))
            while try await store.removeFormer().hasMore {}
            #expect(try await store.ledger(of: "acme").count == 1)
            try await store.deleteCustomer("acme")
            while try await store.removeFormer().hasMore {}
            #expect(try await rows(store).allSatisfy { $0.value == 0 })
            let former = try await store.database.read { db in
                try LedgerTable.newest(of: LedgerOwner("acme", incarnation: 1), in: db)
            }
            #expect(former?.entry.change == .closed && former?.entry.configured == 0)
            await store.close()
        }
    }

    @Test("whatever counts of events a database holds can be read")
    func counts() async throws {
        try await withTestDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            for id in ["acme", "beta", "gamma"] as [CustomerID] {
                try await store.createCustomer(customer(id))
                guard id != "gamma" else { continue }
                try await store.database.write { db in _ = try FormerCustomerTable.close(id, by: stamp(9), in: db) }
            }
            try await store.database.write { db in
                try db.execute(sql: "UPDATE customers SET stored_events = ?", arguments: [Int.max])
            }
            #expect(
                try await store.eventCounts() == StoredEventCounts(byCustomer: ["gamma": .max], ofFormer: .max))
            await store.close()
        }
    }

    @Test("credentials of a deleted customer are nobody's from the first moment")
    func credentials() async throws {
        try await withTestDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            try await fill(store)
            let device = try #require(try await store.devices(of: "acme").first)
            let key = try #require(try await store.enrolmentKeys(of: "acme").first)
            try await store.database.write { db in _ = try FormerCustomerTable.close("acme", by: stamp(9), in: db) }
            #expect(try await store.device(withCredential: device.credential) == nil)
            #expect(try await store.enrolmentKey(key.id) == nil)
            #expect(try await store.tokens(of: nil) == [])
            await store.close()
        }
    }
}
