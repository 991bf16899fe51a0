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
            let number = try CustomerTable.number(of: customer, in: db)
            var found: [String: [CallEvent]] = [:]
            for call in calls {
                let events = try CallEventTable.ofCall(call, ofCustomer: number, in: db)
                if !events.isEmpty { found[call] = events }
            }
            return found
        }
    }

    /// As `Store` has it.
    package func deleteEvents(
        of customer: CustomerID, _ selection: EventSelection, limit: Int
    ) async throws(StoreError) -> Int {
        precondition(limit >= 0, "limit is \(limit)")
        return try await write { db in
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
    package func eventCount() async throws(StoreError) -> Int {
        try await read { db in try CallEventTable.count(in: db) }
    }

    /// As `Store` has it.
    package func newestEvent() async throws(StoreError) -> Int64 {
        try await read { db in try CallEventTable.newest(in: db) }
    }
}
