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
