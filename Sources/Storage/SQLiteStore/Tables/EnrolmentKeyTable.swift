import Foundation
import GRDB
import Values
import WallboardCore

/// The rows of `enrolment_keys`.
enum EnrolmentKeyTable {
    private static let select = """
        SELECT enrolment_keys.id, customers.id, user, secret_hash, enrolment_keys.created_at, expires_at, max_uses, uses
        FROM enrolment_keys
            JOIN customers ON customers.number = enrolment_keys.customer AND customers.gone_at IS NULL
        """

    /// Oldest first; of two of the same moment the one that arrived first.
    static func all(of customer: CustomerID, in db: Database) throws -> [EnrolmentKey] {
        try db.rows(
            "\(select) WHERE customers.id = ? ORDER BY enrolment_keys.created_at, enrolment_keys.number",
            [customer.text], read)
    }

    static func key(_ id: CredentialID, in db: Database) throws -> EnrolmentKey? {
        try db.row("\(select) WHERE enrolment_keys.id = ?", [id.text], read)
    }

    /// Throws a foreign key error if there is no such user.
    static func insert(_ key: EnrolmentKey, ofCustomer customer: Int64, in db: Database) throws {
        try db.run(
            """
            INSERT INTO enrolment_keys (id, customer, user, secret_hash, created_at, expires_at, max_uses, uses)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                key.id.text, customer, key.user.text, Data(key.secretHash.bytes), key.createdAt.milliseconds,
                key.expiresAt?.milliseconds, key.maxUses, key.uses,
            ])
    }

    /// Counts one more use.
    static func use(_ id: CredentialID, in db: Database) throws {
        try db.run("UPDATE enrolment_keys SET uses = uses + 1 WHERE id = ?", [id.text])
    }

    /// Returns whether there was such a key of this customer.
    static func delete(_ id: CredentialID, ofCustomer customer: Int64, in db: Database) throws -> Bool {
        try db.run("DELETE FROM enrolment_keys WHERE id = ? AND customer = ?", [id.text, customer])
        return db.changesCount > 0
    }

    private static func read(_ row: inout RowReader) throws -> EnrolmentKey {
        try EnrolmentKey(
            id: row.name(), customer: row.name(), user: row.name(), secretHash: row.secretHash(),
            createdAt: row.instant(), expiresAt: row.instantIfAny(), maxUses: row.integerIfAny(), uses: row.integer())
    }
}
