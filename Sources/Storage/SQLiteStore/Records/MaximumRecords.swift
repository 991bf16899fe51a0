import GRDB
import Store
import Values
import WallboardCore

/// Changes of the maximum of seats.
struct MaximumRecords {
    let database: OpenDatabase

    func set(
        _ change: MaximumChange, of id: CustomerID, ifVersion version: Int?, dryRun: Bool, by stamp: Stamp
    ) async throws(StoreError) -> MaximumOutcome {
        let named = if case .suspend(let devices) = change.surplus { devices.count } else { 0 }
        let outcome: MaximumOutcome = try await database.write(
            database.order(ofRows: named * database.limits.rowsPerSeat)
        ) { db in
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
                    let suspended = try Self.suspend(
                        suspending, of: id, ofCustomer: number, by: stamp, in: db)
                    let changed = try Self.write(change, of: customer, by: stamp, in: db)
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
        return try await database.read { db in
            .surplus(
                figure,
                devices: try DeviceTable.configured(ofCustomer: CustomerTable.number(of: id, in: db), in: db))
        }
    }

    /// Returns the devices as they are afterwards. All in the transaction of the new maximum, since they are one
    /// decision; a request names some hundreds at most (`AdminLimits.jsonMembers`).
    private static func suspend(
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
    private static func write(
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
