import AdminAPI
import Logging
import Store
import WallboardCore

/// What an admin does to a customer as a whole. Like every change it is durable, then in memory, then on the boards,
/// then acknowledged.
struct CustomerChanges {
    let author: Author

    func update(
        _ change: CustomerChange, if precondition: Precondition<Customer>, in hub: isolated CustomerHub
    ) async throws(AdminError) -> CustomerSummary {
        let (summary, figuresDiffer) = try await hub.changing { () throws(AdminError) -> (CustomerSummary, Bool) in
            let earlier = hub.registrations.customer
            guard precondition(earlier) else { throw .changedMeanwhile }
            let record = try earlier.applying(change)
            // Before the setting: where it fails on the way the setting is as it was, and the change is made again.
            if record.agentAddOn == .synced, earlier.agentAddOn != .synced {
                _ = try await UserChanges(author: author).followPBX(in: hub)
            }
            let stamp = hub.context.stamp(author)
            let stored = try await hub.context.calling(missing: .customer) { store throws(StoreError) in
                try await store.updateCustomer(record, by: stamp)
            }
            hub.apply(stored)
            let figuresDiffer = await enforce(insteadOf: earlier, in: hub)
            return (hub.summary, figuresDiffer)
        }
        // Outside: a body of events that is being stored must not hold up other changes with this one.
        if figuresDiffer { await rebuildNowOrLater(in: hub) }
        return summary
    }

    /// Brings boards in line with the settings, which were `earlier` before. Returns whether the figures have to be
    /// rebuilt; until then they count as out of date.
    private func enforce(insteadOf earlier: Customer, in hub: isolated CustomerHub) async -> Bool {
        let customer = hub.registrations.customer
        let isShownDifferently = customer.name != earlier.name || customer.timeZone != earlier.timeZone
        let isHidingNumbers = earlier.callerNumbers == .shown && customer.callerNumbers == .masked
        if isHidingNumbers { hub.publisher.hideNumbers() }
        if isShownDifferently || isHidingNumbers {
            hub.refreshEntitlements(of: Array(hub.registrations.devices.devices()), revokesAll: isHidingNumbers)
            await hub.settle()
        }
        let figuresDiffer = hub.desk.follow(customer, after: earlier)
        hub.show([.completed, .live])
        return figuresDiffer
    }

    /// The change of settings is stored and in force: failing to read the figures now is no reason to refuse it.
    private func rebuildNowOrLater(in hub: isolated CustomerHub) async {
        do throws(AdminError) {
            try await hub.changingEvents { () throws(AdminError) in try await FigureRebuild.run(in: hub) }
        } catch {
            hub.logger.error("the figures follow the new settings later", metadata: ["reason": "\(error)"])
        }
    }

    /// Removes the customer and closes its boards with 4505.
    func close(in hub: isolated CustomerHub) async throws(AdminError) {
        try await hub.changing { () throws(AdminError) in
            let (id, stamp) = (hub.id, hub.context.stamp(author))
            try await hub.context.calling(missing: .customer) { store throws(StoreError) in
                try await store.deleteCustomer(id, by: stamp)
            }
            hub.applyRemoval()
            await hub.settle()
        }
    }
}

extension Customer {
    /// Throws `.invalid(field: "timeZone", …)` and `.conflictingGoals`.
    fileprivate func applying(_ change: CustomerChange) throws(AdminError) -> Customer {
        var changed = self
        if let name = change.name { changed.name = name }
        if let timeZone = change.timeZone { changed.timeZone = try TimeZoneName(checking: timeZone).text }
        if let minute = change.resetMinuteOfDay { changed.resetMinuteOfDay = minute }
        if let seconds = change.serviceLevelSeconds { changed.serviceLevelSeconds = seconds }
        if let seconds = change.shortAbandonSeconds { changed.shortAbandonSeconds = seconds }
        if let variant = change.serviceLevelVariant { changed.serviceLevelVariant = variant }
        if let seconds = change.feedLostSeconds { changed.feedLostSeconds = seconds }
        if let patch = change.goals {
            do throws(GoalMistakes) {
                changed.goals = try goals.applying(patch)
            } catch {
                throw .conflictingGoals(error)
            }
        }
        if let numbers = change.callerNumbers { changed.callerNumbers = numbers }
        if let source = change.agentAddOn { changed.agentAddOn = source }
        if let hours = change.sleepHours { changed.sleepHours = hours }
        return changed
    }
}
