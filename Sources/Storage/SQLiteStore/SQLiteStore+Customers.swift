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
    package func updateCustomer(_ customer: Customer, by stamp: Stamp) async throws(StoreError) -> Customer {
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
            return changed
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
        let limit = limits.sealedSeats
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
        let named = if case .suspend(let devices) = change.surplus { devices.count } else { 0 }
        let outcome: MaximumOutcome = try await write(order(ofRows: named * limits.rowsPerSeat)) { db in
            let number = try CustomerTable.number(of: id, in: db)
            let customer = try CustomerTable.customer(id, in: db)
            if let version, version != customer.maximumVersion {
                return .versionMismatch(
                    current: customer.maximumVersion, lastChange: try LedgerTable.newestOfMaximum(of: id, in: db))
            }
            let configured = try DeviceTable.seats(of: id, in: db).configured
            let decision = try MaximumDecision.decide(change, configured: configured) { device in
                try DeviceTable.device(device, ofCustomer: number, in: db)?.suspended == false
            }
            switch decision {
            case .notConfigured(let device): return .notConfigured(device)
            case .surplus(let figure): return .surplus(figure, devices: [])
            case .change(let suspending):
                return try db.perform(dryRun: dryRun) {
                    let suspended = try Self.suspendSurplus(
                        suspending, of: id, ofCustomer: number, by: stamp, in: db)
                    let changed = try Self.set(change, of: customer, by: stamp, in: db)
                    return .changed(
                        MaximumEffect(
                            customer: changed,
                            before: SeatFigure(configured: configured, maximum: customer.maximum),
                            after: SeatFigure(configured: configured - suspended.count, maximum: changed.maximum),
                            suspended: suspended))
                }
            }
        }
        guard case .surplus(let figure, _) = outcome else { return outcome }
        // They may be tens of thousands: nobody else's commit waits until they are read.
        return try await read { db in
            .surplus(
                figure,
                devices: try DeviceTable.configured(ofCustomer: CustomerTable.number(of: id, in: db), in: db))
        }
    }

    /// Returns the devices as they are afterwards. All in the transaction of the new maximum, since they are one decision; a
    /// request names some hundreds at most (`AdminLimits.jsonMembers`).
    private static func suspendSurplus(
        _ ids: [DeviceID], of customer: CustomerID, ofCustomer number: Int64, by stamp: Stamp, in db: Database
    ) throws -> [Device] {
        var suspended: [Device] = []
        for id in ids {
            guard var device = try DeviceTable.device(id, ofCustomer: number, in: db) else { throw StoreError.notFound }
            device.suspended = true
            try DeviceTable.suspend(id, in: db)
            suspended.append(device)
        }
        try LedgerTable.append(
            suspended.map { .seatFreed(LedgerDevice($0), .surplus) }, to: customer, by: stamp, in: db)
        return suspended
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
    ) async throws(StoreError) -> RemovalOutcome {
        let limit = limits.bulkRows
        let rows = try await read { db in
            let number = try CustomerTable.number(of: customer, in: db)
            return try DeviceTable.showing(id, ofCustomer: number, limit: limit, in: db).count
        }
        return try await write(order(ofRows: rows)) { db in
            let number = try CustomerTable.number(of: customer, in: db)
            guard try DashboardTable.exists(id, ofCustomer: number, in: db) else { throw StoreError.notFound }
            var devices = try DeviceTable.showing(id, ofCustomer: number, limit: limit, in: db)
            for index in devices.indices {
                devices[index].dashboard = nil
                try DeviceTable.removeDashboard(of: devices[index].id, in: db)
            }
            let isDone = devices.count < limit
            if isDone { try DashboardTable.delete(id, ofCustomer: number, in: db) }
            return RemovalOutcome(devices: devices.sorted { $0.id < $1.id }, isDone: isDone)
        }
    }
}
