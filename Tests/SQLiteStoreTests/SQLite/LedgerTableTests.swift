import GRDB
import Store
import Testing
import WallboardCore

@testable import SQLiteStore

@Suite("The ledger in the SQLite file")
struct LedgerTableTests {
    @Test(
        "no statement changes or removes an entry", arguments: ["UPDATE ledger SET author = 'x'", "DELETE FROM ledger"])
    func onlyAddedTo(sql: String) async throws {
        try await withTestDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            try await store.createCustomer(customer())
            let before = try await store.ledger(of: "acme")
            await #expect(throws: StoreError.self) { try await store.database.write { db in try db.execute(sql: sql) } }
            #expect(try await store.ledger(of: "acme") == before)
            await store.close()
        }
    }

    @Test(
        "what is read for each change is found by an index",
        arguments: [
            "SELECT * FROM ledger WHERE customer = 'a' ORDER BY sequence DESC LIMIT 1",
            """
            SELECT * FROM ledger INDEXED BY ledger_of_the_maximum
            WHERE customer = 'a' AND kind IN ('maximum', 'opened') ORDER BY sequence DESC LIMIT 1
            """,
            "SELECT * FROM ledger WHERE customer = 'a' AND sequence > 5 ORDER BY sequence LIMIT 9",
            "SELECT * FROM audit WHERE customer = 'a' AND number < 9 ORDER BY number DESC LIMIT 9",
            "SELECT number FROM audit WHERE at < 9 ORDER BY at, number LIMIT 9",
            "SELECT 1 FROM pbx_agents WHERE customer = 1 AND extension = '201'",
            "SELECT count(*) FROM devices WHERE customer = 1 AND suspended = 0",
        ])
    func indexes(sql: String) async throws {
        try await withTestDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            let plan: [String] = try await store.database.read { db in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)").map { $0["detail"] as String }
            }
            #expect(plan.count == 1 && plan[0].hasPrefix("SEARCH"), "\(plan)")
            await store.close()
        }
    }
}
