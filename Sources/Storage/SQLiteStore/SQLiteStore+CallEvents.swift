import Store
import WallboardCore

extension SQLiteStore {
    /// As `Store` has it.
    package func append(
        _ events: [CallEvent], of customer: CustomerID, recalling calls: Set<String>, receivedAt: Instant
    ) async throws(StoreError) -> AppendOutcome {
        try await write { db in
            let number = try CustomerTable.number(of: customer, in: db)
            var earlier: [String: [CallEvent]] = [:]
            for call in calls {
                let stored = try CallEventTable.ofCall(call, ofCustomer: number, in: db)
                if !stored.isEmpty { earlier[call] = stored }
            }
            let isNew = try events.map {
                try CallEventTable.insert($0, ofCustomer: number, receivedAt: receivedAt, in: db)
            }
            return AppendOutcome(isNew: isNew, earlier: earlier)
        }
    }

    /// As `Store` has it.
    package func events(of customer: CustomerID, since start: Instant) async throws(StoreError) -> [CallEvent] {
        try await read { db in try CallEventTable.since(start, of: customer, in: db) }
    }

    /// As `Store` has it.
    package func pruneEvents(before end: Instant, limit: Int) async throws(StoreError) -> Int {
        precondition(limit >= 0, "limit is \(limit)")
        return try await write { db in try CallEventTable.prune(before: end, limit: limit, in: db) }
    }
}
