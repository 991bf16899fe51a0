import Store
import WallboardCore

extension SQLiteStore {
    /// As `Store` has it.
    package func setPBXAgents(
        _ extensions: Set<String>, of customer: CustomerID, by stamp: Stamp
    ) async throws(StoreError) {
        let (number, before) = try await read { db in
            let number = try CustomerTable.number(of: customer, in: db)
            return (number, try PBXAgentTable.extensions(ofCustomer: number, in: db))
        }
        // Only what is different, and with the last of it the moment: after a crash it is a mixture of two reports, under
        // the moment of the earlier one.
        let changes =
            extensions.subtracting(before).map { (extension: $0, isAdded: true) }
            + before.subtracting(extensions).map { (extension: $0, isAdded: false) }
        for part in changes.parts(of: limits.bulkRows).dropLast() {
            try await write(order(ofRows: part.count)) { db in
                for change in part {
                    try PBXAgentTable.set(change.extension, to: change.isAdded, ofCustomer: number, in: db)
                }
            }
        }
        let last = changes.parts(of: limits.bulkRows).last ?? []
        try await write(order(ofRows: last.count)) { db in
            guard try CustomerTable.number(of: customer, in: db) == number else { throw StoreError.notFound }
            for change in last {
                try PBXAgentTable.set(change.extension, to: change.isAdded, ofCustomer: number, in: db)
            }
            try PBXAgentTable.noteReport(at: stamp.at, ofCustomer: number, in: db)
        }
    }

    /// As `Store` has it.
    package func pbxAgents(of customer: CustomerID) async throws(StoreError) -> PBXAgents? {
        try await read { db in
            try PBXAgentTable.agents(ofCustomer: CustomerTable.number(of: customer, in: db), in: db)
        }
    }

    /// As `Store` has it.
    package func followPBX(of customer: CustomerID, after user: UserID?) async throws(StoreError) -> FollowingOutcome {
        let limit = limits.bulkRows
        // Whom a part is about is read first: most users are what the PBX says already, and nobody waits for these.
        let (number, part) = try await read { db in
            let number = try CustomerTable.number(of: customer, in: db)
            return (number, try PBXAgentTable.users(ofCustomer: number, after: user, limit: limit, in: db))
        }
        let changed = part.filter { $0.user.agentAddOn != $0.isAgent }.map { user, isAgent in
            var user = user
            user.agentAddOn = isAgent
            return user
        }
        if !changed.isEmpty {
            try await write(order(ofRows: changed.count)) { db in
                guard try CustomerTable.number(of: customer, in: db) == number else { throw StoreError.notFound }
                for user in changed { try UserTable.setAgentAddOn(of: user, ofCustomer: number, in: db) }
            }
        }
        return FollowingOutcome(users: changed, next: part.count < limit ? nil : part.last?.user.id)
    }
}
