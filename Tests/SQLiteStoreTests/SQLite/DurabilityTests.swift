import Foundation
import GRDB
import Store
import Synchronization
import TestSupport
import Testing
import WallboardCore

@testable import SQLiteStore

@Suite("Durability of the SQLite file")
struct DurabilityTests {
    @Test("a commit waits for the disk")
    func synchronousMode() async throws {
        try await withTestDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            let modes = try await store.database.write { db in
                try (String.fetchOne(db, sql: "PRAGMA journal_mode"), Int.fetchOne(db, sql: "PRAGMA synchronous"))
            }
            // 2 is FULL: the log is synced at each commit (<https://www.sqlite.org/pragma.html#pragma_synchronous>).
            #expect(modes == ("wal", 2))
            await store.close()
        }
    }

    /// A copy of the files at any moment is what a crash would leave. The log only grows here, since nothing is copied
    /// from it into the database, so copying the files one after the other gives the state of one moment.
    @Test("what was acknowledged before the crash is there after it", arguments: 0..<6 as Range<UInt64>)
    func crash(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let crashAfter = Int.random(in: 1...300, using: &random)
        try await withTestDirectory { directory in
            var limits = SQLiteStoreLimits()
            limits.checkpointPages = 0
            let store = try SQLiteStore(directory: directory + "/live", limits: limits)
            try await store.prepareAcme(seats: .limited(40))
            let acknowledged = Acknowledged()
            let before = try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        for step in 0..<60 {
                            let name = "\(writer)-\(step)"
                            _ = try await store.append(
                                [callEvent(name)], of: "acme", recalling: [], receivedAt: morning)
                            acknowledged.add(event: name)
                            let outcome = try await store.enrol([request(Serial(name)!)], at: morning)[0]
                            if case .registered(let device) = outcome {
                                acknowledged.add(device: device)
                            }
                        }
                    }
                }
                while acknowledged.all.events.count < crashAfter { await Task.yield() }
                let before = acknowledged.all
                try copyFiles(from: directory + "/live", to: directory + "/copy")
                try await group.waitForAll()
                return before
            }
            await store.close()

            let survivor = try SQLiteStore(directory: directory + "/copy")
            let events = Set(try await survivor.events(of: "acme", since: morning).map(\.id))
            let devices = try await survivor.devices(of: "acme")
            #expect(events.isSuperset(of: before.events), "seed \(seed)")
            #expect(Set(devices).isSuperset(of: before.devices), "seed \(seed)")
            #expect(devices.count <= 40, "seed \(seed)")
            // No half of a transaction: each device that is there is counted in its key.
            #expect(try await survivor.enrolmentKey("key")?.uses == devices.count, "seed \(seed)")
            // The ledger survived with the seats, and has no extra entry.
            let ledger = try await survivor.ledger(of: "acme")
            #expect(LedgerChain.firstFault(in: ledger) == nil, "seed \(seed)")
            #expect(ledger.last?.entry.configured == devices.count, "seed \(seed)")
            let taken = Set(ledger.compactMap(\.entry.change.device))
            #expect(taken == Set(devices.map(LedgerDevice.init)), "seed \(seed)")
            let check = try await survivor.database.read { db in try String.fetchAll(db, sql: "PRAGMA integrity_check")
            }
            #expect(check == ["ok"], "seed \(seed)")
            await survivor.close()
        }
    }

    private func copyFiles(from source: String, to target: String) throws {
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        for suffix in ["", "-wal"] {
            let name = "/" + DatabaseFile.name + suffix
            try FileManager.default.copyItem(atPath: source + name, toPath: target + name)
        }
    }

    @Test("the log does not grow with the number of commits")
    func logIsBounded() async throws {
        try await withTestDirectory { directory in
            var limits = SQLiteStoreLimits()
            limits.checkpointPages = 20
            limits.logFileBytes = 1 << 18
            let store = try SQLiteStore(directory: directory, limits: limits)
            try await store.createCustomer(customer())
            for number in 0..<300 {
                _ = try await store.append([callEvent("e\(number)")], of: "acme", recalling: [], receivedAt: morning)
            }
            let log = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(DatabaseFile.name)-wal")
            #expect((log[.size] as? Int).map { $0 <= 1 << 18 } == true)
            await store.close()
        }
    }
}

/// What a store reported as durable, gathered by many tasks.
private final class Acknowledged: Sendable {
    private let state = Mutex((events: Set<String>(), devices: Set<Device>()))

    var all: (events: Set<String>, devices: Set<Device>) { state.withLock { $0 } }

    func add(event: String) { state.withLock { _ = $0.events.insert(event) } }
    func add(device: Device) { state.withLock { _ = $0.devices.insert(device) } }
}
