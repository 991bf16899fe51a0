import GRDB
import Store
import TestSupport
import Testing
import WallboardCore

@testable import SQLiteStore

@Suite("Appending in parts")
struct AppendInPartsTests {
    private func limits(_ rows: Int) -> SQLiteStoreLimits {
        var limits = SQLiteStoreLimits()
        limits.bulkRows = rows
        return limits
    }

    /// Opens a store whose parts have `rows` rows, with the customers `acme` and `other`.
    private func withStore(_ rows: Int, _ body: (SQLiteStore, String) async throws -> Void) async throws {
        try await withTestDirectory { directory in
            let store = try SQLiteStore(directory: directory, limits: limits(rows))
            for id in ["acme", "other"] as [CustomerID] { try await store.createCustomer(customer(id)) }
            try await body(store, directory)
            await store.close()
        }
    }

    private func events(_ numbers: some Sequence<Int>) -> [CallEvent] {
        numbers.map { callEvent("e\($0)", call: "c\($0 % 7)", at: $0) }
    }

    private func append(_ events: [CallEvent], to store: SQLiteStore) async throws -> AppendOutcome {
        try await store.append(events, of: "acme", recalling: ["c1", "c2"], receivedAt: morning)
    }

    private func ids(_ store: SQLiteStore) async throws -> [String] {
        try await store.events(of: "acme", since: morning).map(\.id)
    }

    /// Lets every insertion of this event fail, as a broken disk does.
    private func fail(at id: String, in store: SQLiteStore, alsoDeleting: Bool = false) async throws {
        try await store.database.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER broken BEFORE INSERT ON call_events WHEN new.id = '\(id)' BEGIN
                        SELECT RAISE(ABORT, 'broken');
                    END
                    """)
            guard alsoDeleting else { return }
            try db.execute(
                sql: "CREATE TRIGGER stuck BEFORE DELETE ON call_events BEGIN SELECT RAISE(ABORT, 'stuck'); END")
        }
    }

    private func mend(_ store: SQLiteStore) async throws {
        try await store.database.write { db in
            try db.execute(sql: "DROP TRIGGER IF EXISTS broken; DROP TRIGGER IF EXISTS stuck")
        }
    }

    @Test("many events are stored as few are: what is new, what was there before, and what is counted")
    func likeOne() async throws {
        try await withStore(10) { store, _ async throws in
            _ = try await append(events(0..<5), to: store)
            let outcome = try await append(events(3..<40) + events([3, 39]), to: store)
            #expect(outcome.isNew == (3..<40).map { $0 >= 5 } + [false, false])
            #expect(outcome.earlier.map(\.unnumbered).sorted { $0.id < $1.id } == events([1, 2]))
            #expect(try await ids(store) == (0..<40).map { "e\($0)" })
            #expect(try await store.eventCounts().byCustomer == ["acme": 40])
        }
    }

    @Test("where a part fails nothing is taken, and all is taken when it is sent again", arguments: [0, 9, 10, 25, 34])
    func failure(place: Int) async throws {
        try await withStore(10) { store, _ async throws in
            _ = try await append(events([100]), to: store)
            try await fail(at: "e\(place)", in: store)
            await #expect(throws: StoreError.self) { _ = try await append(events(0..<35), to: store) }
            #expect(try await ids(store) == ["e100"])
            #expect(try await store.eventCounts().byCustomer == ["acme": 1])
            try await mend(store)
            #expect(try await append(events(0..<35), to: store).isNew.allSatisfy { $0 })
            #expect(try await store.eventCounts().byCustomer == ["acme": 36])
        }
    }

    @Test("where the removal of what was begun fails as well it is out of sight, and goes before the next append")
    func stuck() async throws {
        try await withStore(10) { store, _ async throws in
            try await fail(at: "e25", in: store, alsoDeleting: true)
            await #expect(throws: StoreError.self) { _ = try await append(events(0..<35), to: store) }
            #expect(try await ids(store) == [])
            await #expect(throws: StoreError.self) { _ = try await append(events([50]), to: store) }
            // Others are not affected.
            _ = try await store.append([callEvent("x")], of: "other", recalling: [], receivedAt: morning)
            #expect(try await store.events(of: "other", since: morning).map(\.id) == ["x"])
            try await mend(store)
            _ = try await append(events([50]), to: store)
            #expect(try await ids(store) == ["e50"])
            #expect(try await store.eventCounts().byCustomer == ["acme": 1, "other": 1])
        }
    }

    @Test(
        "what a killed process has left of an append is removed at the next start, and another process leaves it alone")
    func killed() async throws {
        try await withStore(10) { store, directory async throws in
            _ = try await append(events([100]), to: store)
            try await fail(at: "e25", in: store, alsoDeleting: true)
            await #expect(throws: StoreError.self) { _ = try await append(events(0..<35), to: store) }
            try await mend(store)
            let second = try SQLiteStore(directory: directory, limits: limits(10))
            #expect(try await second.database.read { try UnfinishedAppendTable.after(of: "acme", in: $0) } != nil)
            #expect(try await ids(second) == ["e100"])
            try await second.undoUnfinishedAppends()
            #expect(
                try await second.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM call_events") } == 1)
            #expect(try await second.eventCounts().byCustomer == ["acme": 1])
            await second.close()
        }
    }

    @Test("a customer that is deleted between two parts takes nothing with it to the next one with its id")
    func deleted() async throws {
        try await withStore(1) { store, _ async throws in
            async let appended = try? append(events(0..<300), to: store)
            // It has begun.
            while try await store.database.read({ try Int.fetchOne($0, sql: "SELECT count(*) FROM call_events") }) == 0
            {
                try await Task.sleep(for: .milliseconds(1))
            }
            try await store.deleteCustomer("acme")
            try await store.createCustomer(customer("acme"))
            _ = await appended
            #expect(try await ids(store).isEmpty)
            while try await store.removeFormer().hasMore {}
            #expect(
                try await store.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM call_events") } == 0)
            #expect(
                try await store.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM unfinished_appends") }
                    == 0)
        }
    }
}
