import Foundation
import GRDB
import Store
import Synchronization
import Values

/// The open database file: writes share commits, reads see one snapshot each, and both are bounded.
///
/// The file is in WAL mode with `synchronous = FULL`: a commit returns when the log is on disk, and readers and writers
/// do not block each other.
final class OpenDatabase: Sendable {
    private let pool: DatabasePool
    private let commits: CommitQueue
    private let readsUnderWay = Mutex(0)
    let limits: SQLiteStoreLimits

    /// As `SQLiteStore` is opened. Blocks for some disk accesses.
    init(
        directory: String, limits: SQLiteStoreLimits, at now: Instant?
    ) throws(StoreError) {
        precondition(limits.waitingReads > 0, "waitingReads is \(limits.waitingReads)")
        precondition(limits.bulkRows > 0, "bulkRows is \(limits.bulkRows)")
        precondition(limits.sealedSeats > 0, "sealedSeats is \(limits.sealedSeats)")
        precondition(limits.promptRows >= 0, "promptRows is \(limits.promptRows)")
        do {
            let path = try DatabaseFile.prepare(in: directory)
            pool = try Self.open(path, Self.configuration(limits, at: now), patience: .seconds(limits.busySeconds))
            // The pool sets NORMAL when it turns WAL mode on, and that may lose the last commits in a power cut.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        } catch {
            throw StoreError(error)
        }
        commits = CommitQueue(pool, limits: limits)
        self.limits = limits
    }

    /// SQLite waits for locks by itself, but for one: while it turns WAL mode on it fails at once if another connection
    /// is doing the same (<https://www.sqlite.org/wal.html#activating_and_configuring_wal_mode>).
    private static func open(
        _ path: String, _ configuration: Configuration, patience: Duration
    ) throws -> DatabasePool {
        let deadline = ContinuousClock.now + patience
        while true {
            do {
                return try DatabasePool(path: path, configuration: configuration)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < deadline
            {
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
    }

    /// Commits what is in flight and closes the files.
    func close() async {
        await commits.close()
        // Where SQLite cannot close a file there is nothing left to lose: everything committed is in the log.
        try? pool.close()
    }

    /// Does `work` in a transaction of its own; see `CommitQueue`.
    func write<Value: Sendable>(
        _ order: CommitQueue.Order = .prompt, _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        try await commits.write(order, work)
    }

    /// How a write of so many rows is to be taken.
    func order(ofRows count: Int) -> CommitQueue.Order {
        count > limits.promptRows ? .bulk(rows: count) : .prompt
    }

    /// Reads in one snapshot of what is committed.
    func read<Value: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        let isAllowed = readsUnderWay.withLock { count in
            guard count < limits.waitingReads else { return false }
            count += 1
            return true
        }
        guard isAllowed else { throw .unavailable(reason: "\(limits.waitingReads) reads wait already") }
        defer { readsUnderWay.withLock { $0 -= 1 } }
        do {
            return try await pool.read(query)
        } catch {
            throw StoreError(error)
        }
    }

    /// Does `work` in parts, each a write of its own, until one does less than it may or `limit` rows are done; returns
    /// how many were. `work` gets the number that it may do.
    func inParts(
        of limit: Int, _ work: @escaping @Sendable (Database, Int) throws -> Int
    ) async throws(StoreError) -> Int {
        var done = 0
        while done < limit {
            let most = min(limits.bulkRows, limit - done)
            let last = try await write(.bulk(rows: most)) { db in try work(db, most) }
            done += last
            if last < most { break }
        }
        return done
    }

    private static func configuration(_ limits: SQLiteStoreLimits, at now: Instant?) -> Configuration {
        var configuration = Configuration()
        configuration.label = "wallboard.database"
        configuration.maximumReaderCount = limits.readers
        configuration.busyMode = .timeout(TimeInterval(limits.busySeconds))
        configuration.prepareDatabase { db in
            // The temporary data of a big sort or a savepoint must not need room on a full disk.
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
            if db.configuration.readonly { return }
            try db.execute(sql: "PRAGMA journal_size_limit = \(limits.logFileBytes)")
            try db.execute(sql: "PRAGMA cache_size = -\(limits.writerCacheKiB)")
            try db.execute(sql: "PRAGMA wal_autocheckpoint = \(limits.checkpointPages)")
            try Schema.migrate(db, at: now ?? clock())
        }
        return configuration
    }

    private static func clock() -> Instant {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }
}

extension Array {
    /// The elements in order, in slices of `size`; the last may have fewer.
    func parts(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
