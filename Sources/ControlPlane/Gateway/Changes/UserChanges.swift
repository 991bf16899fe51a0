import AdminAPI
import Store
import WallboardCore

/// What an admin, or the PBX, changes of the users, whose licences decide what their boards show.
///
/// The store does a change of many in parts. Whatever part fails, those before are stored, in memory and on the boards
/// when a function throws.
struct UserChanges {
    let author: Author

    func put(
        _ user: User, if precondition: Precondition<User>, in hub: isolated CustomerHub
    ) async throws(AdminError) -> StoredUser {
        try await hub.changing { () throws(AdminError) in
            let before = hub.registrations.users[user.id]
            guard precondition(before) else { throw .changedMeanwhile }
            try hub.registrations.checkRoom(for: [user])
            let reclassified = try await store([user], in: hub)
            return StoredUser(
                user: hub.registrations.users[user.id] ?? user, existed: before != nil, reclassified: reclassified)
        }
    }

    func importAll(
        _ imported: [User], dryRun: Bool, in hub: isolated CustomerHub
    ) async throws(AdminError) -> UserImport {
        try await hub.changing { () throws(AdminError) in
            try hub.registrations.checkRoom(for: imported)
            let users = try await asThePBXSays(imported.sorted { $0.id < $1.id }, in: hub)
            let plan = UserImport(of: users, into: hub.registrations, hub.boards, at: hub.context.clock())
            if !dryRun { _ = try await store(users, in: hub) }
            return plan
        }
    }

    func delete(
        _ user: UserID, if precondition: Precondition<User>, in hub: isolated CustomerHub
    ) async throws(AdminError) {
        try await hub.changing { () throws(AdminError) in
            guard precondition(try hub.registrations.user(user)) else { throw .changedMeanwhile }
            let (id, stamp) = (hub.id, hub.context.stamp(author))
            let removal = GradualRemoval(missing: .user, from: hub.registrations.devices.assigned(to: user).count)
            try await removal.run(in: hub) { store throws(StoreError) in
                try await store.deleteUser(user, of: id, by: stamp)
            } after: {
                hub.applyRemoval(of: user)
            }
        }
    }

    // MARK: The PBX

    func setPBXAgents(
        _ extensions: Set<String>, in hub: isolated CustomerHub
    ) async throws(AdminError) -> PBXReport {
        try await hub.changing { () throws(AdminError) in
            let (id, stamp) = (hub.id, hub.context.stamp(author))
            try await hub.context.calling(missing: .customer) { store throws(StoreError) in
                try await store.setPBXAgents(extensions, of: id, by: stamp)
            }
            let changed = hub.registrations.customer.agentAddOn == .synced ? try await followPBX(in: hub) : []
            return PBXReport(extensions: extensions.sorted(), at: stamp.at, changed: changed)
        }
    }

    /// Sets the agent add-ons to what the PBX reported last, part by part. Returns whose it has changed, by id.
    func followPBX(in hub: isolated CustomerHub) async throws(AdminError) -> [UserID] {
        let id = hub.id
        var changed: [UserID] = []
        var next: UserID?
        repeat {
            do throws(AdminError) {
                let user = next
                let part = try await hub.context.calling(missing: .customer) { store throws(StoreError) in
                    try await store.followPBX(of: id, after: user)
                }
                hub.apply(part.users)
                changed += part.users.map(\.id)
                next = part.next
            } catch {
                throw error.after(changed.count, of: hub.registrations.users.count, "users")
            }
        } while next != nil
        return changed
    }

    /// The users as they will be stored: where the add-ons follow the PBX, with what it reported last.
    private func asThePBXSays(_ users: [User], in hub: isolated CustomerHub) async throws(AdminError) -> [User] {
        guard hub.registrations.customer.agentAddOn == .synced else { return users }
        let id = hub.id
        let stored = try await hub.context.calling(missing: .customer) { store throws(StoreError) in
            try await store.pbxAgents(of: id)
        }
        guard let agents = stored?.extensions else { return users }
        return users.map { user in
            var user = user
            user.agentAddOn = !user.extension.isEmpty && agents.contains(user.extension)
            return user
        }
    }

    /// Stores users part by part. Returns how many seats are counted under another class now.
    private func store(_ new: [User], in hub: isolated CustomerHub) async throws(AdminError) -> Int {
        let (id, stamp) = (hub.id, hub.context.stamp(author))
        var rest = new[...]
        var changed: Set<DeviceID> = []
        var reclassified = 0
        do throws(AdminError) {
            while !rest.isEmpty {
                let part = Array(rest)
                let outcome = try await hub.context.calling(missing: .customer) { store throws(StoreError) in
                    try await store.putUsers(part, of: id, by: stamp)
                }
                changed.formUnion(hub.apply(outcome))
                rest = rest.dropFirst(outcome.users.count)
                reclassified += outcome.devices.count { !$0.suspended }
            }
        } catch {
            await hub.enforce(changed)
            let isNothingDone = rest.count == new.count && changed.isEmpty
            throw isNothingDone ? error : error.after(new.count - rest.count, of: new.count, "users")
        }
        await hub.enforce(changed)
        return reclassified
    }
}

/// Removes what devices hold on to, part by part: these have it no longer, whatever becomes of the others.
struct GradualRemoval {
    let missing: AdminError.Resource
    /// How many devices hold on to it.
    let devices: Int

    init(missing: AdminError.Resource, from devices: Int) {
        self.missing = missing
        self.devices = devices
    }

    /// `finish` follows in memory after the last part.
    func run(
        in hub: isolated CustomerHub, _ remove: @Sendable (any Store) async throws(StoreError) -> RemovalOutcome,
        after finish: () -> Void
    ) async throws(AdminError) {
        var changed: Set<DeviceID> = []
        do throws(AdminError) {
            while true {
                let outcome = try await hub.context.calling(missing: missing, remove)
                hub.apply(outcome.devices)
                changed.formUnion(outcome.devices.map(\.id))
                if outcome.isDone { break }
            }
        } catch {
            await hub.enforce(changed)
            throw changed.isEmpty ? error : error.after(changed.count, of: devices, "screens")
        }
        finish()
        await hub.enforce(changed)
    }
}

extension AdminError {
    /// The error of a part, where `done` of `total` came before it and stay.
    fileprivate func after(_ done: Int, of total: Int, _ things: String) -> AdminError {
        guard case .unavailable(let reason, let seconds) = self else { return self }
        return .unfinished(done: done, of: total, things, reason: reason, retryAfterSeconds: seconds)
    }
}
