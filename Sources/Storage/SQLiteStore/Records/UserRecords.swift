import GRDB
import Store
import Values
import WallboardCore

/// Users, and the devices that are assigned to them.
struct UserRecords {
    let database: OpenDatabase

    func put(
        _ users: [User], of id: CustomerID, by stamp: Stamp
    ) async throws(StoreError) -> UsersOutcome {
        let part = Array(users.prefix(database.limits.bulkRows))
        let seats = database.limits.sealedSeats
        let rows = try await rows(of: part, of: id)
        return try await database.write(database.order(ofRows: rows)) { db in
            let number = try CustomerTable.number(of: id, in: db)
            let isSynced = try CustomerTable.customer(id, in: db).agentAddOn == .synced
            var changes: [UsersOutcome.Change] = []
            var devices: [Device] = []
            for var user in part {
                devices += try Self.follow(
                    user, ofCustomer: number, limit: seats - devices.count, by: stamp, in: db)
                // It may have more: the next part goes on with this user.
                if devices.count == seats { break }
                if isSynced, let isAgent = try PBXAgentTable.isAgent(user, ofCustomer: number, in: db) {
                    user.agentAddOn = isAgent
                }
                let before = try UserTable.user(user.id, ofCustomer: number, in: db)
                if user != before { try UserTable.put(user, ofCustomer: number, in: db) }
                changes.append(UsersOutcome.Change(before: before, after: user))
            }
            return UsersOutcome(users: changes, devices: devices.sorted { $0.id < $1.id })
        }
    }

    /// How many rows a part changes: a seat, with its entry of the ledger, takes as long as several.
    private func rows(of users: [User], of id: CustomerID) async throws(StoreError) -> Int {
        let limit = database.limits.sealedSeats
        let seats = try await database.read { db in
            let number = try CustomerTable.number(of: id, in: db)
            var seats = 0
            for user in users where seats < limit {
                seats += try DeviceTable.assigned(
                    to: user.id, ofCustomer: number, notCountedUnder: user.supervisor, limit: limit - seats, in: db
                ).count
            }
            return seats
        }
        return users.count + seats * database.limits.rowsPerSeat
    }

    func delete(
        _ id: UserID, of customer: CustomerID, by stamp: Stamp
    ) async throws(StoreError) -> RemovalOutcome {
        let limit = database.limits.bulkRows
        let rows = try await database.read { db in
            let number = try CustomerTable.number(of: customer, in: db)
            return try DeviceTable.assigned(to: id, ofCustomer: number, limit: limit, in: db).count
        }
        return try await database.write(database.order(ofRows: rows)) { db in
            let number = try CustomerTable.number(of: customer, in: db)
            guard try UserTable.supervisorLicence(of: id, ofCustomer: number, in: db) != nil else {
                throw StoreError.notFound
            }
            var devices = try DeviceTable.assigned(to: id, ofCustomer: number, limit: limit, in: db)
            for index in devices.indices {
                devices[index].user = nil
                try DeviceTable.removeUser(of: devices[index].id, in: db)
            }
            let isDone = devices.count < limit
            if isDone { try UserTable.delete(id, ofCustomer: number, in: db) }
            return RemovalOutcome(devices: devices.sorted { $0.id < $1.id }, isDone: isDone)
        }
    }

    /// Counts devices of the user under the class of the user's licence, unless that gives none: at most `limit` of
    /// them. Returns them as they are afterwards.
    private static func follow(
        _ user: User, ofCustomer number: Int64, limit: Int, by stamp: Stamp, in db: Database
    ) throws -> [Device] {
        let before = try DeviceTable.assigned(
            to: user.id, ofCustomer: number, notCountedUnder: user.supervisor, limit: limit, in: db
        ).sorted { $0.id < $1.id }
        guard let customer = before.first?.customer else { return [] }
        let devices = before.map { $0.counted(under: user.supervisor) }
        for device in devices { try DeviceTable.setBoardLicence(of: device, in: db) }
        try LedgerTable.append(
            zip(before, devices).flatMap { LedgerChange.changes(from: $0, to: $1) }, to: customer, by: stamp, in: db)
        return devices
    }
}
