import GRDB
import Store
import Values
import WallboardCore

/// What is done with customers that are there, beside their maximum.
struct CustomerRecords {
    let database: OpenDatabase

    func create(_ customer: Customer, by author: Author) async throws(StoreError) {
        try await database.write { db in
            try CustomerTable.insert(customer, in: db)
            try LedgerTable.append(
                .opened(timeZone: customer.timeZone), maximum: customer.maximum, to: customer.id,
                by: Stamp(author, at: customer.createdAt), in: db)
        }
    }

    func update(_ customer: Customer, by stamp: Stamp) async throws(StoreError) -> Customer {
        try await database.write { db in
            let stored = try CustomerTable.customer(customer.id, in: db)
            var changed = Customer(
                id: stored.id, name: customer.name, timeZone: customer.timeZone, maximum: stored.maximum,
                createdAt: stored.createdAt)
            changed.resetMinuteOfDay = customer.resetMinuteOfDay
            changed.serviceLevelSeconds = customer.serviceLevelSeconds
            changed.shortAbandonSeconds = customer.shortAbandonSeconds
            changed.serviceLevelVariant = customer.serviceLevelVariant
            changed.feedLostSeconds = customer.feedLostSeconds
            changed.goals = customer.goals
            changed.callerNumbers = customer.callerNumbers
            changed.agentAddOn = customer.agentAddOn
            changed.sleepHours = customer.sleepHours
            changed.isFed = stored.isFed
            changed.maximumVersion = stored.maximumVersion
            try CustomerTable.update(changed, in: db)
            if changed.timeZone != stored.timeZone {
                try LedgerTable.append(.timeZone(changed.timeZone), to: changed.id, by: stamp, in: db)
            }
            return changed
        }
    }

    func incarnations() async throws(StoreError) -> [CustomerID: Int] {
        try await database.read { db in
            Dictionary(
                uniqueKeysWithValues: try CustomerTable.incarnations(in: db).map { ($0.customer, $0.incarnation) })
        }
    }
}
