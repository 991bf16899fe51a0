import GRDB
import Store
import WallboardCore

extension SQLiteStore {
    /// As `Store` has it.
    package func users(of customer: CustomerID) async throws(StoreError) -> [User] {
        try await read { db in try UserTable.all(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func putUsers(
        _ users: [User], of id: CustomerID, dryRun: Bool, by stamp: Stamp
    ) async throws(StoreError) -> UsersOutcome {
        // All or none, so in one part: a list of ten thousand costs two statements per user, and none where nothing
        // changes.
        try await write(users.count > 1 ? .bulk(rows: users.count) : .prompt) { db in
            let number = try CustomerTable.number(of: id, in: db)
            let isSynced = try CustomerTable.customer(id, in: db).agentAddOn == .synced
            let owners = users.count > 1 ? try DeviceTable.owners(ofCustomer: number, in: db) : nil
            let latest = Dictionary(users.map { ($0.id, $0) }) { _, later in later }
            return try db.perform(dryRun: dryRun) {
                var changes: [UsersOutcome.Change] = []
                var devices: [Device] = []
                for var user in latest.values.sorted(by: { $0.id < $1.id }) {
                    if isSynced, let isAgent = try PBXAgentTable.isAgent(user, ofCustomer: number, in: db) {
                        user.agentAddOn = isAgent
                    }
                    let before = try UserTable.user(user.id, ofCustomer: number, in: db)
                    if user != before { try UserTable.put(user, ofCustomer: number, in: db) }
                    changes.append(UsersOutcome.Change(before: before, after: user))
                    guard owners?.contains(user.id) ?? true else { continue }
                    devices += try Self.follow(user, ofCustomer: number, by: stamp, in: db)
                }
                return UsersOutcome(users: changes, devices: devices.sorted { $0.id < $1.id })
            }
        }
    }

    /// As `Store` has it.
    package func deleteUser(
        _ id: UserID, of customer: CustomerID, by stamp: Stamp
    ) async throws(StoreError) -> [Device] {
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
            return devices
        }
    }

    /// As `Store` has it.
    package func setPBXAgents(
        _ extensions: Set<String>, of customer: CustomerID, by stamp: Stamp
    ) async throws(StoreError) -> [User] {
        let rows = limits.bulkRows
        let (number, before) = try await read { db in
            let number = try CustomerTable.number(of: customer, in: db)
            return (number, try PBXAgentTable.extensions(ofCustomer: number, in: db))
        }
        // All but the last part of a long report: after a crash it is a mixture of two, until the PBX reports again.
        for part in Array(extensions.subtracting(before)).parts(of: rows).dropLast() {
            try await write(.bulk(rows: part.count)) { db in
                try PBXAgentTable.add(part, ofCustomer: number, in: db)
            }
        }
        for part in Array(before.subtracting(extensions)).parts(of: rows).dropLast() {
            try await write(.bulk(rows: part.count)) { db in
                try PBXAgentTable.remove(part, ofCustomer: number, in: db)
            }
        }
        return try await write { db in
            let number = try CustomerTable.number(of: customer, in: db)
            try PBXAgentTable.replace(PBXAgents(extensions: extensions, at: stamp.at), ofCustomer: number, in: db)
            return try Self.followPBX(CustomerTable.customer(customer, in: db), in: db)
        }
    }

    /// As `Store` has it.
    package func pbxAgents(of customer: CustomerID) async throws(StoreError) -> PBXAgents? {
        try await read { db in
            try PBXAgentTable.agents(ofCustomer: CustomerTable.number(of: customer, in: db), in: db)
        }
    }

    /// Where the customer's agent add-ons are `synced`, sets those that differ from what the PBX reported last. Returns
    /// these users as they are afterwards, by id.
    static func followPBX(_ customer: Customer, in db: Database) throws -> [User] {
        guard customer.agentAddOn == .synced else { return [] }
        let number = try CustomerTable.number(of: customer.id, in: db)
        var changed: [User] = []
        for var user in try UserTable.all(of: customer.id, in: db) {
            guard let isAgent = try PBXAgentTable.isAgent(user, ofCustomer: number, in: db) else { return [] }
            if user.agentAddOn == isAgent { continue }
            user.agentAddOn = isAgent
            try UserTable.put(user, ofCustomer: number, in: db)
            changed.append(user)
        }
        return changed
    }

    /// Counts the devices of the user under the class of the user's licence, unless that gives none. Returns them as
    /// they are afterwards, by id.
    private static func follow(
        _ user: User, ofCustomer number: Int64, by stamp: Stamp, in db: Database
    ) throws -> [Device] {
        let devices = try DeviceTable.assigned(to: user.id, ofCustomer: number, in: db)
        guard let licence = user.supervisor.boardLicence else { return devices }
        return try devices.map { before in
            var device = before
            device.boardLicence = licence
            if device != before { try change(before, to: device, by: stamp, in: db) }
            return device
        }
    }

    /// Stores a changed device, and writes its entries of the ledger.
    static func change(_ before: Device, to device: Device, by stamp: Stamp, in db: Database) throws {
        try DeviceTable.update(device, in: db)
        for change in LedgerChange.changes(from: before, to: device) {
            try LedgerTable.append(change, to: device.customer, by: stamp, in: db)
        }
    }
}
