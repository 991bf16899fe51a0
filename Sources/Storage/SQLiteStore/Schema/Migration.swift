import GRDB
import Values

/// Turns a file of one version into a file of the next.
struct Migration: Sendable {
    /// What changes the tables.
    let sql: String
    /// Then fills in what only a program can; nil: nothing.
    var then: (@Sendable (Database, Instant) throws -> Void)?

    func run(on db: Database, at now: Instant) throws {
        try db.execute(sql: sql)
        try then?(db, now)
    }
}
