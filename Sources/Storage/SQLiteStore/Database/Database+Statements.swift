import Foundation
import GRDB
import Glibc
import Store

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

    /// Does `work`; on a dry run undoes it again, so that only its result is left.
    func perform<Value>(dryRun: Bool, _ work: () throws -> Value) throws -> Value {
        guard dryRun else { return try work() }
        var answer: Value?
        try inSavepoint {
            answer = try work()
            return .rollback
        }
        // inSavepoint rethrows what `work` throws, so there is a result here.
        return answer!
    }
}

extension StoreError {
    /// What a caller of the store gets for an error of SQLite, of GRDB or of the store itself.
    ///
    /// The reason carries the message of SQLite, which names tables and columns but never values.
    init(_ error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError: self.init(error)
        case is CancellationError: self = .unavailable(reason: "the task was cancelled")
        default: self = .unavailable(reason: "\(error)")
        }
    }

    private init(_ error: DatabaseError) {
        let reason = "\(error.message ?? "SQLite error") (code \(error.extendedResultCode.rawValue))"
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY: self = .alreadyExists
        case .SQLITE_CONSTRAINT_FOREIGNKEY: self = .notFound
        case .SQLITE_CONSTRAINT, .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .incompatible(reason: reason)
        default: self = .unavailable(reason: reason)
        }
    }

    /// Whether SQLite may have rolled back the whole transaction, not only the statement
    /// (<https://www.sqlite.org/lang_transaction.html>, "Response To Errors Within A Transaction").
    static func losesTransaction(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        return switch error.resultCode {
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_BUSY, .SQLITE_NOMEM, .SQLITE_INTERRUPT: true
        default: false
        }
    }
}

/// The database file in its directory. SQLite keeps two more beside it, with `-wal` and `-shm` at the end.
package enum DatabaseFile {
    /// The name of the first of the three.
    package static let name = "wallboard.sqlite"

    /// Makes the directory (mode 0700) and an empty file (mode 0600) where they are missing, and returns the path of
    /// the file. SQLite gives its other files the mode of this one.
    ///
    /// Throws an error of Foundation, or `StoreError.unavailable`.
    static func prepare(in directory: String) throws -> String {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = URL(filePath: directory, directoryHint: .isDirectory).appending(component: name).path
        // The mode is set when the file is created, and a file that another process creates meanwhile is left alone.
        let file = open(path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            Glibc.close(file)
        } else if errno != EEXIST {
            throw StoreError.unavailable(reason: "\(path): \(String(cString: strerror(errno)))")
        }
        return path
    }
}
