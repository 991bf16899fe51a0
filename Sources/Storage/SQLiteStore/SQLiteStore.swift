import Foundation
import GRDB
import Store
import Synchronization
import Values
import WallboardCore

/// A `Store` in one SQLite file, for a gateway on one machine.
///
/// The file is in WAL mode with `synchronous = FULL`: a commit returns when the log is on disk, and readers and writers
/// do not block each other. Writes go through a `CommitQueue`; other processes (such as a command that adds a token)
/// may write to the same file.
package final class SQLiteStore: Store {
    private let pool: DatabasePool
    private let commits: CommitQueue
    private let readsUnderWay = Mutex(0)
    let limits: SQLiteStoreLimits

    /// Opens the database of `directory`, creating directory (mode 0700), file (mode 0600) and tables where they are
    /// missing. Blocks for some disk accesses.
    ///
    /// A file of an earlier version is migrated to this one, and the ledgers that begin with that are opened `now`
    /// (nil: by the clock of the machine). Throws `.incompatible` for a file of another program or of a later version,
    /// and `.unavailable` where the directory or the file cannot be created, read or written.
    package init(
        directory: String, limits: SQLiteStoreLimits = SQLiteStoreLimits(), at now: Instant? = nil
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

    /// SQLite waits for locks by itself, but for one: while it turns WAL mode on it fails at once if another connection is
    /// doing the same (<https://www.sqlite.org/wal.html#activating_and_configuring_wal_mode>).
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
    package func close() async {
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

    private static func configuration(_ limits: SQLiteStoreLimits, at now: Instant?) -> Configuration {
        var configuration = Configuration()
        configuration.label = "SQLiteStore"
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

/// The bounds of an `SQLiteStore`.
package struct SQLiteStoreLimits: Hashable, Sendable {
    /// Writes that may wait for a commit; one more gets `.unavailable`. Default 4,096: a thousand devices that register
    /// at once can all wait, and a stalled disk does not fill the memory.
    package var waitingWrites = 4_096
    /// Writes that share one commit. Default 512: enough to make the cost of the disk small per write, and the first of
    /// a batch does not wait long for the last.
    package var writesPerCommit = 512
    /// Bulk writes that may wait for a commit; one more gets `.unavailable`. Default 4,096, counted separately: however
    /// much bulk waits, a seat finds room.
    package var waitingBulk = 4_096
    /// Rows of one part of bulk: events that are appended, rows that are removed. Default 1,000: some 20 ms of the
    /// writing connection.
    package var bulkRows = 1_000
    /// Rows of bulk that share one commit, unless the oldest part alone has more. Default 2,000: a seat may wait this
    /// long, some 40 ms, for others' bulk; half of it leaves room for small bodies beside a big one.
    package var bulkRowsPerCommit = 2_000
    /// Seats that change in one part, each with its sealed entry of the ledger. Default 200: as long as `bulkRows`.
    package var sealedSeats = 200
    /// How many rows a seat with its entry counts as.
    var rowsPerSeat: Int { max(1, bulkRows / sealedSeats) }
    /// Rows that a write may change and still go with the next commit; one with more is bulk. Default 50: 1 ms.
    package var promptRows = 50
    /// Reads that run or wait; one more is `.unavailable`. Default 1,024, for the same reason as `waitingWrites`.
    package var waitingReads = 1_024
    /// Connections that read at once. Default 4: reads are short, and each connection keeps a page cache.
    package var readers = 4
    /// How long a write waits for another process that holds the write lock, in whole seconds. Default 5: the commands
    /// that write beside the gateway hold it for milliseconds.
    package var busySeconds = 5
    /// How much of the file the writing connection caches in memory, in KiB. Default 32,768: the index pages that the
    /// events of some hundred customers touch stay in memory, and a transaction is not written out before its commit.
    package var writerCacheKiB = 32_768
    /// Pages of 4 KiB that the write-ahead log holds before a commit copies them into the database file. Default 4,000:
    /// a batch of events of some hundred customers touches a thousand, and copying after each would double the writing.
    package var checkpointPages = 4_000
    /// The size to which the file of the write-ahead log is truncated when it restarts, in bytes. Default 64 MiB: four
    /// times `checkpointPages`, so that only the trace of a rare big transaction or a long read is given back.
    package var logFileBytes = 64 << 20

    /// Every bound at its default.
    package init() {}
}
