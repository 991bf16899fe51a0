import Store
import WallboardCore

extension SQLiteStore {
    /// As `Store` has it.
    package func createCustomer(_ customer: Customer) async throws(StoreError) {
        try await write { db in try CustomerTable.insert(customer, in: db) }
    }

    /// As `Store` has it.
    package func customers() async throws(StoreError) -> [Customer] {
        try await read { db in try CustomerTable.all(in: db) }
    }

    /// As `Store` has it.
    package func updateCustomer(_ customer: Customer) async throws(StoreError) -> Customer {
        try await write { db in
            let stored = try CustomerTable.customer(customer.id, in: db)
            var changed = Customer(
                id: stored.id, name: customer.name, timeZone: customer.timeZone, maximum: stored.maximum,
                createdAt: stored.createdAt)
            changed.resetMinuteOfDay = customer.resetMinuteOfDay
            changed.serviceLevelSeconds = customer.serviceLevelSeconds
            changed.shortAbandonSeconds = customer.shortAbandonSeconds
            changed.callerNumbers = customer.callerNumbers
            changed.agentAddOn = customer.agentAddOn
            changed.maximumVersion = stored.maximumVersion
            try CustomerTable.update(changed, in: db)
            return changed
        }
    }

    /// As `Store` has it.
    package func deleteCustomer(_ id: CustomerID) async throws(StoreError) {
        try await write { db in
            try CustomerTable.delete(CustomerTable.number(of: id, in: db), in: db)
        }
    }

    /// As `Store` has it.
    package func setMaximum(
        _ maximum: SeatMaximum, of id: CustomerID, ifVersion version: Int?, dryRun: Bool
    ) async throws(StoreError) -> MaximumOutcome {
        try await write { db in
            let number = try CustomerTable.number(of: id, in: db)
            var customer = try CustomerTable.customer(id, in: db)
            if let version, version != customer.maximumVersion {
                return .versionMismatch(current: customer.maximumVersion)
            }
            let configured = try DeviceTable.configuredCount(ofCustomer: number, in: db)
            switch MaximumDecision.decide(configured: configured, maximum: maximum) {
            case .surplus(let figure):
                return .surplus(figure, devices: try DeviceTable.configured(ofCustomer: number, in: db))
            case .change where dryRun:
                return .changed(customer, configured: configured)
            case .change:
                customer.maximum = maximum
                customer.maximumVersion += 1
                try CustomerTable.update(customer, in: db)
                return .changed(customer, configured: configured)
            }
        }
    }
}
