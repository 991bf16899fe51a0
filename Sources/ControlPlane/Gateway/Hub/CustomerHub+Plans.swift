import AdminAPI
import WallboardCore

/// What an import of users does, before it is done.
extension CustomerHub {
    /// What it comes to that these users are as given, which are by id.
    func plan(_ imported: [User]) -> UserImport {
        let after = Dictionary(uniqueKeysWithValues: imported.map { ($0.id, $0) })
        let changed = imported.filter { users[$0.id] != $0 }
        let newUsers = users.values.map { after[$0.id] ?? $0 } + imported.filter { users[$0.id] == nil }
        var reclassified = 0
        let newDevices = devices.values.map { device in
            guard let user = device.user.flatMap({ after[$0] }) else { return device }
            let counted = device.counted(under: user.supervisor)
            if counted != device, !device.suspended { reclassified += 1 }
            return counted
        }
        return UserImport(
            changes: changed.map { user in
                UserImport.Change(before: users[user.id], after: user, screens: screens(changedBy: user))
            },
            unchanged: imported.count - changed.count, reclassified: reclassified, before: licences(),
            after: figures(of: newUsers, devices: newDevices, seats: seats))
    }

    /// The screens that show something else when their user is as given.
    private func screens(changedBy user: User) -> [ScreenChange] {
        devices.assigned(to: user.id).compactMap { device in
            let new = device.counted(under: user.supervisor)
            guard !device.suspended,
                Entitlement(device: device, user: users[user.id]).view != Entitlement(device: new, user: user).view
            else { return nil }
            return screen(of: new, assignedTo: user)
        }
    }
}
