import GRDB
import Store
import Values
import WallboardCore

extension SQLiteStore {
    /// As `Store` has it.
    package func devices(of customer: CustomerID) async throws(StoreError) -> [Device] {
        try await read { db in try DeviceTable.all(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func device(withCredential id: CredentialID) async throws(StoreError) -> Device? {
        try await read { db in try DeviceTable.device(withCredential: id, in: db) }
    }

    /// As `Store` has it.
    package func updateDevice(
        _ id: DeviceID, of customer: CustomerID, _ change: DeviceChange, by stamp: Stamp
    ) async throws(StoreError) -> DeviceOutcome {
        try await write { db in
            let number = try CustomerTable.number(of: customer, in: db)
            guard let before = try DeviceTable.device(id, ofCustomer: number, in: db) else {
                throw StoreError.notFound
            }
            var device = before
            if let name = change.name { device.name = name }
            switch change.user {
            case nil: break
            case .nobody: device.user = nil
            case .user(let user):
                guard let supervisor = try UserTable.supervisorLicence(of: user, ofCustomer: number, in: db) else {
                    throw StoreError.notFound
                }
                guard let licence = supervisor.boardLicence else { return .notEntitled }
                device.user = user
                device.boardLicence = licence
            }
            switch change.dashboard {
            case nil: break
            case .default: device.dashboard = nil
            case .dashboard(let dashboard):
                guard try DashboardTable.exists(dashboard, ofCustomer: number, in: db) else {
                    throw StoreError.notFound
                }
                device.dashboard = dashboard
            }
            if let serial = change.serial, serial != device.serial {
                if try DeviceTable.device(withSerial: serial, ofCustomer: number, in: db) != nil {
                    throw StoreError.alreadyExists
                }
                try WaitingBoardTable.delete(serial, ofCustomer: number, in: db)
                device.serial = serial
            }
            if let credential = change.credential {
                device.credential = credential.id
                device.secretHash = credential.secretHash
            }
            if change.suspended == false {
                let decision = try Self.resume(device, ofCustomer: number, at: stamp.at, in: db)
                if case .seatLimit(let seats) = decision { return .seatLimit(seats) }
            }
            if let suspended = change.suspended { device.suspended = suspended }
            try Self.change(before, to: device, by: stamp, in: db)
            return .changed(device)
        }
    }

    /// As `Store` has it.
    package func deleteDevice(
        _ id: DeviceID, of customer: CustomerID, by stamp: Stamp
    ) async throws(StoreError) -> Device {
        try await write { db in
            let number = try CustomerTable.number(of: customer, in: db)
            guard let device = try DeviceTable.device(id, ofCustomer: number, in: db) else {
                throw StoreError.notFound
            }
            try DeviceTable.delete(id, in: db)
            if !device.suspended {
                try LedgerTable.append(
                    .seatFreed(LedgerDevice(device), .removed), to: customer, by: stamp, in: db)
            }
            return device
        }
    }

    /// Whether the device may have a seat again.
    private static func resume(
        _ device: Device, ofCustomer number: Int64, at now: Instant, in db: Database
    ) throws -> AdmissionDecision {
        let supervisor = try device.user.flatMap {
            try UserTable.supervisorLicence(of: $0, ofCustomer: number, in: db)
        }
        let facts = AdmissionFacts(
            way: .resumption, supervisor: supervisor, device: device,
            seats: try DeviceTable.seats(of: device.customer, in: db))
        return .decide(facts, at: now)
    }
}

extension SQLiteStore {
    /// As `Store` has it.
    package func sightings(of customer: CustomerID) async throws(StoreError) -> [DeviceSighting] {
        try await read { db in
            try db.rows(
                """
                SELECT device, at, address, asleep FROM device_sightings
                JOIN devices ON devices.id = device JOIN customers ON customers.number = devices.customer
                WHERE customers.id = ? ORDER BY device
                """, [customer.text]
            ) { row in
                try DeviceSighting(
                    device: row.name(), at: row.instant(), address: row.text(), isAsleep: row.flag())
            }
        }
    }

    /// As `Store` has it.
    package func noteSightings(_ sightings: [DeviceSighting]) async throws(StoreError) {
        try await write(order(ofRows: sightings.count)) { db in
            for sighting in sightings {
                try db.run(
                    """
                    INSERT OR REPLACE INTO device_sightings (device, at, address, asleep)
                    SELECT id, ?, ?, ? FROM devices WHERE id = ?
                    """,
                    [
                        sighting.at.milliseconds, sighting.address, sighting.isAsleep ? 1 : 0, sighting.device.text,
                    ])
            }
        }
    }
}
