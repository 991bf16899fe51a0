import GRDB
import Store
import Values
import WallboardCore

/// Tokens of admins, as they are made and revoked.
struct TokenRecords {
    let database: OpenDatabase

    func create(_ token: AdminToken, removingEndedBy end: Instant) async throws(StoreError) {
        try await database.write { db in
            let number = try token.customer.map { try CustomerTable.number(of: $0, in: db) }
            try AdminTokenTable.insert(token, ofCustomer: number, in: db)
            guard let number else { return }
            try AdminTokenTable.removeEnded(
                ofCustomer: number, keeping: CustomerLimits.endedTokens, at: end, in: db)
        }
    }

    func revoke(_ id: CredentialID, at now: Instant) async throws(StoreError) -> AdminToken {
        try await database.write { db in
            try AdminTokenTable.revoke(id, at: now, in: db)
            guard let token = try AdminTokenTable.token(id, in: db) else { throw StoreError.notFound }
            return token
        }
    }
}
