import GRDB
import Store
import Values
import WallboardCore

/// Call events as they are removed and counted.
struct EventRecords {
    let database: OpenDatabase

    func delete(
        of customer: CustomerID, _ selection: EventSelection, limit: Int
    ) async throws(StoreError) -> Int {
        precondition(limit >= 0, "limit is \(limit)")
        return try await database.inParts(of: limit) { db, limit in
            try CallEventTable.delete(of: customer, selection, limit: limit, in: db)
        }
    }

    func counts() async throws(StoreError) -> StoredEventCounts {
        try await database.read { db in
            var counts: [CustomerID: Int] = [:]
            var former = 0
            for (customer, count) in try CustomerTable.eventCounts(in: db) {
                if let customer { counts[customer] = count } else { former = former.adding(saturating: count) }
            }
            return StoredEventCounts(byCustomer: counts, ofFormer: former)
        }
    }
}
