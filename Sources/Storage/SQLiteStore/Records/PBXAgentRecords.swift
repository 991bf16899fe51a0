import GRDB
import Store
import WallboardCore

/// What the PBX says about its agents, and the add-ons that follow it.
struct PBXAgentRecords {
    let database: OpenDatabase

    func set(
        _ extensions: Set<String>, of customer: CustomerID, by stamp: Stamp
    ) async throws(StoreError) {
        let (number, before) = try await database.read { db in
            let number = try CustomerTable.number(of: customer, in: db)
            return (number, try PBXAgentTable.extensions(ofCustomer: number, in: db))
        }
        // Only what is different, and with the last of it the moment: after a crash it is a mixture of two reports,
        // under the moment of the earlier one.
        let changes =
            extensions.subtracting(before).map { (extension: $0, isAdded: true) }
            + before.subtracting(extensions).map { (extension: $0, isAdded: false) }
        for part in changes.parts(of: database.limits.bulkRows).dropLast() {
            try await database.write(database.order(ofRows: part.count)) { db in
                for change in part {
                    try PBXAgentTable.set(change.extension, to: change.isAdded, ofCustomer: number, in: db)
                }
            }
        }
        let last = changes.parts(of: database.limits.bulkRows).last ?? []
        try await database.write(database.order(ofRows: last.count)) { db in
            guard try CustomerTable.number(of: customer, in: db) == number else { throw StoreError.notFound }
            for change in last {
                try PBXAgentTable.set(change.extension, to: change.isAdded, ofCustomer: number, in: db)
            }
            try PBXAgentTable.noteReport(at: stamp.at, ofCustomer: number, in: db)
        }
    }

    func follow(of customer: CustomerID, after user: UserID?) async throws(StoreError) -> FollowingOutcome {
        let limit = database.limits.bulkRows
        // Whom a part is about is read first: most users are what the PBX says already, and nobody waits for these.
        let (number, part) = try await database.read { db in
            let number = try CustomerTable.number(of: customer, in: db)
            return (number, try PBXAgentTable.users(ofCustomer: number, after: user, limit: limit, in: db))
        }
        let changed = part.filter { $0.user.agentAddOn != $0.isAgent }.map { user, isAgent in
            var user = user
            user.agentAddOn = isAgent
            return user
        }
        if !changed.isEmpty {
            try await database.write(database.order(ofRows: changed.count)) { db in
                guard try CustomerTable.number(of: customer, in: db) == number else { throw StoreError.notFound }
                for user in changed { try UserTable.setAgentAddOn(of: user, ofCustomer: number, in: db) }
            }
        }
        return FollowingOutcome(users: changed, next: part.count < limit ? nil : part.last?.user.id)
    }
}
