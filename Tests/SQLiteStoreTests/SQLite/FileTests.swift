import Foundation
import GRDB
import SQLiteStore
import Store
import Testing
import WallboardCore

@Suite("The SQLite file")
struct FileTests {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("directory and files are for the owner alone")
    func modes() async throws {
        try await withTestDirectory { directory in
            let store = try SQLiteStore(directory: directory + "/a/b")
            try await store.createCustomer(customer())
            #expect(try mode(directory + "/a/b") == 0o700)
            for suffix in ["", "-wal", "-shm"] {
                #expect(try mode("\(directory)/a/b/\(DatabaseFile.name)\(suffix)") == 0o600, "\(suffix)")
            }
            await store.close()
        }
    }

    @Test("a directory that cannot be made is unavailable")
    func noDirectory() async throws {
        try await withTestDirectory { directory in
            try Data().write(to: URL(filePath: directory + "/file"))
            let error = #expect(throws: StoreError.self) { _ = try SQLiteStore(directory: directory + "/file/data") }
            guard case .unavailable = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    /// Makes a file with `sql`, and returns what opening it as a store throws, and whether its bytes are as before.
    private func open(_ sql: String) async throws -> (error: StoreError?, isUntouched: Bool) {
        try await withTestDirectory { directory in
            let path = directory + "/" + DatabaseFile.name
            let foreign = try DatabaseQueue(path: path)
            try await foreign.write { db in try db.execute(sql: sql) }
            try foreign.close()
            let before = try Data(contentsOf: URL(filePath: path))
            let error = #expect(throws: StoreError.self) { _ = try SQLiteStore(directory: directory) }
            return (error, try Data(contentsOf: URL(filePath: path)) == before)
        }
    }

    @Test(
        "the database of another program or of a later version is refused and left as it is",
        arguments: [
            "CREATE TABLE notes (text)", "PRAGMA application_id = 7", "PRAGMA user_version = 3",
            "PRAGMA application_id = 0x57424757; PRAGMA user_version = 1000",
            "PRAGMA application_id = 0x57424757; PRAGMA user_version = -1",
            "PRAGMA application_id = 0x57424757; CREATE TABLE notes (text)",
        ])
    func foreign(sql: String) async throws {
        let (error, isUntouched) = try await open(sql)
        guard case .incompatible = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(isUntouched)
    }

    @Test("a file that is no database is refused and left as it is")
    func noDatabase() async throws {
        try await withTestDirectory { directory in
            let url = URL(filePath: directory + "/" + DatabaseFile.name)
            let text = Data(String(repeating: "This is no database. ", count: 500).utf8)
            try text.write(to: url)
            let error = #expect(throws: StoreError.self) { _ = try SQLiteStore(directory: directory) }
            guard case .incompatible = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try Data(contentsOf: url) == text)
        }
    }

    @Test(
        "a value that this program cannot have written is incompatible, not a crash",
        arguments: [
            "UPDATE customers SET caller_numbers = 'hidden'", "UPDATE customers SET id = 'Not Allowed'",
            "UPDATE users SET supervisor = 'emperor'", "UPDATE users SET user_licence = ''",
            "UPDATE devices SET board_licence = 'gold'", "UPDATE devices SET serial = 'a b'",
            "UPDATE devices SET suspended = 2", "UPDATE devices SET secret_hash = x'00'",
            "UPDATE devices SET enrolled_with = ''", "UPDATE enrolment_keys SET id = ''",
            "UPDATE call_events SET kind = 'levitated'", "UPDATE call_events SET kind = 'merged', target = NULL",
            "UPDATE call_events SET kind = 'transferredToQueue', target = NULL",
            "UPDATE call_events SET direction = 'up'",
            "UPDATE call_events SET call = NULL, kind = 'asleep'",
            "UPDATE call_events SET call = NULL, kind = 'paused', agent = NULL",
            "UPDATE customers SET sleep_from_minute = 5", "UPDATE audit SET author = ''",
            "UPDATE audit SET role = 'emperor'", "UPDATE ledger SET kind = 'levitated'",
            "UPDATE ledger SET device = NULL WHERE kind = 'seatTaken'", "UPDATE ledger SET how = 'by force'",
            "UPDATE ledger SET hash = 'x'", "UPDATE ledger SET author = ''",
            "UPDATE ledger SET time_zone = NULL WHERE kind = 'opened'",
        ])
    func corruptValue(sql: String) async throws {
        try await withTestDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            try await store.prepareAcme(seats: .unlimited)
            try await store.register("s1")
            _ = try await store.append([callEvent("e1")], of: "acme", recalling: [], receivedAt: morning)
            _ = try await store.beginAudit(
                AuditRecord(
                    at: morning, author: sam, role: .provider, address: "::1", operation: "putUser", path: "/v1",
                    customer: "acme", change: nil))
            await store.close()

            let vandal = try DatabaseQueue(path: directory + "/" + DatabaseFile.name)
            try await vandal.writeWithoutTransaction { db in
                try db.execute(
                    sql:
                        "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; DROP TRIGGER ledger_is_not_changed; \(sql)"
                )
            }
            try vandal.close()

            let reopened = try SQLiteStore(directory: directory)
            await #expect {
                _ = try await StoreContent(of: reopened)
            } throws: { error in
                if case .incompatible = error as? StoreError { true } else { false }
            }
            await reopened.close()
        }
    }

    @Test("a value outside its range is not stored")
    func ranges() async throws {
        try await withTestDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            var wrong = customer()
            wrong.resetMinuteOfDay = 1440
            await #expect {
                try await store.createCustomer(wrong)
            } throws: { error in
                if case .incompatible = error as? StoreError { true } else { false }
            }
            #expect(try await store.customers() == [])
            await store.close()
        }
    }

    @Test("many open a new directory at once, and all write to the same file")
    func openAtOnce() async throws {
        try await withTestDirectory { directory in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let store = try SQLiteStore(directory: directory)
                        try await store.createCustomer(customer(CustomerID("c\(number)")!))
                        await store.close()
                    }
                }
                try await group.waitForAll()
            }
            let store = try SQLiteStore(directory: directory)
            #expect(try await store.customers().map(\.id.text) == (0..<8).map { "c\($0)" })
            await store.close()
        }
    }

    @Test("a second store on the file writes while the first is open")
    func secondWriter() async throws {
        try await withTestDirectory { directory in
            let gateway = try SQLiteStore(directory: directory)
            let command = try SQLiteStore(directory: directory)
            try await gateway.prepareAcme(seats: .limited(10))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<30 {
                    group.addTask { _ = try await gateway.enrol([request(Serial("g\(number)")!)], at: morning) }
                    group.addTask { _ = try await command.enrol([request(Serial("c\(number)")!)], at: morning) }
                    group.addTask { try await command.createToken(adminToken(CredentialID("t\(number)")!, of: "acme")) }
                }
                try await group.waitForAll()
            }
            #expect(try await gateway.devices(of: "acme").count == 10)
            #expect(try await gateway.devices(of: "acme") == command.devices(of: "acme"))
            for number in 0..<30 { #expect(try await gateway.token(CredentialID("t\(number)")!) != nil) }
            await command.close()
            try await gateway.createCustomer(customer("other"))
            await gateway.close()
        }
    }

    @Test("while another program holds the write lock writes are unavailable and reads work, and then all works")
    func lockedByAnother() async throws {
        try await withTestDirectory { directory in
            var limits = SQLiteStoreLimits()
            limits.busySeconds = 0
            let store = try SQLiteStore(directory: directory, limits: limits)
            try await store.createCustomer(customer())
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: directory + "/" + DatabaseFile.name, configuration: configuration)
            try await other.writeWithoutTransaction { db in try db.beginTransaction(.exclusive) }
            await #expect {
                try await store.createCustomer(customer("other"))
            } throws: { error in
                if case .unavailable = error as? StoreError { true } else { false }
            }
            #expect(try await store.customers() == [customer()])
            try await other.writeWithoutTransaction { db in try db.rollback() }
            try await store.createCustomer(customer("other"))
            try other.close()
            await store.close()
        }
    }
}
