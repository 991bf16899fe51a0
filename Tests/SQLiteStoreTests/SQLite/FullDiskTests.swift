import Foundation
import GRDB
import Store
import Testing
import WallboardCore

@testable import SQLiteStore

@Suite("A full disk")
struct FullDiskTests {
    /// Appends events, eight writes at a time, until the store reports that there is no room; returns the ids of those
    /// that it acknowledged.
    private func fill(_ store: SQLiteStore, from first: Int) async throws -> [String] {
        var acknowledged: [String] = []
        for round in 0..<2_000 {
            let (ids, isFull) = try await withThrowingTaskGroup(of: [String]?.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        // Of different sizes, so that one may find room where another does not.
                        let events = (0..<(writer * 5 + 1)).map { number in
                            callEvent("e\(first)-\(round)-\(writer)-\(number)", call: "c\(writer)", at: round)
                        }
                        return try await self.append(events, to: store)
                    }
                }
                var ids: [String] = []
                var isFull = false
                for try await appended in group {
                    if let appended { ids += appended } else { isFull = true }
                }
                return (ids, isFull)
            }
            acknowledged += ids
            if isFull { return acknowledged }
        }
        Issue.record("the disk did not fill")
        return acknowledged
    }

    /// Returns the ids of what was appended, nil where there is no room.
    private func append(_ events: [CallEvent], to store: SQLiteStore) async throws -> [String]? {
        do {
            let outcome = try await store.append(events, of: "acme", recalling: [], receivedAt: morning)
            return zip(events, outcome.isNew).filter(\.1).map(\.0.id)
        } catch {
            guard case .unavailable = error else { throw error }
            return nil
        }
    }

    private func ids(_ store: SQLiteStore) async throws -> [String] {
        try await store.events(of: "acme", since: morning).map(\.id).sorted()
    }

    @Test("a database that may not grow refuses, loses nothing, and goes on when it may")
    func pageLimit() async throws {
        try await withTestDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            try await store.prepareAcme(seats: .unlimited)
            try await store.database.write { db in try db.execute(sql: "PRAGMA max_page_count = 100") }
            let first = try await fill(store, from: 1)
            #expect(!first.isEmpty)
            #expect(try await ids(store) == first.sorted())

            try await store.database.write { db in try db.execute(sql: "PRAGMA max_page_count = 200") }
            let second = try await fill(store, from: 2)
            #expect(!second.isEmpty)
            #expect(try await ids(store) == (first + second).sorted())
            await store.close()
        }
    }

    @Test("a real full disk refuses, loses nothing, and recovers by itself", .enabled(if: SmallDisk.isPossible))
    func smallDisk() async throws {
        try await withTestDirectory { directory in
            try await SmallDisk.withDisk(at: directory, kibibytes: 2_048) {
                let ballast = directory + "/ballast"
                try Data(count: 600 << 10).write(to: URL(filePath: ballast))
                var limits = SQLiteStoreLimits()
                // Copies into the database happen, and fail, too.
                limits.checkpointPages = 50
                var store = try SQLiteStore(directory: directory, limits: limits)
                try await store.prepareAcme(seats: .unlimited)
                let first = try await fill(store, from: 1)
                #expect(!first.isEmpty)
                for number in 0..<20 {
                    await #expect(throws: StoreError.self) {
                        // Bigger than the room that may be left at the end of the log.
                        let events = (0..<500).map { callEvent("x\(number)-\($0)", call: "call-\($0)") }
                        _ = try await store.append(events, of: "acme", recalling: [], receivedAt: morning)
                    }
                }
                #expect(try await ids(store) == first.sorted())

                try FileManager.default.removeItem(atPath: ballast)
                let device = try await store.register("s1")
                let second = try await fill(store, from: 2)
                #expect(!second.isEmpty)
                #expect(try await ids(store) == (first + second).sorted())
                let check = try await store.database.read { db in try String.fetchAll(db, sql: "PRAGMA integrity_check")
                }
                #expect(check == ["ok"])

                await store.close()
                store = try SQLiteStore(directory: directory, limits: limits)
                #expect(try await ids(store) == (first + second).sorted())
                #expect(try await store.devices(of: "acme") == [device])
                await store.close()
            }
        }
    }
}

/// A file system in memory of a given size, which only the superuser may mount.
private enum SmallDisk {
    static let isPossible: Bool = {
        let directory = FileManager.default.temporaryDirectory.appending(component: "disk-\(UUID().uuidString)").path
        try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        guard (try? run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", directory)) == 0 else { return false }
        return (try? run("umount", directory)) == 0
    }()

    static func withDisk(at directory: String, kibibytes: Int, _ body: () async throws -> Void) async throws {
        try #require(try run("mount", "-t", "tmpfs", "-o", "size=\(kibibytes)k", "tmpfs", directory) == 0)
        do {
            try await body()
        } catch {
            _ = try run("umount", "--lazy", directory)
            throw error
        }
        #expect(try run("umount", directory) == 0)
    }

    private static func run(_ command: String...) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
