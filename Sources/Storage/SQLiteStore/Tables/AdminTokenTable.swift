import Foundation
import GRDB
import WallboardCore

/// The rows of `admin_tokens`.
enum AdminTokenTable {
    static func token(_ id: CredentialID, in db: Database) throws -> AdminToken? {
        try db.row(
            """
            SELECT admin_tokens.id, role, customers.id, admin_tokens.name, secret_hash, admin_tokens.created_at
            FROM admin_tokens LEFT JOIN customers ON customers.number = admin_tokens.customer
            WHERE admin_tokens.id = ?
            """, [id.text]
        ) { row in
            try AdminToken(
                id: row.name(), role: row.choice(), customer: row.nameIfAny(), name: row.text(),
                secretHash: row.secretHash(), createdAt: row.instant())
        }
    }

    /// Adds a token; `customer` is the number of `token.customer`.
    static func insert(_ token: AdminToken, ofCustomer customer: Int64?, in db: Database) throws {
        try db.run(
            "INSERT INTO admin_tokens (id, role, customer, name, secret_hash, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            [
                token.id.text, token.role.rawValue, customer, token.name, Data(token.secretHash.bytes),
                token.createdAt.milliseconds,
            ])
    }
}
