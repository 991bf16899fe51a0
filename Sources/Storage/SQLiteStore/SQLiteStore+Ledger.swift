import Store
import Values
import WallboardCore

extension SQLiteStore {
    /// As `Store` has it.
    package func ledger(
        of customer: CustomerID, after sequence: Int, limit: Int
    ) async throws(StoreError) -> [LedgerRecord] {
        precondition(limit >= 0, "limit is \(limit)")
        return try await read { db in
            try LedgerTable.entries(of: customer, after: sequence, limit: limit, in: db)
        }
    }

    /// As `Store` has it.
    package func ledgerMarks(of customer: CustomerID) async throws(StoreError) -> [LedgerRecord] {
        try await read { db in try LedgerTable.marks(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func beginAudit(_ record: AuditRecord) async throws(StoreError) -> Int {
        try await write { db in try AuditTable.insert(record, in: db) }
    }

    /// As `Store` has it.
    package func finishAudit(_ number: Int, status: Int) async throws(StoreError) {
        try await write { db in try AuditTable.finish(number, status: status, in: db) }
    }

    /// As `Store` has it.
    package func audit(
        of customer: CustomerID?, before number: Int?, limit: Int
    ) async throws(StoreError) -> [AuditRecord] {
        precondition(limit >= 0, "limit is \(limit)")
        return try await read { db in
            try AuditTable.records(of: customer, before: number ?? .max, limit: limit, in: db)
        }
    }

    /// As `Store` has it: those that are too old first.
    package func pruneAudit(before end: Instant, keepingRefusals: Int, limit: Int) async throws(StoreError) -> Int {
        precondition(keepingRefusals >= 0, "keepingRefusals is \(keepingRefusals)")
        precondition(limit >= 0, "limit is \(limit)")
        // Found beside the writes: to count a million takes a while.
        let surplus = try await read { db in try AuditTable.newestSurplusRefusal(keeping: keepingRefusals, in: db) }
        return try await inParts(of: limit) { db, limit in
            let old = try AuditTable.prune(before: end, limit: limit, in: db)
            return try old + AuditTable.pruneRefusals(upTo: surplus, limit: limit - old, in: db)
        }
    }
}
