import Store
import Values
import WallboardCore

extension SQLiteStore {
    /// As `Store` has it.
    package func createToken(_ token: AdminToken, removingEndedBy end: Instant) async throws(StoreError) {
        try await write { db in
            let number = try token.customer.map { try CustomerTable.number(of: $0, in: db) }
            try AdminTokenTable.insert(token, ofCustomer: number, in: db)
            guard let number else { return }
            try AdminTokenTable.removeEnded(
                ofCustomer: number, keeping: CustomerLimits.endedTokens, at: end, in: db)
        }
    }

    /// As `Store` has it.
    package func token(_ id: CredentialID) async throws(StoreError) -> AdminToken? {
        try await read { db in try AdminTokenTable.token(id, in: db) }
    }

    /// As `Store` has it.
    package func tokens(
        of customer: CustomerID?, after position: AgePosition?, limit: Int
    ) async throws(StoreError) -> [AdminToken] {
        precondition(limit >= 0, "limit is \(limit)")
        return try await read { db in
            try AdminTokenTable.tokens(of: customer, after: position, limit: limit, in: db)
        }
    }

    /// As `Store` has it.
    package func goodTokens(of customer: CustomerID, at now: Instant) async throws(StoreError) -> Int {
        try await read { db in try AdminTokenTable.countGood(of: customer, at: now, in: db) }
    }

    /// As `Store` has it.
    package func revokeToken(_ id: CredentialID, at now: Instant) async throws(StoreError) -> AdminToken {
        try await write { db in
            try AdminTokenTable.revoke(id, at: now, in: db)
            guard let token = try AdminTokenTable.token(id, in: db) else { throw StoreError.notFound }
            return token
        }
    }
}
