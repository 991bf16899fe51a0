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
            let before = users[user.id]
            guard precondition(before) else { throw .changedMeanwhile }
            try checkRoom(for: [user])
            let reclassified = try await store([user], by: author)
            return StoredUser(
                user: users[user.id] ?? user, existed: before != nil, reclassified: reclassified)
        }
    }

    func importUsers(
        _ imported: [User], dryRun: Bool, by author: Author
    ) async throws(AdminError) -> UserImport {
        try await changing { () throws(AdminError) in
            try checkRoom(for: imported)
            let users = try await asThePBXSays(imported.sorted { $0.id < $1.id })
            let plan = plan(users)
            if !dryRun { _ = try await store(users, by: author) }
            return plan
        }
    }

    func deleteUser(
        _ user: UserID, if precondition: Precondition<User>, by author: Author
    ) async throws(AdminError) {
        try await changing { () throws(AdminError) in
            guard let known = users[user] else { throw .notFound(.user) }
            guard precondition(known) else { throw .changedMeanwhile }
            let assigned = devices.assigned(to: user).count
            let stamp = stamp(author)
            try await removing(from: assigned, missing: .user) { store throws(StoreError) in
                try await store.deleteUser(user, of: id, by: stamp)
            } after: {
                users[user] = nil
                for key in keys.values where key.user == user {
                    keys[key.id] = nil
                    surroundings.registry.removeCredential(key.id)
                }
                for board in waiting.line where board.choice.user == user { stopWaiting(board, .noLongerWaiting) }
            }
        }
    }

    // MARK: The PBX

    func setPBXAgents(_ extensions: Set<String>, by author: Author) async throws(AdminError) -> PBXReport {
        try await changing { () throws(AdminError) in
            let stamp = stamp(author)
            try await surroundings.calling(missing: .customer) { store throws(StoreError) in
                try await store.setPBXAgents(extensions, of: id, by: stamp)
            }
            let changed = customer.agentAddOn == .synced ? try await followPBX() : []
            return PBXReport(extensions: extensions.sorted(), at: stamp.at, changed: changed)
        }
    }

    /// Sets the agent add-ons to what the PBX reported last, part by part. Returns whose it has changed, by id.
    func followPBX() async throws(AdminError) -> [UserID] {
        var changed: [UserID] = []
        var next: UserID?
        repeat {
            do throws(AdminError) {
                let user = next
                let part = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
                    try await store.followPBX(of: id, after: user)
                }
                users.put(part.users, by: \.id)
                changed += part.users.map(\.id)
                next = part.next
            } catch {
                throw error.after(changed.count, of: users.count, "users")
            }
        } while next != nil
        return changed
    }

    func pbxAgents() async throws(AdminError) -> PBXReport {
        let stored = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
            try await store.pbxAgents(of: id)
        }
        return PBXReport(extensions: stored?.extensions.sorted() ?? [], at: stored?.at, changed: [])
    }

    /// The users as they will be stored: where the add-ons follow the PBX, with what it reported last.
    private func asThePBXSays(_ users: [User]) async throws(AdminError) -> [User] {
        guard customer.agentAddOn == .synced else { return users }
        let stored = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
            try await store.pbxAgents(of: id)
        }
        guard let agents = stored?.extensions else { return users }
        return users.map { user in
            var user = user
            user.agentAddOn = !user.extension.isEmpty && agents.contains(user.extension)
            return user
        }
    }

    // MARK: From the store to the boards

    private func checkRoom(for added: [User]) throws(AdminError) {
        let new = Set(added.lazy.map(\.id).filter { self.users[$0] == nil })
        guard new.isEmpty || users.count + new.count <= CustomerLimits.users else {
            throw .limitReached(.user, CustomerLimits.users)
        }
    }

    /// Stores users part by part. Whatever part fails, those before are stored, in memory and on the boards when this throws.
    /// Returns how many seats are counted under another class now.
    private func store(_ new: [User], by author: Author) async throws(AdminError) -> Int {
        let stamp = stamp(author)
        var rest = new[...]
        var changed: Set<DeviceID> = []
        var reclassified = 0
        do throws(AdminError) {
            while !rest.isEmpty {
                let part = Array(rest)
                let outcome = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
                    try await store.putUsers(part, of: id, by: stamp)
                }
                for device in outcome.devices { devices[device.id] = device }
                users.put(outcome.users.map(\.after), by: \.id)
                rest = rest.dropFirst(outcome.users.count)
                reclassified += outcome.devices.count { !$0.suspended }
                changed.formUnion(outcome.devices.map(\.id))
                for change in outcome.users where change.before != change.after {
                    changed.formUnion(devices.assigned(to: change.after.id).map(\.id))
                }
            }
        } catch {
            await inForce(changed)
            let isNothingDone = rest.count == new.count && changed.isEmpty
            throw isNothingDone ? error : error.after(new.count - rest.count, of: new.count, "users")
        }
        await inForce(changed)
        return reclassified
    }

    /// Removes what `assigned` devices hold on to, part by part: these have it no longer, whatever becomes of the others.
    /// `finish` follows in memory after the last part.
    func removing(
        from assigned: Int, missing: AdminError.Resource,
        _ remove: @Sendable (any Store) async throws(StoreError) -> RemovalOutcome, after finish: () -> Void
    ) async throws(AdminError) {
        var changed: Set<DeviceID> = []
        do throws(AdminError) {
            while true {
                let outcome = try await surroundings.calling(missing: missing, remove)
                for device in outcome.devices { devices[device.id] = device }
                changed.formUnion(outcome.devices.map(\.id))
                if outcome.isDone { break }
            }
        } catch {
            await inForce(changed)
            throw changed.isEmpty ? error : error.after(changed.count, of: assigned, "screens")
        }
        finish()
        await inForce(changed)
    }

    /// Brings what is stored of devices to their boards, and returns when no loop holds anything that they may not see.
    func inForce(_ changed: Set<DeviceID>) async {
        let changed = changed.sorted().compactMap { devices[$0] }
        refreshEntitlements(of: changed)
        for device in changed { announce(device.id) }
        await settle()
    }
}

extension AdminError {
    /// The error of a part, where `done` of `total` came before it and stay.
    fileprivate func after(_ done: Int, of total: Int, _ things: String) -> AdminError {
        guard case .unavailable(let reason, let seconds) = self else { return self }
        return .unfinished(done: done, of: total, things, reason: reason, retryAfterSeconds: seconds)
    }
}
