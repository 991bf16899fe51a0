import AdminAPI
import Logging
import Store
import WallboardCore

/// What admins do to a customer as a whole. Every change of the hub is durable, then in memory, then on the boards,
/// then acknowledged.
extension CustomerHub {
    var summary: CustomerSummary {
        CustomerSummary(customer: customer, seats: seats, connected: boards.count)
    }

    func update(
        _ change: CustomerChange, if precondition: Precondition<Customer>, by author: Author
    ) async throws(AdminError) -> CustomerSummary {
        let (summary, figuresDiffer) = try await changing { () throws(AdminError) -> (CustomerSummary, Bool) in
            guard precondition(customer) else { throw .changedMeanwhile }
            let record = try customer.applying(change)
            // Before the setting: where it fails on the way the setting is as it was, and the change is made again.
            if record.agentAddOn == .synced, customer.agentAddOn != .synced { _ = try await followPBX() }
            let earlier = customer
            customer = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
                try await store.updateCustomer(record, by: stamp(author))
            }
            let figuresDiffer = await inForce(earlier)
            return (self.summary, figuresDiffer)
        }
        // Outside: a body of events that is being stored must not hold up other changes with this one.
        if figuresDiffer { await rebuildFiguresNowOrLater() }
        return summary
    }

    /// Brings boards in line with the settings, which were `earlier` before. Returns whether the figures have to be
    /// rebuilt; until then they count as out of date.
    private func inForce(_ earlier: Customer) async -> Bool {
        let isShownDifferently = customer.name != earlier.name || customer.timeZone != earlier.timeZone
        let isHidingNumbers = earlier.callerNumbers == .shown && customer.callerNumbers == .masked
        if isHidingNumbers { liveViews.forget() }
        if isShownDifferently || isHidingNumbers {
            refreshEntitlements(of: Array(devices.devices()), revokesAll: isHidingNumbers)
            await settle()
        }
        if customer.feedLostSeconds != earlier.feedLostSeconds {
            watch.change(lostAfterSeconds: customer.feedLostSeconds)
            _ = centre.show(watch.state, toCompleted: true)
        }
        note([.completed, .live])
        let figuresDiffer =
            customer.timeZone != earlier.timeZone || customer.resetMinuteOfDay != earlier.resetMinuteOfDay
            || CallThresholds(customer) != CallThresholds(earlier)
        if figuresDiffer { areFiguresOutOfDate = true }
        return figuresDiffer
    }

    /// The change of settings is stored and in force: failing to read the figures now is no reason to refuse it.
    private func rebuildFiguresNowOrLater() async {
        do throws(AdminError) {
            try await changingEvents { () throws(AdminError) in try await rebuildFigures() }
        } catch {
            logger.error("the figures follow the new settings later", metadata: ["reason": "\(error)"])
        }
    }

    /// Removes the customer and closes its boards with 4505.
    func close(by author: Author) async throws(AdminError) {
        try await changing { () throws(AdminError) in
            try await surroundings.calling(missing: .customer) { store throws(StoreError) in
                try await store.deleteCustomer(id, by: stamp(author))
            }
            isClosed = true
            surroundings.registry.remove(id)
            surroundings.storedEvents.leave(id)
            surroundings.topics.remove(topics)
            for device in boards.keys.sorted() { putOut(device, .customerClosed) }
            if !waiting.isEmpty { surroundings.feed.publish(.waiting([], of: id), of: id) }
            for board in waiting.line { stopWaiting(board, .customerClosed) }
            for device in devices.keys { surroundings.feed.publish(.removed(device, of: id), of: id) }
            await settle()
        }
    }

    /// The author and time of a change.
    func stamp(_ author: Author) -> Stamp {
        Stamp(author, at: surroundings.clock())
    }
}

extension Customer {
    /// Throws `.invalid(field: "timeZone", …)`.
    fileprivate func applying(_ change: CustomerChange) throws(AdminError) -> Customer {
        var changed = self
        if let name = change.name { changed.name = name }
        if let timeZone = change.timeZone { changed.timeZone = try TimeZoneName(checking: timeZone).text }
        if let minute = change.resetMinuteOfDay { changed.resetMinuteOfDay = minute }
        if let seconds = change.serviceLevelSeconds { changed.serviceLevelSeconds = seconds }
        if let seconds = change.shortAbandonSeconds { changed.shortAbandonSeconds = seconds }
        if let variant = change.serviceLevelVariant { changed.serviceLevelVariant = variant }
        if let seconds = change.feedLostSeconds { changed.feedLostSeconds = seconds }
        if let numbers = change.callerNumbers { changed.callerNumbers = numbers }
        if let source = change.agentAddOn { changed.agentAddOn = source }
        if let hours = change.sleepHours { changed.sleepHours = hours }
        return changed
    }
}

extension CustomerHub.Surroundings {
    /// Runs one call of the store and translates its error for admins; failures of the store are counted.
    func calling<Result: Sendable>(
        missing: AdminError.Resource, _ call: @Sendable (any Store) async throws(StoreError) -> Result
    ) async throws(AdminError) -> Result {
        do throws(StoreError) {
            return try await call(store)
        } catch {
            if case .unavailable = error { metrics.storeFailed(at: missing) }
            throw AdminError(error, missing: missing)
        }
    }
}
