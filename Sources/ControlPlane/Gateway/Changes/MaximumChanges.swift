import AdminAPI
import Store
import WallboardCore

/// Changes of the maximum, or what they would come to.
struct MaximumChanges {
    let author: Author

    func set(
        _ change: MaximumChange, ifVersion version: Int?, dryRun: Bool, in hub: isolated CustomerHub
    ) async throws(AdminError) -> MaximumResult {
        var done = try await hub.changing { () throws(AdminError) in
            let (id, stamp) = (hub.id, hub.context.stamp(author))
            let outcome = try await hub.context.calling(missing: .customer) { store throws(StoreError) in
                try await store.setMaximum(change, of: id, ifVersion: version, dryRun: dryRun, by: stamp)
            }
            switch outcome {
            case .changed(let effect):
                if !dryRun { await enforce(effect, in: hub) }
                let now = hub.context.clock()
                let wanting =
                    hub.allWaiting().filter(\.isEntitled).map(BoardToLetIn.init)
                    + hub.refusals.waitingForSeat(at: now).map(BoardToLetIn.init)
                return MaximumResult(of: effect, hub.registrations, hub.boards, wanting: wanting, at: now)
            case .surplus(let seats, let devices): throw .surplus(seats, devices: devices)
            case .notConfigured(let device): throw .noSeat(device)
            case .versionMismatch(let current, let lastChange):
                throw .versionMismatch(current: current, lastChange: lastChange)
            }
        }
        // Boards that waited are in by now.
        if !dryRun { done.usage = hub.licences() }
        return done
    }

    private func enforce(_ effect: MaximumEffect, in hub: isolated CustomerHub) async {
        hub.apply(effect.customer)
        for device in effect.suspended {
            hub.apply(device)
            hub.disconnect(device.id, .suspended)
            hub.announce(device.id)
        }
        await hub.settle()
    }
}
