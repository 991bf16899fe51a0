import Store
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
        _ id: DeviceID, of customer: CustomerID, _ change: DeviceChange
    ) async throws(StoreError) -> DeviceOutcome {
        try await write { db in
            let number = try CustomerTable.number(of: customer, in: db)
            guard var device = try DeviceTable.device(id, ofCustomer: number, in: db) else {
                throw StoreError.notFound
            }
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
            if device.suspended && change.suspended == false {
                let seats = SeatFigure(
                    configured: try DeviceTable.configuredCount(ofCustomer: number, in: db),
                    maximum: try CustomerTable.customer(customer, in: db).maximum)
                guard seats.hasRoom else { return .seatLimit(seats) }
            }
            if let suspended = change.suspended { device.suspended = suspended }
            try DeviceTable.update(device, in: db)
            return .changed(device)
        }
    }

    /// As `Store` has it.
    package func deleteDevice(_ id: DeviceID, of customer: CustomerID) async throws(StoreError) -> Device {
        try await write { db in
            let number = try CustomerTable.number(of: customer, in: db)
            guard let device = try DeviceTable.device(id, ofCustomer: number, in: db) else {
                throw StoreError.notFound
            }
            try DeviceTable.delete(id, in: db)
            return device
        }
    }
}
