import AdminAPI
import Store
import WallboardCore

/// The users of the customer, whose licences decide what their boards show.
extension CustomerHub {
    func users(_ page: PageSelection) -> [User] { Array(users.values(after: page.after).prefix(page.limit)) }

    func user(_ id: UserID) throws(AdminError) -> User {
        guard let user = users[id] else { throw .notFound(.user) }
        return user
    }

    func put(
        _ user: User, if precondition: Precondition<User>, by author: Author
    ) async throws(AdminError) -> StoredUser {
        try await changing { () throws(AdminError) in
            guard precondition(users[user.id]) else { throw .changedMeanwhile }
            try checkRoom(for: [user])
            let outcome = try await store([user], dryRun: false, by: author)
            let change = outcome.users[0]
            let reclassified = self.reclassified(by: outcome)
            await inForce(outcome)
            return StoredUser(user: change.after, existed: change.before != nil, reclassified: reclassified)
        }
    }

    func importUsers(
        _ imported: [User], dryRun: Bool, by author: Author
    ) async throws(AdminError) -> UserImport {
        try await changing { () throws(AdminError) in
            try checkRoom(for: imported)
            let before = licences()
            let (oldUsers, oldDevices) = (users, devices)
            let outcome = try await store(imported, dryRun: dryRun, by: author)
            var newUsers = oldUsers
            newUsers.put(outcome.users.map(\.after), by: \.id)
            var newDevices = oldDevices
            for device in outcome.devices { newDevices[device.id] = device }
            let reclassified = self.reclassified(by: outcome)
            if !dryRun { await inForce(outcome) }
            let changed = outcome.users.filter { $0.before != $0.after }
            return UserImport(
                changes: changed.map { change in
                    UserImport.Change(
                        before: change.before, after: change.after,
                        screens: screens(changedBy: change, outcome.devices, since: oldDevices))
                },
                unchanged: outcome.users.count - changed.count, reclassified: reclassified, before: before,
                after: figures(of: newUsers.values, devices: newDevices.values, seats: seats))
        }
    }

    func deleteUser(
        _ user: UserID, if precondition: Precondition<User>, by author: Author
    ) async throws(AdminError) {
        try await changing { () throws(AdminError) in
            guard let known = users[user] else { throw .notFound(.user) }
            guard precondition(known) else { throw .changedMeanwhile }
            let changed = try await surroundings.calling(missing: .user) { store throws(StoreError) in
                try await store.deleteUser(user, of: id, by: stamp(author))
            }
            users[user] = nil
            for key in keys.values where key.user == user {
                keys[key.id] = nil
                surroundings.registry.removeCredential(key.id)
            }
            for board in waiting.line where board.choice.user == user { stopWaiting(board, .noLongerWaiting) }
            await inForce(changed)
        }
    }

    // MARK: The PBX

    func setPBXAgents(_ extensions: Set<String>, by author: Author) async throws(AdminError) -> PBXReport {
        try await changing { () throws(AdminError) in
            let stamp = stamp(author)
            let changed = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
                try await store.setPBXAgents(extensions, of: id, by: stamp)
            }
            for user in changed { users[user.id] = user }
            return PBXReport(extensions: extensions.sorted(), at: stamp.at, changed: changed.map(\.id))
        }
    }

    func pbxAgents() async throws(AdminError) -> PBXReport {
        let stored = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
            try await store.pbxAgents(of: id)
        }
        return PBXReport(extensions: stored?.extensions.sorted() ?? [], at: stored?.at, changed: [])
    }

    // MARK: From the store to the boards

    private func checkRoom(for added: [User]) throws(AdminError) {
        let new = Set(added.lazy.map(\.id).filter { self.users[$0] == nil })
        guard new.isEmpty || users.count + new.count <= CustomerLimits.users else {
            throw .limitReached(.user, CustomerLimits.users)
        }
    }

    /// How many entries of the ledger an outcome that is not yet in force has written: seats of another class.
    private func reclassified(by outcome: UsersOutcome) -> Int {
        outcome.devices.count { !$0.suspended && devices[$0.id]?.boardLicence != $0.boardLicence }
    }

    private func store(_ users: [User], dryRun: Bool, by author: Author) async throws(AdminError) -> UsersOutcome {
        try await surroundings.calling(missing: .customer) { store throws(StoreError) in
            try await store.putUsers(users, of: id, dryRun: dryRun, by: stamp(author))
        }
    }

    private func inForce(_ outcome: UsersOutcome) async {
        users.put(outcome.users.map(\.after), by: \.id)
        await inForce(outcome.devices)
    }

    /// Takes devices as they are stored now, and returns when no loop holds anything that their boards may not see.
    private func inForce(_ changed: [Device]) async {
        for device in changed { devices[device.id] = device }
        refreshEntitlements(of: changed)
        for device in changed { announce(device.id) }
        await settle()
    }

    /// The screens that show something else after a change of their user.
    private func screens(
        changedBy change: UsersOutcome.Change, _ devices: [Device], since earlier: DeviceBook
    ) -> [ScreenChange] {
        devices.compactMap { device in
            guard device.user == change.after.id, !device.suspended, let old = earlier[device.id],
                Entitlement(device: old, user: change.before).view
                    != Entitlement(device: device, user: change.after).view
            else { return nil }
            return screen(of: device, assignedTo: change.after)
        }
    }
}
