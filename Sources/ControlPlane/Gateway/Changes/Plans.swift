import AdminAPI
import Store
import Values
import WallboardCore

// What a change does to licences and screens, computed from the state before it. Nothing here changes anything.

extension UserImport {
    /// What it comes to that these users are as given, which are by id.
    init(of imported: [User], into registrations: Registrations, _ boards: ConnectedBoards, at now: Instant) {
        let after = Dictionary(uniqueKeysWithValues: imported.map { ($0.id, $0) })
        let users = registrations.users
        let changed = imported.filter { users[$0.id] != $0 }
        let newUsers = users.values.map { after[$0.id] ?? $0 } + imported.filter { users[$0.id] == nil }
        var reclassified = 0
        let newDevices = registrations.devices.values.map { device in
            guard let user = device.user.flatMap({ after[$0] }) else { return device }
            let counted = device.counted(under: user.supervisor)
            if counted != device, !device.suspended { reclassified += 1 }
            return counted
        }
        self.init(
            changes: changed.map { user in
                Change(before: users[user.id], after: user, screens: Self.screens(changedBy: user, registrations))
            },
            unchanged: imported.count - changed.count, reclassified: reclassified,
            before: LicenceUsage(registrations, boards, at: now),
            after: LicenceUsage(
                registrations, boards, at: now, users: newUsers, devices: newDevices, seats: registrations.seats))
    }

    /// The screens that show something else when their user is as given.
    private static func screens(changedBy user: User, _ registrations: Registrations) -> [ScreenChange] {
        registrations.devices.assigned(to: user.id).compactMap { device in
            let new = device.counted(under: user.supervisor)
            let before = Entitlement(device: device, user: registrations.users[user.id]).view
            guard !device.suspended, before != Entitlement(device: new, user: user).view else { return nil }
            return ScreenChange(of: new, assignedTo: user)
        }
    }
}

extension MaximumResult {
    /// What a change of the maximum has done or would do. `wanting` are the boards that want a seat, in order.
    init(
        of effect: MaximumEffect, _ registrations: Registrations, _ boards: ConnectedBoards,
        wanting: [BoardToLetIn], at now: Instant
    ) {
        var after = registrations
        after.put(effect.customer)
        after.put(effect.suspended)
        self.init(
            usage: LicenceUsage(
                after, boards, at: now, users: after.users.values, devices: after.devices.values, seats: effect.after),
            before: effect.before,
            suspended: effect.suspended.map { device in
                ScreenChange(of: device, assignedTo: device.user.flatMap { registrations.users[$0] })
            },
            letsIn: Array(wanting.prefix(effect.after.free ?? wanting.count)))
    }
}

extension ScreenChange {
    /// What the screen of a device shows when it and its user are as given.
    init(of device: Device, assignedTo user: User?) {
        let view = Entitlement(device: device, user: user).view
        self.init(device: device, view: view, screen: ScreenText.sentence(for: device, showing: view))
    }
}

/// What screens show, in sentences for admins.
enum ScreenText {
    static func sentence(for device: Device, showing view: BoardView) -> String {
        if device.suspended { return "Goes dark: \(Refusal.suspended.detail)" }
        return switch view {
        case .none: "Goes dark and says that nothing is licensed."
        case .insights: "Shows Insights: totals of completed calls."
        case .analytics: "Shows Analytics: completed calls by queue and half hour, nothing live."
        case .liveAnalytics: "Shows Live Analytics: active calls as they happen."
        case .contactCentre: "Shows Contact Centre: active calls and the state of each agent."
        }
    }
}
