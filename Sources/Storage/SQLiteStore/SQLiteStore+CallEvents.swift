import GRDB
import Store
import Values
import WallboardCore

extension SQLiteStore {
    /// As `Store` has it.
    package func events(
        of customer: CustomerID, _ selection: EventSelection, after start: EventPosition?, limit: Int
    ) async throws(StoreError) -> EventPage {
        precondition(limit > 0, "limit is \(limit)")
        return try await read { db in
            try CallEventTable.page(of: customer, selection, after: start, limit: limit, in: db)
        }
    }

    /// As `Store` has it.
    package func events(
        ofCalls calls: Set<String>, of customer: CustomerID
    ) async throws(StoreError) -> [String: [CallEvent]] {
        try await read { db in
            try CallEventTable.ofCalls(calls, ofCustomer: CustomerTable.number(of: customer, in: db), in: db)
        }
    }

    /// As `Store` has it.
    package func deleteEvents(
        of customer: CustomerID, _ selection: EventSelection, limit: Int
    ) async throws(StoreError) -> Int {
        precondition(limit >= 0, "limit is \(limit)")
        return try await inParts(of: limit) { db, limit in
            try CallEventTable.delete(of: customer, selection, limit: limit, in: db)
        }
    }

    /// As `Store` has it.
    package func earliestEvent(of customer: CustomerID) async throws(StoreError) -> Instant? {
        try await read { db in try CallEventTable.earliest(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func latestArrival(of customer: CustomerID) async throws(StoreError) -> Instant? {
        try await read { db in try CallEventTable.latestArrival(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func eventCounts() async throws(StoreError) -> StoredEventCounts {
        try await read { db in
            var counts: [CustomerID: Int] = [:]
            var former = 0
            for (customer, count) in try CustomerTable.eventCounts(in: db) {
                if let customer { counts[customer] = count } else { former = former.adding(saturating: count) }
            }
            return StoredEventCounts(byCustomer: counts, ofFormer: former)
        }
    }

    /// As `Store` has it.
    package func newestEvent() async throws(StoreError) -> Int64 {
        try await read { db in try CallEventTable.newest(in: db) }
    }

    /// Does `work` in parts, each a write of its own, until one does less than it may or `limit` rows are done; returns
    /// how many were. `work` gets the number that it may do.
    func inParts(
        of limit: Int, _ work: @escaping @Sendable (Database, Int) throws -> Int
    ) async throws(StoreError) -> Int {
        var done = 0
        while done < limit {
            let most = min(limits.bulkRows, limit - done)
            let last = try await write(.bulk(rows: most)) { db in try work(db, most) }
            done += last
            if last < most { break }
        }
        return done
    }
}

extension SQLiteStore {
    /// As `Store` has it.
    package func retentionTime() async throws(StoreError) -> RetentionTime? {
        try await read { db in
            try db.row("SELECT confirmed, candidate, held FROM retention_time", []) { row in
                try RetentionTime(
                    confirmed: row.instant(), candidate: row.instant(), heldMillis: Int64(row.integer()))
            }
        }
    }

    /// As `Store` has it.
    package func noteRetentionTime(_ time: RetentionTime) async throws(StoreError) {
        try await write { db in
            try db.run(
                "INSERT OR REPLACE INTO retention_time (number, confirmed, candidate, held) VALUES (1, ?, ?, ?)",
                [time.confirmed.milliseconds, time.candidate.milliseconds, time.heldMillis])
        }
    }
}
