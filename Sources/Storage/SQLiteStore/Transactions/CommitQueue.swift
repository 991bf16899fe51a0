import GRDB
import Store
import Synchronization

/// Group commit: writes that wait at the same time share one transaction, and with it one sync to disk.
///
/// - There are two orders. Seats, licences and everything an admin does are *prompt*: all of them that wait go into the
///   next commit. Call events, and the removal of rows by the thousand, are *bulk*: their callers hand them over in
///   parts, and a commit takes at most `bulkRowsPerCommit` of their rows, so that nobody waits for long behind
///   another's bulk.
/// - Each commit takes the oldest part of bulk, however much else waits, and then the smallest: a few events do not
///   wait behind a hundred thousand, and those make progress with every commit.
/// - Each write runs in a savepoint of its own: one that throws is undone alone.
/// - No caller gets its answer before the commit has returned, that is, before the log is on disk.
/// - Where the disk fails, in a write or in the commit, the whole batch is undone and each of its callers gets
///   `.unavailable`; the queue goes on with the next batch.
/// - A write that was accepted runs to its end even if the caller's task is cancelled, so that the answer is always
///   true.
///
/// The writes run on the serial queue of the writing connection, which may block; no thread of the cooperative pool
/// does.
final class CommitQueue: Sendable {
    private let database: any DatabaseWriter
    private let limits: SQLiteStoreLimits
    private let state = Mutex(State())

    /// How a write is queued.
    enum Order: Hashable, Sendable {
        /// With the next commit.
        case prompt
        /// As one part of a long operation, of at most this many rows.
        case bulk(rows: Int)
    }

    private struct State {
        var waiting = WaitingWrites<WaitingWrite>()
        /// Whether the writing connection is at work, or about to be.
        var isCommitting = false
        var isClosed = false
    }

    init(_ database: any DatabaseWriter, limits: SQLiteStoreLimits) {
        precondition(limits.waitingWrites > 0, "waitingWrites is \(limits.waitingWrites)")
        precondition(limits.writesPerCommit > 0, "writesPerCommit is \(limits.writesPerCommit)")
        precondition(limits.waitingBulk > 0, "waitingBulk is \(limits.waitingBulk)")
        precondition(limits.bulkRowsPerCommit > 0, "bulkRowsPerCommit is \(limits.bulkRowsPerCommit)")
        self.database = database
        self.limits = limits
    }

    /// Does `work` in a transaction and returns its result once that is durable. `work` must not begin or end a
    /// transaction; an error it throws undoes it and is rethrown as a `StoreError`.
    func write<Value: Sendable>(
        _ order: Order, _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            enqueue(WaitingWrite(work, answering: continuation), order)
        }
        return try result.get()
    }

    /// Refuses every later write, and returns when those before it are durable.
    func close() async {
        state.withLock { $0.isClosed = true }
        await withCheckedContinuation { continuation in
            // The queue of the connection is serial: this runs after the current batch.
            database.asyncWriteWithoutTransaction { [self] db in
                commitWaiting(on: db)
                continuation.resume()
            }
        }
    }

    private enum Entry {
        case closed, full(Int), waits, first
    }

    private func enqueue(_ write: WaitingWrite, _ order: Order) {
        let entry: Entry = state.withLock { state in
            if state.isClosed { return .closed }
            if let most = state.waiting.add(write, order, limits) { return .full(most) }
            if state.isCommitting { return .waits }
            state.isCommitting = true
            return .first
        }
        switch entry {
        case .closed: write.refuse(.unavailable(reason: "the store is closed"))
        case .full(let most): write.refuse(.unavailable(reason: "\(most) writes wait already"))
        case .waits: break
        case .first: database.asyncWriteWithoutTransaction { [self] db in commitWaiting(on: db) }
        }
    }

    private func commitWaiting(on db: Database) {
        while true {
            let batch = nextBatch()
            if batch.isEmpty { return }
            commit(batch, on: db)
        }
    }

    /// The prompt writes that waited longest, then parts of bulk; none ends the work of the connection.
    private func nextBatch() -> [WaitingWrite] {
        state.withLock { state in
            let batch = state.waiting.take(limits)
            state.isCommitting = !batch.isEmpty
            return batch
        }
    }

    private func commit(_ batch: [WaitingWrite], on db: Database) {
        do {
            try db.beginTransaction(.immediate)
            let answers = try batch.map { try attempt($0, on: db) }
            try db.commit()
            for answer in answers { answer() }
        } catch {
            // An error here means that there is no transaction any more, which is the goal.
            try? db.rollback()
            let reason = StoreError(error)
            for write in batch { write.refuse(reason) }
        }
    }

    /// Runs one write in its savepoint, and returns the closure that gives its caller the answer. Throws where the
    /// whole batch is lost.
    private func attempt(_ write: WaitingWrite, on db: Database) throws -> @Sendable () -> Void {
        do {
            var answer: (@Sendable () -> Void)?
            try db.inSavepoint {
                answer = try write.attempt(db)
                return .commit
            }
            return answer!
        } catch {
            if !db.isInsideTransaction || StoreError.losesTransaction(error) { throw error }
            let reason = StoreError(error)
            return { write.refuse(reason) }
        }
    }
}

