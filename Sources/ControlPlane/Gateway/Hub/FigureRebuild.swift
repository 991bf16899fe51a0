import AdminAPI
import Store
import Values
import WallboardCore

/// Builds the figures of a customer from the stored events: at the start, and when the desk asks for it.
enum FigureRebuild {
    /// Until it succeeds the figures count as out of date, and the housekeeping tries again.
    ///
    /// Call inside `changingEvents`, so that no event is committed meanwhile.
    static func run(in hub: isolated CustomerHub) async throws(AdminError) {
        let now = hub.context.clock()
        let empty = hub.desk.beginRebuild(of: hub.registrations.customer, at: now)
        let (callState, queues) = try await replay(of: hub.id, from: empty, hub.context)
        hub.show(hub.desk.finishRebuild(callState, queues, begunAt: now))
    }

    /// Computes the half hours of the same weekday a week before, where they may have changed: when the day has begun,
    /// after corrections and with events of that day. Events may come meanwhile: what they change is computed next time.
    static func compareWithLastWeek(in hub: isolated CustomerHub) async throws(AdminError) {
        let now = hub.context.clock()
        guard let empty = hub.desk.beginLastWeek(of: hub.registrations.customer, at: now) else { return }
        let end = empty.day.to.advanced(byMilliseconds: empty.day.from.milliseconds(since: empty.horizon))
        var callState: CallState
        do throws(AdminError) {
            (callState, _) = try await replay(of: hub.id, from: empty, until: end, hub.context)
        } catch {
            hub.desk.expectLastWeek()
            throw error
        }
        _ = callState.closeOrphans(at: now)
        hub.show(hub.desk.finishLastWeek(callState.completed.intervals, comparedWith: empty.day))
    }

    /// Restores when the feed was last heard.
    static func recallFeed(in hub: isolated CustomerHub) async throws(AdminError) {
        let id = hub.id
        let heard = try await hub.context.calling(missing: .customer) { store throws(StoreError) in
            try await store.latestArrival(of: id)
        }
        if let heard { hub.feedRecord.hear(at: heard) }
        let changes = hub.desk.recallFeed(
            heardAt: heard, of: hub.registrations.customer, at: hub.context.clock())
        hub.show(changes)
    }

    /// Off the actor: a day of a large customer takes seconds, and boards keep coming and going meanwhile.
    @concurrent private static func replay(
        of customer: CustomerID, from empty: CallState, until end: Instant? = nil, _ context: HubContext
    ) async throws(AdminError) -> (CallState, KnownQueues) {
        var replay = EventReplay(empty)
        var queues = KnownQueues()
        let selection = EventSelection(from: empty.horizon, to: end)
        var position: EventPosition?
        repeat {
            let start = position
            let page = try await context.calling(missing: .customer) { store throws(StoreError) in
                try await store.events(
                    of: customer, selection, after: start, limit: GatewayLimits.Calls.maxReplayedAtOnce)
            }
            replay.take(page.events)
            queues.note(page.events)
            position = page.next
        } while position != nil
        var calls = replay.callsAside[...]
        while !calls.isEmpty {
            let next = calls.prefix(GatewayLimits.Calls.maxCallsSettledAtOnce)
            calls = calls.dropFirst(next.count)
            let needed = replay.needsStored(next)
            let stored = try await context.calling(missing: .customer) { store throws(StoreError) in
                try await store.events(ofCalls: needed, of: customer)
            }
            replay.settle(next, stored)
        }
        return (replay.callState, queues)
    }
}
