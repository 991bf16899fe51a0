import Foundation
import GRDB
import Values
import WallboardCore

/// The rows of `admin_tokens`.
enum AdminTokenTable {
    private static let select = """
        SELECT admin_tokens.id, role, customers.id, admin_tokens.name, may_set_maximum, secret_hash,
            admin_tokens.created_at, expires_at, revoked_at, created_by
        FROM admin_tokens LEFT JOIN customers ON customers.number = admin_tokens.customer
        """

    /// Those of customers that are gone belong to nobody.
    private static let isThere = "customers.gone_at IS NULL"

    static func token(_ id: CredentialID, in db: Database) throws -> AdminToken? {
        try db.row("\(select) WHERE admin_tokens.id = ? AND \(isThere)", [id.text], read)
    }

    /// Those of one customer, or all (nil): oldest first, those of one moment by id; those after a position, at most
    /// `limit`.
    static func tokens(
        of customer: CustomerID?, after position: AgePosition?, limit: Int, in db: Database
    ) throws -> [AdminToken] {
        precondition(limit >= 0, "limit is \(limit)")
        let page = "(admin_tokens.created_at, admin_tokens.id) > (?, ?)"
        let order = "ORDER BY admin_tokens.created_at, admin_tokens.id LIMIT ?"
        let (at, id) = (position?.at.milliseconds ?? .min, position?.id ?? "")
        guard let customer else {
            return try db.rows("\(select) WHERE \(page) AND \(isThere) \(order)", [at, id, limit], read)
        }
        return try db.rows(
            """
            \(select) WHERE admin_tokens.customer = (SELECT number FROM customers WHERE id = ?) AND \(page) \(order)
            """, [customer.text, at, id, limit], read)
    }

    /// How many of one customer are neither revoked nor expired.
    static func countGood(of customer: CustomerID, at now: Instant, in db: Database) throws -> Int {
        try db.row(
            """
            SELECT count(*) FROM admin_tokens
            WHERE customer = (SELECT number FROM customers WHERE id = ?) AND revoked_at IS NULL
                AND (expires_at IS NULL OR expires_at > ?)
            """, [customer.text, now.milliseconds]
        ) { try $0.integer() } ?? 0
    }

    /// Adds a token; `customer` is the number of `token.customer`. One whose maker has been revoked by now is revoked
    /// from the start.
    static func insert(_ token: AdminToken, ofCustomer customer: Int64?, in db: Database) throws {
        try db.run(
            """
            INSERT INTO admin_tokens (id, role, customer, name, may_set_maximum, secret_hash, created_at, expires_at,
                revoked_at, created_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?,
                coalesce(?, (
                    SELECT revoked_at FROM admin_tokens LEFT JOIN customers ON customers.number = admin_tokens.customer
                    WHERE admin_tokens.id = ? AND \(isThere))), ?)
            """,
            [
                token.id.text, token.role.rawValue, customer, token.name, token.maySetMaximum ? 1 : 0,
                Data(token.secretHash.bytes), token.createdAt.milliseconds, token.expiresAt?.milliseconds,
                token.revokedAt?.milliseconds, token.createdBy?.text, token.createdBy?.text,
            ])
    }

    /// Records when the token was revoked, unless it already was; the tokens that it has made, and that these have
    /// made, are revoked with it.
    static func revoke(_ id: CredentialID, at now: Instant, in db: Database) throws {
        try db.run(
            """
            UPDATE admin_tokens SET revoked_at = ? WHERE revoked_at IS NULL AND id IN (
                WITH RECURSIVE family (id) AS (
                    VALUES (?)
                    UNION
                    SELECT admin_tokens.id FROM admin_tokens JOIN family ON admin_tokens.created_by = family.id
                    LEFT JOIN customers ON customers.number = admin_tokens.customer WHERE \(isThere))
                SELECT id FROM family)
            """, [now.milliseconds, id.text])
    }

    /// Removes the ended tokens of a customer, whose number is given, except the `keeping` newest.
    static func removeEnded(ofCustomer customer: Int64, keeping: Int, at now: Instant, in db: Database) throws {
        try db.run(
            """
            DELETE FROM admin_tokens WHERE id IN (
                SELECT id FROM admin_tokens
                WHERE customer = ? AND (revoked_at IS NOT NULL OR expires_at <= ?)
                ORDER BY created_at DESC, id DESC LIMIT -1 OFFSET ?)
            """, [customer, now.milliseconds, keeping])
    }

    private static func read(_ row: inout RowReader) throws -> AdminToken {
        try AdminToken(
            id: row.name(), role: row.choice(), customer: row.nameIfAny(), name: row.text(),
            maySetMaximum: row.flag(), secretHash: row.secretHash(), createdAt: row.instant(),
            expiresAt: row.instantIfAny(), revokedAt: row.instantIfAny(), createdBy: row.nameIfAny())
    }
}
