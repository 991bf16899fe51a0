import AdminAPI
import BoardProtocol
import Store
import Values
import WallboardCore

/// Call events: durable, then applied, then acknowledged.
enum CallEventChanges {
    // MARK: Events of the feed

    static func accept(
        _ events: [CallEventBatch.Event], unreadable: [(line: Int, reason: String)], in hub: isolated CustomerHub
    ) async throws(AdminError) -> IntakeReceipt {
        let arrival = ContinuousClock.now
        let context = hub.context
        var receipt = IntakeReceipt(accepted: 0, duplicates: 0, rejected: unreadable)
        if !hub.registrations.customer.isFed {
            try await hub.changing { () throws(AdminError) in try await rememberFeed(in: hub) }
        }
        guard !events.isEmpty || !unreadable.isEmpty else {
            hub.feedRecord.hear(at: context.clock())
            hub.show(hub.desk.hear(.nothingToTell, at: context.clock()))
            return receipt
        }
        let (now, retention) = (context.clock(), context.retentionClock.now)
        var sound: [CallEvent] = []
        var places: [Int] = []
        sound.reserveCapacity(events.count)
        for (place, event) in events.enumerated() {
            if place % GatewayLimits.Calls.maxPerTurn == GatewayLimits.Calls.maxPerTurn - 1 { await Task.yield() }
            let time = event.message.time
            if let reason = context.settings.reasonAgainst(time, at: now, agedBy: retention) {
                receipt.rejected.append((line: event.line, reason: "time: \(time) \(reason)"))
            } else {
                sound.append(CallEvent(event.message))
                places.append(place)
            }
        }
        context.metrics.events(rejected: receipt.rejected.count)
        guard !sound.isEmpty else {
            record(receipt, of: events, in: hub)
            hub.show(hub.desk.hear(.events(newest: nil, calls: []), at: context.clock()))
            return receipt
        }
        let fates = try await store(sound, in: hub)
        for (place, fate) in zip(places, fates) { receipt.count(events[place], fate) }
        record(receipt, of: events, in: hub)
        context.metrics.events(accepted: receipt.accepted, duplicate: receipt.duplicates)
        context.metrics.eventsAreDurable(after: ContinuousClock.now - arrival)
        return receipt
    }

    /// What admins see of the feed.
    private static func record(
        _ receipt: IntakeReceipt, of events: [CallEventBatch.Event], in hub: isolated CustomerHub
    ) {
        let cut = receipt.shortened > 0 ? events.last(where: \.isShortened) : nil
        let now = hub.context.clock()
        hub.feedRecord.hear(at: now)
        hub.feedRecord.count(
            receipt,
            shortened: cut.map {
                "a text of the \($0.message.type) was longer than \(MessageLimits.callNameScalars) characters"
            },
            at: now, ofDay: hub.desk.callState.day.from)
    }

    /// The first request of a feed is remembered, so that a quiet feed is distinguished from none after a restart,
    /// too.
    private static func rememberFeed(in hub: isolated CustomerHub) async throws(AdminError) {
        guard !hub.registrations.customer.isFed else { return }
        let id = hub.id
        try await hub.context.calling(missing: .customer) { store throws(StoreError) in
            try await store.noteFeed(of: id)
        }
        hub.applyFirstRequest()
    }

    /// Waits for the commit that the events share with others. Returns what became of each.
    private static func store(
        _ events: [CallEvent], in hub: isolated CustomerHub
    ) async throws(AdminError) -> [EventFate] {
        try hub.context.storedEvents.checkRoom(for: hub.id)
        guard hub.intake.hasRoom(for: events.count) else {
            throw .unavailable(reason: "too many call events are waiting to be stored", retryAfterSeconds: 1)
        }
        let result = await withCheckedContinuation { answer in
            if hub.intake.add(EventIntake.Batch(events: events, answer: answer)) { Task { await drain(in: hub) } }
        }
        return try result.get()
    }

    private static func drain(in hub: isolated CustomerHub) async {
        while hub.intake.hasNext() {
            let batches = hub.intake.takeNext()
            let result: Result<[EventFate], AdminError>
            do throws(AdminError) {
                result = .success(
                    try await hub.changingEvents { () throws(AdminError) in
                        try await commit(batches.flatMap(\.events), in: hub)
                    })
            } catch {
                result = .failure(error)
            }
            var start = 0
            for batch in batches {
                let end = start + batch.events.count
                batch.answer.resume(returning: result.map { Array($0[start..<end]) })
                start = end
            }
        }
    }

