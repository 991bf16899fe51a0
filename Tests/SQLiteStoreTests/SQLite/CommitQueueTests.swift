import GRDB
import Store
import Synchronization
import TestSupport
import Testing
import WallboardCore

@testable import SQLiteStore

@Suite("Group commit")
struct CommitQueueTests {
    /// Runs `body` on a store whose writing connection is held up until `release` is called.
    private func withHeldStore(
        _ limits: SQLiteStoreLimits,
        _ body: (_ store: SQLiteStore, _ commits: CommitCounter, _ release: @escaping @Sendable () -> Void) async throws
            -> Void
    ) async throws {
        try await withTestDirectory { directory in
            let store = try SQLiteStore(directory: directory, limits: limits)
            try await store.createCustomer(customer())
            let commits = CommitCounter()
            let gate = Gate()
            async let held: Void = store.database.write { db in
                db.add(transactionObserver: commits, extent: .databaseLifetime)
                gate.pass()
            }
            await gate.isReached()
            try await body(store, commits) { gate.open() }
            try await held
            await store.close()
        }
    }

    /// Starts `count` appends of which `refused` find no room, waits for those, releases the queue, and returns which
    /// of the others were durable.
    private func appendAtOnce(
        _ count: Int, refused: Int, on store: SQLiteStore, release: @escaping @Sendable () -> Void
    ) async -> Set<Int> {
        await withTaskGroup(of: (Int, Bool).self) { group in
            for number in 0..<count {
                group.addTask {
                    let event = callEvent("e\(number)")
                    let outcome = try? await store.append([event], of: "acme", recalling: [], receivedAt: morning)
                    return (number, outcome != nil)
                }
            }
            var stored: Set<Int> = []
            var finished = 0
            if refused == 0 { release() }
            for await (number, isStored) in group {
                finished += 1
                if isStored { stored.insert(number) }
                if finished == refused { release() }
            }
            return stored
        }
    }

    @Test("the writes that wait share one commit")
    func oneCommit() async throws {
        var limits = SQLiteStoreLimits()
        limits.waitingBulk = 100
        try await withHeldStore(limits) { store, commits, release async throws in
            let stored = await appendAtOnce(130, refused: 30, on: store, release: release)
            #expect(stored.count == 100)
            // The commit of the write that held the queue, and one for the hundred.
            #expect(commits.count == 2)
            #expect(try await store.events(of: "acme", since: morning).count == 100)
        }
    }

    @Test("no more writes than the limit share a commit")
    func batchLimit() async throws {
        var limits = SQLiteStoreLimits()
        limits.waitingBulk = 100
        limits.writesPerCommit = 30
        try await withHeldStore(limits) { store, commits, release async throws in
            let stored = await appendAtOnce(101, refused: 1, on: store, release: release)
            #expect(stored.count == 100)
            #expect(commits.count == 1 + 4)
        }
    }

    @Test("one write more than may wait is refused, and nothing of it happens")
    func waitingLimit() async throws {
        var limits = SQLiteStoreLimits()
        limits.waitingBulk = 3
        try await withHeldStore(limits) { store, _, release async throws in
            let stored = await appendAtOnce(10, refused: 7, on: store, release: release)
            #expect(stored.count == 3)
            let events = try await store.events(of: "acme", since: morning)
            #expect(Set(events.map(\.id)) == Set(stored.map { "e\($0)" }))
        }
    }

    @Test("a write that throws is undone alone", arguments: 0..<20 as Range<UInt64>)
    func isolation(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let failing = (0..<60).map { _ in random.percent(40) }
        try await withTestDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            try await store.createCustomer(customer())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, fails) in failing.enumerated() {
                    group.addTask {
                        do {
                            try await store.database.write { db in
                                _ = try CallEventTable.insert(
                                    callEvent("e\(number)"), ofCustomer: 1, receivedAt: morning, in: db)
                                if fails { throw StoreError.notFound }
                            }
                            #expect(!fails)
                        } catch {
                            #expect(fails && error as? StoreError == .notFound)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let stored = Set(try await store.events(of: "acme", since: morning).map(\.id))
            let expected = Set(failing.indices.filter { !failing[$0] }.map { "e\($0)" })
            #expect(stored == expected, "seed \(seed)")
            await store.close()
        }
    }

    @Test("a commit that fails undoes its whole batch, and the next one works")
    func commitFails() async throws {
        var limits = SQLiteStoreLimits()
        limits.waitingBulk = 20
        try await withHeldStore(limits) { store, commits, release async throws in
            let stored = await appendAtOnce(21, refused: 1, on: store) {
                // The batch that holds the queue is the first; the one of the twenty fails.
                commits.fail(commit: 2)
                release()
            }
            #expect(stored == [])
            #expect(try await store.events(of: "acme", since: morning) == [])
            let outcome = try await store.append([callEvent("e0")], of: "acme", recalling: [], receivedAt: morning)
            #expect(outcome.isNew == [true])
        }
    }

    @Test("a write runs to its end though its task was cancelled")
    func cancellation() async throws {
        try await withHeldStore(SQLiteStoreLimits()) { store, _, release async throws in
            let task = Task {
                try await store.append([callEvent("e1")], of: "acme", recalling: [], receivedAt: morning)
            }
            task.cancel()
            release()
            #expect(try await task.value.isNew == [true])
            #expect(try await store.events(of: "acme", since: morning).count == 1)
        }
    }

    @Test("closing makes durable what waits, and refuses what comes later")
    func close() async throws {
        try await withTestDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            try await store.createCustomer(customer())
            let stored = await withTaskGroup(of: String?.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let event = callEvent("e\(number)")
                        let outcome = try? await store.append([event], of: "acme", recalling: [], receivedAt: morning)
                        return outcome == nil ? nil : event.id
                    }
                }
                group.addTask {
                    await store.close()
                    return nil
                }
                return await group.reduce(into: Set<String>()) { stored, id in
                    if let id { stored.insert(id) }
                }
            }
            await #expect(throws: StoreError.unavailable(reason: "the store is closed")) {
                try await store.createCustomer(customer("other"))
            }
            let reopened = try SQLiteStore(directory: directory)
            #expect(Set(try await reopened.events(of: "acme", since: morning).map(\.id)) == stored)
            await reopened.close()
        }
    }
}

/// Counts the commits of a connection, and makes one of them fail.
private final class CommitCounter: TransactionObserver, Sendable {
    private let state = Mutex((commits: 0, attempts: 0, failing: 0))

    struct Failure: Error {}

    var count: Int { state.withLock { $0.commits } }

    /// Makes the commit of this number fail; the first is 1.
    func fail(commit number: Int) { state.withLock { $0.failing = number } }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }
    func databaseDidChange(with event: DatabaseEvent) {}

    func databaseWillCommit() throws {
        try state.withLock { state in
            state.attempts += 1
            if state.attempts == state.failing { throw Failure() }
        }
    }

    func databaseDidCommit(_ db: Database) { state.withLock { $0.commits += 1 } }
    func databaseDidRollback(_ db: Database) {}
}
