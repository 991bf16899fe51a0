import AdminAPI
import Store
import WallboardCore

/// What the customer is licensed for, and how much of it is in use.
extension CustomerHub {
    func licences() -> LicenceUsage {
        figures(of: users.values, devices: devices.values, seats: seats)
    }

    /// The licence figures of users and devices as they are or would be.
    func figures(
        of users: some Collection<User>, devices: some Collection<Device>, seats: SeatFigure
    ) -> LicenceUsage {
        var usage = LicenceUsage(asOf: surroundings.clock(), maximumVersion: customer.maximumVersion, seats: seats)
        for user in users { usage.count(user) }
        for device in devices { usage.count(device) }
        usage.connectedBoards = boards.count
        usage.asleepBoards = boards.values.count(where: \.status.asleep) + sleepers.count
        usage.offlineBoards = max(0, seats.configured - boards.count - sleepers.count)
        return usage
    }

    func setMaximum(
        _ change: MaximumChange, ifVersion version: Int?, dryRun: Bool, by author: Author
    ) async throws(AdminError) -> MaximumResult {
        var done = try await changing { () throws(AdminError) in
            let outcome = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
                try await store.setMaximum(
                    change, of: id, ifVersion: version, dryRun: dryRun, by: stamp(author))
            }
            switch outcome {
            case .changed(let effect):
                if !dryRun { await inForce(effect) }
                return result(of: effect)
            case .surplus(let seats, let devices): throw .surplus(seats, devices: devices)
            case .notConfigured(let device): throw .noSeat(device)
            case .versionMismatch(let current, let lastChange):
                throw .versionMismatch(current: current, lastChange: lastChange)
            }
        }
        // Boards that waited are in by now.
        if !dryRun { done.usage = licences() }
        return done
    }

    private func inForce(_ effect: MaximumEffect) async {
        customer = effect.customer
        for device in effect.suspended {
            devices[device.id] = device
            putOut(device.id, .suspended)
            announce(device.id)
        }
        await settle()
    }

    private func result(of effect: MaximumEffect) -> MaximumResult {
        var after = devices
        for device in effect.suspended { after[device.id] = device }
        var usage = figures(of: users.values, devices: after.values, seats: effect.after)
        usage.maximumVersion = effect.customer.maximumVersion
        let refused = refusals.waitingForSeat(at: surroundings.clock())
        let next = allWaiting().filter(\.isEntitled).map(BoardToLetIn.init) + refused.map(BoardToLetIn.init)
        return MaximumResult(
            usage: usage, before: effect.before,
            suspended: effect.suspended.map { screen(of: $0, assignedTo: $0.user.flatMap { users[$0] }) },
            letsIn: Array(next.prefix(effect.after.free ?? next.count)))
    }

    /// What the screen of a device shows when it and its user are as given.
    func screen(of device: Device, assignedTo user: User?) -> ScreenChange {
        let view = Entitlement(device: device, user: user).view
        return ScreenChange(device: device, view: view, screen: ScreenText.sentence(for: device, showing: view))
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
