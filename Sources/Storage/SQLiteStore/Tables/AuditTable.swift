import GRDB
import Values
import WallboardCore

/// The rows of `audit`.
enum AuditTable {
    private static let columns =
        "number, at, author, role, address, operation, path, customer, change, status, count, last_at"
    /// Refusals within this time of each other are one record, in milliseconds.
    private static let equalWithinMillis: Int64 = 3_600_000
    /// Addresses that are kept apart among such refusals: a token that is used from elsewhere is seen, and one that is
    /// used from everywhere makes no flood of records.
    static let addressesToldApart = 10

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

    /// Completes a record, if it is still there; a refusal that is equal to an earlier one is counted there instead.
    static func finish(_ number: Int, status: Int, in db: Database) throws {
        try db.run("UPDATE audit SET status = ? WHERE number = ?", [status, number])
        guard AuditRecord.isRefusal(status) else { return }
        let others = try db.rows(
            """
            SELECT other.number, other.address, audit.address, audit.at FROM audit JOIN audit AS other
                ON other.author = audit.author AND other.operation = audit.operation AND other.status = audit.status
                AND other.customer IS audit.customer AND other.number <> audit.number
            WHERE audit.number = ? AND other.status >= 400 AND abs(other.at - audit.at) < ?
                AND other.at BETWEEN audit.at - ? AND audit.at + ?
            ORDER BY other.number LIMIT ?
            """, [number, equalWithinMillis, equalWithinMillis, equalWithinMillis, addressesToldApart]
        ) { row in
            let (number, address) = try (row.integer(), row.text())
            let isEqual = try AddressBlock.name(countedFor: row.text()) == AddressBlock.name(countedFor: address)
            return (number: number, isEqual: isEqual, at: try row.instant())
        }
        let surplus = others.count == addressesToldApart ? others.last : nil
        guard let equal = others.first(where: \.isEqual) ?? surplus else { return }
        try db.run(
            "UPDATE audit SET count = count + 1, last_at = max(coalesce(last_at, at), ?) WHERE number = ?",
            [equal.at.milliseconds, equal.number])
        try db.run("DELETE FROM audit WHERE number = ?", [number])
    }

    /// Newest first.
    static func records(
        of customer: CustomerID?, before number: Int, limit: Int, in db: Database
    ) throws -> [AuditRecord] {
        precondition(limit >= 0, "limit is \(limit)")
        guard let customer else {
            return try db.rows(
                "SELECT \(columns) FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?", [number, limit], read)
        }
        // What others did who had the id before does not belong to the customer.
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

    /// The number of the newest refusal that is not among the `count` newest; 0: there are no more.
    static func newestSurplusRefusal(keeping count: Int, in db: Database) throws -> Int {
        try db.row(
            "SELECT number FROM audit WHERE status >= 400 AND status < 500 ORDER BY number DESC LIMIT 1 OFFSET ?",
            [count]
        ) { try $0.integer() } ?? 0
    }

    /// Removes at most `limit` of the refusals up to a number, oldest first; returns how many. What was accepted stays
    /// until it is old.
    static func pruneRefusals(upTo number: Int, limit: Int, in db: Database) throws -> Int {
        try db.run(
            """
            DELETE FROM audit WHERE number IN (
                SELECT number FROM audit
                WHERE status >= 400 AND status < 500 AND number <= ? ORDER BY number LIMIT ?)
            """, [number, limit])
        return db.changesCount
    }

    private static func read(_ row: inout RowReader) throws -> AuditRecord {
        try AuditRecord(
            number: row.integer(), at: row.instant(), author: row.author(), role: row.choice(), address: row.text(),
            operation: row.text(), path: row.text(), customer: row.nameIfAny(), change: row.textIfAny(),
            status: row.integerIfAny(), count: row.integer(), lastAt: row.instantIfAny())
    }
}
