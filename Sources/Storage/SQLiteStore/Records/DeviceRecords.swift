import GRDB
import Store
import Values
import WallboardCore

/// Changes of devices, each with its entries of the ledger.
struct DeviceRecords {
    let database: OpenDatabase

    func update(
        _ id: DeviceID, of customer: CustomerID, _ change: DeviceChange, by stamp: Stamp
    ) async throws(StoreError) -> DeviceOutcome {
        try await database.write { db in
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

    func delete(
        _ id: DeviceID, of customer: CustomerID, by stamp: Stamp
    ) async throws(StoreError) -> Device {
        try await database.write { db in
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

    /// Stores a changed device, and writes its entries of the ledger.
    static func change(_ before: Device, to device: Device, by stamp: Stamp, in db: Database) throws {
        try DeviceTable.update(device, in: db)
        try LedgerTable.append(
            LedgerChange.changes(from: before, to: device), to: device.customer, by: stamp, in: db)
    }
}