/// A write whose caller waits.
private struct WaitingWrite: Sendable {
    /// Does the work and returns the closure that gives the caller its result.
    let attempt: @Sendable (Database) throws -> @Sendable () -> Void
    /// Reports to the caller that nothing was done.
    let refuse: @Sendable (StoreError) -> Void

    init<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value,
        answering caller: CheckedContinuation<Result<Value, StoreError>, Never>
    ) {
        attempt = { db in
            let value = try work(db)
            return { caller.resume(returning: .success(value)) }
        }
        refuse = { caller.resume(returning: .failure($0)) }
    }
}

/// Parts of bulk that wait for a commit.
struct WaitingBulk<Work> {
    private struct Part {
        let work: Work
        let rows: Int
    }

    /// In the order in which they came.
    private var parts: [Part] = []

    var count: Int { parts.count }
    var isEmpty: Bool { parts.isEmpty }

    mutating func add(_ work: Work, rows: Int) {
        parts.append(Part(work: work, rows: rows))
    }

    /// Takes the oldest part, however many rows it has, and then the smallest of the others up to `rows` rows: at most
    /// `most` parts, in the order in which they came.
    mutating func take(rows: Int, most: Int) -> [Work] {
        guard most > 0, let oldest = parts.first else { return [] }
        var room = rows - oldest.rows
        var taken: Set<Int> = [0]
        let others = parts.indices.dropFirst().sorted { (parts[$0].rows, $0) < (parts[$1].rows, $1) }
        for index in others.prefix(most - 1) {
            room -= parts[index].rows
            if room < 0 { break }
            taken.insert(index)
        }
        let works = taken.sorted().map { parts[$0].work }
        var index = -1
        parts.removeAll { _ in
            index += 1
            return taken.contains(index)
        }
        return works
    }
}

/// Writes that wait for a commit, in their two orders.
struct WaitingWrites<Work> {
    private var prompt: [Work] = []
    private var bulk = WaitingBulk<Work>()

    /// Adds a write unless the limit of its order is reached: then returns how many that are.
    mutating func add(_ work: Work, _ order: CommitQueue.Order, _ limits: SQLiteStoreLimits) -> Int? {
        switch order {
        case .prompt:
            if prompt.count >= limits.waitingWrites { return limits.waitingWrites }
            prompt.append(work)
        case .bulk(let rows):
            if bulk.count >= limits.waitingBulk { return limits.waitingBulk }
            bulk.add(work, rows: rows)
        }
        return nil
    }

    /// The writes of the next commit: the prompt ones that waited longest, and then parts of bulk, for whose oldest a
    /// place is kept. Empty where nothing waits.
    mutating func take(_ limits: SQLiteStoreLimits) -> [Work] {
        let first = prompt.prefix(limits.writesPerCommit - (bulk.isEmpty ? 0 : 1))
        prompt.removeFirst(first.count)
        return Array(first) + bulk.take(rows: limits.bulkRowsPerCommit, most: limits.writesPerCommit - first.count)
    }
}
