import GRDB

/// Statements that are prepared once on each connection. `sql` is always a constant text of this module.
extension Database {
    /// Runs a statement that returns no rows.
    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// Every row of a query.
    func rows<Record>(
        _ sql: String, _ arguments: StatementArguments, _ read: (inout RowReader) throws -> Record
    ) throws -> [Record] {
        var records: [Record] = []
        let cursor = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        while let row = try cursor.next() {
            var reader = RowReader(row)
            records.append(try read(&reader))
        }
        return records
    }

    /// The first row of a query that has at most one; nil if it has none.
    func row<Record>(
        _ sql: String, _ arguments: StatementArguments, _ read: (inout RowReader) throws -> Record
    ) throws -> Record? {
        try rows(sql, arguments, read).first
    }

    /// Does `work`; on a dry run undoes it again, so that only its answer is left.
    func perform<Value>(dryRun: Bool, _ work: () throws -> Value) throws -> Value {
        guard dryRun else { return try work() }
        var answer: Value?
        try inSavepoint {
            answer = try work()
            return .rollback
        }
        // inSavepoint throws what `work` throws, so that here there is an answer.
        return answer!
    }
}
