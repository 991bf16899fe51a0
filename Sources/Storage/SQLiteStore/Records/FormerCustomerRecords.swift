import GRDB
import Store
import Values
import WallboardCore

/// The removal of customers: the name at once, the rest in parts.
struct FormerCustomerRecords {
    let database: OpenDatabase

    func delete(_ id: CustomerID, by stamp: Stamp) async throws(StoreError) {
        let remains = try await database.write { db in try FormerCustomerTable.close(id, by: stamp, in: db) }
        do {
            while try await !closeLedger(of: remains) {}
            while try await remove(remains, credentialsOnly: true).rows > 0 {}
        } catch {
            // The customer is gone, as requested; `removePart` continues with the rest.
        }
    }

    func removePart() async throws(StoreError) -> FormerRemoval {
        guard let remains = try await database.read({ db in try FormerCustomerTable.first(in: db) }) else {
            return FormerRemoval(events: 0, hasMore: false)
        }
        while try await !closeLedger(of: remains) {}
        let removed = try await remove(remains)
        return FormerRemoval(events: removed.events, hasMore: true)
    }

    private func closeLedger(of remains: FormerCustomerTable.Remains) async throws(StoreError) -> Bool {
        let limit = database.limits.sealedSeats
        return try await database.write(.bulk(rows: database.limits.bulkRows)) { db in
            try FormerCustomerTable.closeLedger(of: remains, limit: limit, in: db)
        }
    }

    private func remove(
        _ remains: FormerCustomerTable.Remains, credentialsOnly: Bool = false
    ) async throws(StoreError) -> (rows: Int, events: Int) {
        let limit = database.limits.bulkRows
        return try await database.write(.bulk(rows: limit)) { db in
            try FormerCustomerTable.remove(remains, limit: limit, credentialsOnly: credentialsOnly, in: db)
        }
    }
}
