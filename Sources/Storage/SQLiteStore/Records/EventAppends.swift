import GRDB
import Store
import Values
import WallboardCore

/// Appending call events: a few in one write, many in parts that count only once the last of them is durable.
struct EventAppends {
    let database: OpenDatabase

    func append(
        _ events: [CallEvent], of customer: CustomerID, recalling calls: Set<String>, receivedAt: Instant
    ) async throws(StoreError) -> AppendOutcome {
        let parts = events.parts(of: database.limits.bulkRows)
        if parts.count <= 1 && calls.count <= database.limits.bulkRows {
            let outcome: AppendOutcome? = try await database.write(.bulk(rows: events.count)) { db in
                let number = try CustomerTable.number(of: customer, in: db)
                if try UnfinishedAppendTable.isMarked(customer: number, in: db) { return nil }
                let earlier = try CallEventTable.ofCalls(calls, ofCustomer: number, in: db)
                let accepted = try Self.insert(
                    events, ofCustomer: number, of: customer, receivedAt: receivedAt, in: db)
                return AppendOutcome(accepted: accepted, earlier: earlier)
            }
            if let outcome { return outcome }
        }
        let number = try await database.read { db in try CustomerTable.number(of: customer, in: db) }
        // Only where an append has failed and so has its removal: new events would count as part of it.
        while try await undo(ofCustomer: number) {}
        // Nothing is appended to the customer meanwhile, so this reads what was there before the first part.
        let earlier = try await database.read { db in
            try CallEventTable.ofCalls(calls, ofCustomer: number, in: db)
        }
        do throws(StoreError) {
            let accepted = try await append(parts, ofCustomer: number, of: customer, receivedAt: receivedAt)
            return AppendOutcome(accepted: accepted, earlier: earlier)
        } catch {
            // If this fails as well the mark stays, and the parts stay hidden.
            do { while try await undo(ofCustomer: number) {} } catch {}
            throw error
        }
    }

    private func append(
        _ parts: [ArraySlice<CallEvent>], ofCustomer number: Int64, of customer: CustomerID, receivedAt: Instant
    ) async throws(StoreError) -> [Acceptance?] {
        var accepted: [Acceptance?] = []
        for (place, part) in parts.enumerated() {
            accepted += try await database.write(.bulk(rows: part.count)) { db in
                if place == 0 { try UnfinishedAppendTable.begin(ofCustomer: number, in: db) }
                let accepted = try Self.insert(part, ofCustomer: number, of: customer, receivedAt: receivedAt, in: db)
                if place == parts.count - 1 { try UnfinishedAppendTable.finish(ofCustomer: number, in: db) }
                return accepted
            }
        }
        return accepted
    }

    private static func insert(
        _ events: some Collection<CallEvent>, ofCustomer number: Int64, of customer: CustomerID, receivedAt: Instant,
        in db: Database
    ) throws -> [Acceptance?] {
        // The customer may be gone since the last part.
        guard try CustomerTable.number(of: customer, in: db) == number else { throw StoreError.notFound }
        let accepted = try events.map { event in
            try CallEventTable.insert(event, ofCustomer: number, receivedAt: receivedAt, in: db).map {
                Acceptance(number: $0, at: receivedAt)
            }
        }
        try CustomerTable.countEvents(accepted.count { $0 != nil }, ofCustomer: number, in: db)
        return accepted
    }

    func undoUnfinished() async throws(StoreError) {
        let limit = database.limits.bulkRows
        while try await database.write(
            .bulk(rows: limit), { db in try UnfinishedAppendTable.undo(limit: limit, in: db) })
        {}
    }

    /// Removes a part of what a failed append of the customer has left. Returns whether there may be more.
    private func undo(ofCustomer number: Int64) async throws(StoreError) -> Bool {
        guard try await database.read({ db in try UnfinishedAppendTable.isMarked(customer: number, in: db) }) else {
            return false
        }
        let limit = database.limits.bulkRows
        return try await database.write(.bulk(rows: limit)) { db in
            try UnfinishedAppendTable.undo(ofCustomer: number, limit: limit, in: db)
        }
    }
}
