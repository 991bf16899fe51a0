import GRDB
import WallboardCore

/// The rows of `audit`.
enum AuditTable {
    private static let columns = "number, at, author, role, address, operation, path, customer, change, status"

    /// Adds a record under a number of its own, which is returned.
    static func insert(_ record: AuditRecord, in db: Database) throws -> Int {
        try db.run(
            """
            INSERT INTO audit (at, author, role, address, operation, path, customer, change, status)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                record.at.milliseconds, record.author.text, record.role.rawValue, record.address, record.operation,
                record.path, record.customer?.text, record.change, record.status,
            ])
        return Int(db.lastInsertedRowID)
    }

    /// Completes a record, if it is still there.
    static func setStatus(_ status: Int, of number: Int, in db: Database) throws {
        try db.run("UPDATE audit SET status = ? WHERE number = ?", [status, number])
    }

    /// Newest first.
    static func records(
        of customer: CustomerID?, before number: Int, limit: Int, in db: Database
    ) throws -> [AuditRecord] {
        guard let customer else {
            return try db.rows(
                "SELECT \(columns) FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?", [number, limit], read)
        }
        // What others did who had the id before is not the customer's business.
        return try db.rows(
            """
            SELECT \(columns) FROM audit WHERE customer = ?1 AND number < ?2
                AND number > coalesce((SELECT audit_after FROM customers WHERE id = ?1), 0)
            ORDER BY number DESC LIMIT ?3
            """, [customer.text, number, limit], read)
    }

    /// Removes at most `limit` records that are older than `end`, oldest first; returns how many.
    static func prune(before end: Instant, limit: Int, in db: Database) throws -> Int {
        try db.run(
            "DELETE FROM audit WHERE number IN (SELECT number FROM audit WHERE at < ? ORDER BY at, number LIMIT ?)",
            [end.milliseconds, limit])
        return db.changesCount
    }

    /// Removes at most `limit` of the records that are not among the `keeping` newest, oldest first; returns how many.
    static func prune(keeping: Int, limit: Int, in db: Database) throws -> Int {
        try db.run(
            """
            DELETE FROM audit WHERE number IN (
                SELECT number FROM audit
                WHERE number <= (SELECT number FROM audit ORDER BY number DESC LIMIT 1 OFFSET ?)
                ORDER BY number LIMIT ?)
            """, [keeping, limit])
        return db.changesCount
    }

    private static func read(_ row: inout RowReader) throws -> AuditRecord {
        try AuditRecord(
            number: row.integer(), at: row.instant(), author: row.author(), role: row.choice(), address: row.text(),
            operation: row.text(), path: row.text(), customer: row.nameIfAny(), change: row.textIfAny(),
            status: row.integerIfAny())
    }
}
