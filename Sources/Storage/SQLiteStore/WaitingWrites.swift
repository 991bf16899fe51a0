/// Writes that wait for a commit, in their two orders.
struct WaitingWrites<Work> {
    private var prompt: [Work] = []
    private var bulk = WaitingBulk<Work>()

    /// Adds a write unless as many of its order wait as may: then returns how many that are.
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

    /// The writes of the next commit: the prompt ones that waited longest, and then parts of bulk, for whose oldest a place
    /// is kept. None where nothing waits.
    mutating func take(_ limits: SQLiteStoreLimits) -> [Work] {
        let first = prompt.prefix(limits.writesPerCommit - (bulk.isEmpty ? 0 : 1))
        prompt.removeFirst(first.count)
        return Array(first) + bulk.take(rows: limits.bulkRowsPerCommit, most: limits.writesPerCommit - first.count)
    }
}
