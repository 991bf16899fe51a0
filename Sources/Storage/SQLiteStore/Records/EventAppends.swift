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
                let isNew = try Self.insert(events, ofCustomer: number, of: customer, receivedAt: receivedAt, in: db)
                return AppendOutcome(isNew: isNew, earlier: earlier)
            }
            if let outcome { return outcome }
        }
        let number = try await database.read { db in try CustomerTable.number(of: customer, in: db) }
        // Only where an append has failed and so has its removal: new events would count as part of it.
        while try await undo(ofCustomer: number) {}
        // Nothing is appended to the customer meanwhile, so this reads what was there before the first part.
        var earlier: [String: [CallEvent]] = [:]
        for part in Array(calls).parts(of: database.limits.bulkRows) {
            let found = try await database.read { db in
                try CallEventTable.ofCalls(Set(part), ofCustomer: number, in: db)
            }
            earlier.merge(found) { $1 }
        }
        do throws(StoreError) {
            let isNew = try await append(parts, ofCustomer: number, of: customer, receivedAt: receivedAt)
            return AppendOutcome(isNew: isNew, earlier: earlier)
        } catch {
            // If this fails as well the mark stays, and the parts stay hidden.
            do { while try await undo(ofCustomer: number) {} } catch {}
            throw error
        }
    }

    private func append(
        _ parts: [ArraySlice<CallEvent>], ofCustomer number: Int64, of customer: CustomerID, receivedAt: Instant
    ) async throws(StoreError) -> [Bool] {
        var isNew: [Bool] = []
        for (place, part) in parts.enumerated() {
            isNew += try await database.write(.bulk(rows: part.count)) { db in
                if place == 0 { try UnfinishedAppendTable.begin(ofCustomer: number, in: db) }
                let isNew = try Self.insert(part, ofCustomer: number, of: customer, receivedAt: receivedAt, in: db)
                if place == parts.count - 1 { try UnfinishedAppendTable.finish(ofCustomer: number, in: db) }
                return isNew
            }
        }
        return isNew
    }

    private static func insert(
        _ events: some Collection<CallEvent>, ofCustomer number: Int64, of customer: CustomerID, receivedAt: Instant,
        in db: Database
    ) throws -> [Bool] {
        // The customer may be gone since the last part.
        guard try CustomerTable.number(of: customer, in: db) == number else { throw StoreError.notFound }
        let isNew = try events.map {
            try CallEventTable.insert($0, ofCustomer: number, receivedAt: receivedAt, in: db)
        }
        try CustomerTable.countEvents(isNew.count(where: \.self), ofCustomer: number, in: db)
        return isNew
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
