import GRDB
import Store

extension StoreError {
    /// What a caller of the store is told about an error of SQLite, of GRDB or of the store itself.
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

    /// Whether SQLite may have rolled back the whole transaction, and not only the statement
    /// (<https://www.sqlite.org/lang_transaction.html>, "Response To Errors Within A Transaction").
    static func losesTransaction(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        return switch error.resultCode {
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_BUSY, .SQLITE_NOMEM, .SQLITE_INTERRUPT: true
        default: false
        }
    }
}
