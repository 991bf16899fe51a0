import GRDB
import Store
import WallboardCore

extension SQLiteStore {
    /// As `Store` has it.
    package func createCustomer(_ customer: Customer, by author: Author) async throws(StoreError) {
        try await write { db in
            try CustomerTable.insert(customer, in: db)
            try LedgerTable.append(
                .opened(timeZone: customer.timeZone), maximum: customer.maximum, to: customer.id,
                by: Stamp(author, at: customer.createdAt), in: db)
        }
    }

    /// As `Store` has it.
    package func customers() async throws(StoreError) -> [Customer] {
        try await read { db in try CustomerTable.all(in: db) }
    }

    /// As `Store` has it.
    package func updateCustomer(_ customer: Customer, by stamp: Stamp) async throws(StoreError) -> CustomerUpdate {
        try await write { db in
            let stored = try CustomerTable.customer(customer.id, in: db)
            var changed = Customer(
                id: stored.id, name: customer.name, timeZone: customer.timeZone, maximum: stored.maximum,
                createdAt: stored.createdAt)
            changed.resetMinuteOfDay = customer.resetMinuteOfDay
            changed.serviceLevelSeconds = customer.serviceLevelSeconds
            changed.shortAbandonSeconds = customer.shortAbandonSeconds
            changed.serviceLevelVariant = customer.serviceLevelVariant
            changed.feedLostSeconds = customer.feedLostSeconds
            changed.callerNumbers = customer.callerNumbers
            changed.agentAddOn = customer.agentAddOn
            changed.sleepHours = customer.sleepHours
            changed.isFed = stored.isFed
            changed.maximumVersion = stored.maximumVersion
            try CustomerTable.update(changed, in: db)
            if changed.timeZone != stored.timeZone {
                try LedgerTable.append(.timeZone(changed.timeZone), to: changed.id, by: stamp, in: db)
            }
            return CustomerUpdate(customer: changed, users: try Self.followPBX(changed, in: db))
        }
    }

    /// As `Store` has it.
    package func noteFeed(of id: CustomerID) async throws(StoreError) {
        try await write { db in
            try CustomerTable.noteFeed(ofCustomer: CustomerTable.number(of: id, in: db), in: db)
        }
    }

    /// As `Store` has it.
    package func deleteCustomer(_ id: CustomerID, by stamp: Stamp) async throws(StoreError) {
        let remains = try await write { db in try FormerCustomerTable.close(id, by: stamp, in: db) }
        do {
            while try await !closeLedger(of: remains) {}
            while try await removeFormer(remains, credentialsOnly: true).rows > 0 {}
        } catch {
            // The customer is gone, as requested; `removeFormer` continues with the rest.
        }
    }

    /// As `Store` has it.
    package func removeFormer() async throws(StoreError) -> FormerRemoval {
        guard let remains = try await read({ db in try FormerCustomerTable.first(in: db) }) else {
            return FormerRemoval(events: 0, hasMore: false)
        }
        while try await !closeLedger(of: remains) {}
        let removed = try await removeFormer(remains)
        return FormerRemoval(events: removed.events, hasMore: true)
    }

    private func closeLedger(of remains: FormerCustomerTable.Remains) async throws(StoreError) -> Bool {
        let limit = limits.closedSeats
        return try await write(.bulk(rows: limits.bulkRows)) { db in
            try FormerCustomerTable.closeLedger(of: remains, limit: limit, in: db)
        }
    }

    private func removeFormer(
        _ remains: FormerCustomerTable.Remains, credentialsOnly: Bool = false
    ) async throws(StoreError) -> (rows: Int, events: Int) {
        let limit = limits.bulkRows
        return try await write(.bulk(rows: limit)) { db in
            try FormerCustomerTable.remove(remains, limit: limit, credentialsOnly: credentialsOnly, in: db)
        }
    }

