import Store
import WallboardCore

extension SQLiteStore {
    /// As `Store` has it.
    package func users(of customer: CustomerID) async throws(StoreError) -> [User] {
        try await read { db in try UserTable.all(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func putUser(_ user: User, of customer: CustomerID) async throws(StoreError) -> UserChange {
        try await write { db in
            let number = try CustomerTable.number(of: customer, in: db)
            let existed = try UserTable.supervisorLicence(of: user.id, ofCustomer: number, in: db) != nil
            try UserTable.put(user, ofCustomer: number, in: db)
            var devices = try DeviceTable.assigned(to: user.id, ofCustomer: number, in: db)
            if let licence = user.supervisor.boardLicence {
                for index in devices.indices where devices[index].boardLicence != licence {
                    devices[index].boardLicence = licence
                    try DeviceTable.update(devices[index], in: db)
                }
            }
            return UserChange(existed: existed, devices: devices)
        }
    }

    /// As `Store` has it.
    package func deleteUser(_ id: UserID, of customer: CustomerID) async throws(StoreError) -> UserChange {
        try await write { db in
            let number = try CustomerTable.number(of: customer, in: db)
            guard try UserTable.supervisorLicence(of: id, ofCustomer: number, in: db) != nil else {
                throw StoreError.notFound
            }
            var devices = try DeviceTable.assigned(to: id, ofCustomer: number, in: db)
            for index in devices.indices {
                devices[index].user = nil
                try DeviceTable.update(devices[index], in: db)
            }
            try UserTable.delete(id, ofCustomer: number, in: db)
            return UserChange(existed: true, devices: devices)
        }
    }
}
