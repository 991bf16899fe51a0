import GRDB
import Store
import Values
import WallboardCore

/// The removal of what admins did from the audit.
struct AuditRecords {
    let database: OpenDatabase

    /// Those that are too old first.
    func prune(before end: Instant, keepingRefusals: Int, limit: Int) async throws(StoreError) -> Int {
        precondition(keepingRefusals >= 0, "keepingRefusals is \(keepingRefusals)")
        precondition(limit >= 0, "limit is \(limit)")
        // Found beside the writes: to count a million takes a while.
        let surplus = try await database.read { db in
            try AuditTable.newestSurplusRefusal(keeping: keepingRefusals, in: db)
        }
        return try await database.inParts(of: limit) { db, limit in
            let old = try AuditTable.prune(before: end, limit: limit, in: db)
            return try old + AuditTable.pruneRefusals(upTo: surplus, limit: limit - old, in: db)
        }
    }
}