    /// As `Store` has it.
    package func incarnations() async throws(StoreError) -> [CustomerID: Int] {
        try await read { db in
            Dictionary(
                uniqueKeysWithValues: try CustomerTable.incarnations(in: db).map { ($0.customer, $0.incarnation) })
        }
    }

    /// As `Store` has it.
    package func setMaximum(
        _ change: MaximumChange, of id: CustomerID, ifVersion version: Int?, dryRun: Bool, by stamp: Stamp
    ) async throws(StoreError) -> MaximumOutcome {
        try await write { db in
            let number = try CustomerTable.number(of: id, in: db)
            let customer = try CustomerTable.customer(id, in: db)
            if let version, version != customer.maximumVersion {
                return .versionMismatch(
                    current: customer.maximumVersion, lastChange: try LedgerTable.newestOfMaximum(of: id, in: db))
            }
            let configured = try DeviceTable.configuredIDs(ofCustomer: number, in: db)
            switch MaximumDecision.decide(change, configured: configured) {
            case .notConfigured(let device):
                return .notConfigured(device)
            case .surplus(let figure):
                return .surplus(figure, devices: try DeviceTable.configured(ofCustomer: number, in: db))
            case .change(let suspending):
                return try db.perform(dryRun: dryRun) {
                    let suspended = try suspending.map {
                        try Self.suspendSurplus($0, ofCustomer: number, by: stamp, in: db)
                    }
                    let changed = try Self.set(change, of: customer, by: stamp, in: db)
                    return .changed(
                        MaximumEffect(
                            customer: changed,
                            before: SeatFigure(configured: configured.count, maximum: customer.maximum),
                            after: SeatFigure(
                                configured: configured.count - suspended.count, maximum: changed.maximum),
                            suspended: suspended))
                }
            }
        }
    }

    /// Returns the device as it is afterwards.
    private static func suspendSurplus(
        _ id: DeviceID, ofCustomer number: Int64, by stamp: Stamp, in db: Database
    ) throws -> Device {
        guard var device = try DeviceTable.device(id, ofCustomer: number, in: db) else { throw StoreError.notFound }
        try LedgerTable.append(
            .seatFreed(LedgerDevice(device), .surplus), to: device.customer, by: stamp, in: db)
        device.suspended = true
        try DeviceTable.update(device, in: db)
        return device
    }

    /// Returns the customer as it is afterwards.
    private static func set(
        _ change: MaximumChange, of customer: Customer, by stamp: Stamp, in db: Database
    ) throws -> Customer {
        var changed = customer
        changed.maximum = change.maximum
        changed.maximumVersion += 1
        try CustomerTable.update(changed, in: db)
        if changed.maximum != customer.maximum {
            try LedgerTable.append(
                .maximum(from: customer.maximum, reason: change.reason), maximum: changed.maximum, to: customer.id,
                by: stamp, in: db)
        }
        return changed
    }
}

extension SQLiteStore {
    /// As `Store` has it.
    package func dashboards(of customer: CustomerID) async throws(StoreError) -> [Dashboard] {
        try await read { db in try DashboardTable.all(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func putDashboard(_ dashboard: Dashboard, of customer: CustomerID) async throws(StoreError) {
        try await write { db in
            let number = try CustomerTable.number(of: customer, in: db)
            try DashboardTable.put(dashboard, ofCustomer: number, in: db)
        }
    }

    /// As `Store` has it.
    package func deleteDashboard(
        _ id: DashboardID, of customer: CustomerID
    ) async throws(StoreError) -> [Device] {
        try await write { db in
            let number = try CustomerTable.number(of: customer, in: db)
            guard try DashboardTable.exists(id, ofCustomer: number, in: db) else { throw StoreError.notFound }
            var devices = try DeviceTable.showing(id, ofCustomer: number, in: db)
            for index in devices.indices {
                devices[index].dashboard = nil
                try DeviceTable.update(devices[index], in: db)
            }
            try DashboardTable.delete(id, ofCustomer: number, in: db)
            return devices
        }
    }
}