    private static func commit(
        _ events: [CallEvent], in hub: isolated CustomerHub
    ) async throws(AdminError) -> [EventFate] {
        let (id, now) = (hub.id, hub.context.clock())
        let recalled = hub.desk.needsStored(events)
        let outcome = try await hub.context.calling(missing: .customer) { store throws(StoreError) in
            try await store.append(events, of: id, recalling: recalled, receivedAt: now)
        }
        let new = outcome.new(of: events)
        hub.context.storedEvents.add(new.count, of: id)
        hub.desk.note(new)
        // If events were removed in part, the call state may know more than is stored: it is rebuilt before it counts
        // on.
        var all = CallState.Outcome()
        for part in hub.desk.isOutOfDate ? [] : new.partsByCall(of: GatewayLimits.Calls.maxPerTurn, outcome.earlier) {
            let done = hub.desk.apply(part.new, stored: part.stored)
            all.changes.formUnion(done.changes)
            all.ignored.formUnion(done.ignored)
            await Task.yield()
        }
        var calls: Set<String> = []
        for event in new { if let call = event.call { calls.insert(call) } }
        let sign = FeedWatch.Sign.events(newest: events.map(\.time).max(), calls: calls)
        hub.show(hub.desk.hear(sign, after: all.changes, at: hub.context.clock()))
        return zip(events, outcome.accepted).map { event, acceptance in
            guard let acceptance else { return .duplicate }
            if case .unknown(let unknown) = event.content { return .ignored(unknown.reason) }
            return all.ignored.contains(acceptance.number) ? .ignored("the call has ended") : .counted
        }
    }

    // MARK: Statements and corrections

    /// Makes a statement of the active calls true. It is stored as the events that it amounts to, in one transaction,
    /// so that after a crash it is there as a whole or not at all.
    static func state(
        _ calls: [ActiveCall], in hub: isolated CustomerHub
    ) async throws(AdminError) -> ActiveCallsReceipt {
        let (id, context) = (hub.id, hub.context)
        let (now, retention) = (context.clock(), context.retentionClock.now)
        for (place, call) in calls.enumerated() {
            guard let reason = context.settings.reasonAgainst(call.since, at: now, agedBy: retention) else { continue }
            throw .wrongClock(field: "calls[\(place)].since", reason: reason)
        }
        try context.storedEvents.checkRoom(for: id)
        return try await hub.changingEvents { () throws(AdminError) in
            try await rememberFeed(in: hub)
            if hub.desk.isOutOfDate { try await FigureRebuild.run(in: hub) }
            let statement = ActiveCalls(calls, at: context.clock(), token: statementToken())
            let needed = statement.needsStored(by: hub.desk.callState)
            let stored = try await context.calling(missing: .customer) { store throws(StoreError) in
                try await store.events(ofCalls: needed, of: id)
            }
            let effect = statement.effect(on: hub.desk.callState, stored: stored)
            var new: [CallEvent] = []
            var earlier: [CallEvent] = []
            if !effect.events.isEmpty {
                let recalled = hub.desk.needsStored(effect.events)
                let outcome = try await context.calling(missing: .customer) { store throws(StoreError) in
                    try await store.append(effect.events, of: id, recalling: recalled, receivedAt: statement.at)
                }
                new = outcome.new(of: effect.events)
                earlier = outcome.earlier
                context.storedEvents.add(new.count, of: id)
                hub.desk.note(new)
            }
            hub.feedRecord.hear(at: statement.at)
            hub.show(hub.desk.applyStatement(new, stored: earlier, at: statement.at))
            return ActiveCallsReceipt(
                stated: calls.count, opened: effect.opened, changed: effect.changed, orphaned: effect.orphaned,
                ended: effect.ended)
        }
    }

    /// 32 random hexadecimal digits.
    private static func statementToken() -> String {
        (0..<32).map { _ in String(UInt8.random(in: 0..<16), radix: 16) }.joined()
    }

    /// Removes the events of a period and rebuilds the figures. Each part is durable by itself, the earliest first;
    /// until the figures are rebuilt they count as out of date, so that they follow whatever was removed before a
    /// failure.
    static func delete(
        from start: Instant, to end: Instant, in hub: isolated CustomerHub
    ) async throws(AdminError) -> Int {
        try await hub.changingEvents { () throws(AdminError) in
            let id = hub.id
            hub.desk.expectRebuild()
            var deleted = 0
            var last = 0
            repeat {
                last = try await hub.context.calling(missing: .customer) { store throws(StoreError) in
                    try await store.deleteEvents(
                        of: id, EventSelection(from: start, to: end), limit: GatewayLimits.Calls.maxDeletedAtOnce)
                }
                hub.context.storedEvents.remove(last, of: id)
                deleted += last
            } while last == GatewayLimits.Calls.maxDeletedAtOnce
            try await FigureRebuild.run(in: hub)
            return deleted
        }
    }
}

extension IntakeReceipt {
    fileprivate mutating func count(_ event: CallEventBatch.Event, _ fate: EventFate) {
        if fate == .duplicate {
            duplicates += 1
            return
        }
        accepted += 1
        if event.isShortened { shortened += 1 }
        if case .ignored(let reason) = fate { ignored.append((line: event.line, reason: reason)) }
    }
}

extension UnknownEvent {
    fileprivate var reason: String {
        state.map { "the state '\($0)' is not known" } ?? "the type '\(type)' is not known"
    }
}

extension AppendOutcome {
    /// Those of the events that are new, with their acceptance.
    fileprivate func new(of events: [CallEvent]) -> [CallEvent] {
        zip(events, accepted).compactMap { event, acceptance in
            acceptance.map {
                var event = event
                event.acceptance = $0
                return event
            }
        }
    }
}
