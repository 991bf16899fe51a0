import AdminAPI
import BoardProtocol
import Store
import Values
import WallboardCore

/// Call events: durable, then applied, then acknowledged.
extension CustomerHub {
    func accept(
        _ events: [(line: Int, event: CallEventMessage)], unreadable: [(line: Int, reason: String)]
    ) async throws(AdminError) -> IntakeReceipt {
        let arrival = ContinuousClock.now
        var receipt = IntakeReceipt(accepted: 0, duplicates: 0, rejected: unreadable)
        if !customer.isFed { try await changing { () throws(AdminError) in try await rememberFeed() } }
        guard !events.isEmpty || !unreadable.isEmpty else {
            hear(.nothingToTell, after: [])
            return receipt
        }
        let (now, retention) = (surroundings.clock(), surroundings.retentionClock.now)
        var sound: [CallEvent] = []
        sound.reserveCapacity(events.count)
        for (place, (line, message)) in events.enumerated() {
            if place % Self.eventsAtOnce == Self.eventsAtOnce - 1 { await Task.yield() }
            let event = CallEvent(message)
            if let reason = surroundings.settings.reasonAgainst(event.time, at: now, agedBy: retention) {
                receipt.rejected.append((line: line, reason: "time: \(message.time) \(reason)"))
            } else {
                sound.append(event)
            }
        }
        surroundings.metrics.events(rejected: receipt.rejected.count)
        guard !sound.isEmpty else {
            hear(.events(newest: nil, calls: []), after: [])
            return receipt
        }
        try surroundings.storedEvents.checkRoom(for: id)
        guard intake.hasRoom(for: sound.count) else {
            throw .unavailable(reason: "too many call events are waiting to be stored", retryAfterSeconds: 1)
        }
        let result = await withCheckedContinuation { answer in
            intake.add(EventIntake.Batch(events: sound, answer: answer))
            startDraining()
        }
        let isNew = try result.get()
        receipt.accepted = isNew.count(where: \.self)
        receipt.duplicates = isNew.count - receipt.accepted
        surroundings.metrics.events(accepted: receipt.accepted, duplicate: receipt.duplicates)
        surroundings.metrics.eventsAreDurable(after: ContinuousClock.now - arrival)
        return receipt
    }

    /// Events that are processed before others get the thread: some milliseconds.
    private static let eventsAtOnce = 1_000

    /// The first request of a feed is remembered, so that a quiet feed is distinguished from none after a restart,
    /// too.
    func rememberFeed() async throws(AdminError) {
        guard !customer.isFed else { return }
        try await surroundings.calling(missing: .customer) { store throws(StoreError) in
            try await store.noteFeed(of: id)
        }
        customer.isFed = true
    }

    private func startDraining() {
        guard !intake.isDraining else { return }
        intake.isDraining = true
        Task { await drainIntake() }
    }

    private func drainIntake() async {
        while !intake.isEmpty {
            let batches = intake.takeNext()
            let result: Result<[Bool], AdminError>
            do throws(AdminError) {
                result = .success(
                    try await changingEvents { () throws(AdminError) in
                        try await store(batches.map(\.events))
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
        intake.isDraining = false
    }

    private func store(_ batches: [[CallEvent]]) async throws(AdminError) -> [Bool] {
        let events = batches.flatMap(\.self)
        var unknown: Set<String> = []
        for event in events {
            if case .call(let step) = event.content, !centre.isOpen(step.call) { unknown.insert(step.call) }
        }
        let recalled = unknown
        let outcome = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
            try await store.append(events, of: id, recalling: recalled, receivedAt: surroundings.clock())
        }
        let new = zip(events, outcome.isNew).compactMap { $1 ? $0 : nil }
        surroundings.storedEvents.add(new.count, of: id)
        knownQueues.note(new)
        // If events were removed in part, the call state may know more than is stored: it is rebuilt before it counts
        // on.
        var changes: CallCentre.Changes = []
        for part in areFiguresOutOfDate ? [] : new.partsByCall(of: Self.eventsAtOnce) {
            changes.formUnion(centre.apply(part, earlier: outcome.earlier))
            await Task.yield()
        }
        var calls: Set<String> = []
        for event in new { if case .call(let step) = event.content { calls.insert(step.call) } }
        hear(.events(newest: events.map(\.time).max(), calls: calls), after: changes)
        return outcome.isNew
    }

    /// Takes a sign of life of the feed, and what its events have changed.
    private func hear(_ sign: FeedWatch.Sign, after changes: CallCentre.Changes) {
        watch.hear(sign, at: surroundings.clock(), centre)
        showFeed(after: changes, evenIfNothingCompleted: sign == .nothingToTell)
    }

    /// Shows the state of the feed. On views of completed calls it changes with a completed call, a lost feed, the
    /// first request of all, or a sign of life that reports nothing: never because of a live event, which must not
    /// show there.
    func showFeed(after changes: CallCentre.Changes, evenIfNothingCompleted: Bool = false) {
        let isFirst = centre.completed.feed == .none
        let toCompleted = changes.contains(.completed) || evenIfNothingCompleted || watch.state == .lost || isFirst
        note(changes.union(centre.show(watch.state, toCompleted: toCompleted)))
    }

    /// Restores the feed's last sign of life from before the gateway ended: a restart does not shorten a break that
    /// began then. For a customer without events, nothing is known yet.
    func recallFeed() async throws(AdminError) {
        let heard = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
            try await store.latestArrival(of: id)
        }
        let now = surroundings.clock()
        watch = FeedWatch(
            heardAt: min(heard ?? now, now), lostAfterSeconds: customer.feedLostSeconds, isFed: customer.isFed)
        watch.wait(until: now, centre)
        showFeed(after: [])
    }

    /// Rebuilds the figures from the stored events: at the start, and when thresholds, zone or reset time change.
    /// Until it succeeds the figures count as out of date, and the housekeeping tries again.
    ///
    /// Call inside `changingEvents`, so that no event is committed meanwhile.
    func rebuildFigures() async throws(AdminError) {
        areFiguresOutOfDate = true
        let now = surroundings.clock()
        let empty = CallCentre(
            day: LocalDay(containing: now, of: customer), thresholds: CallThresholds(customer),
            orphanAfterMilliseconds: surroundings.settings.orphanAfterMillis)
        var (centre, queues) = try await Self.replay(of: id, from: empty, surroundings)
        knownQueues.formUnion(queues)
        centre.acceptWrapUp()
        _ = centre.closeOrphans(at: now)
        _ = centre.show(watch.state, toCompleted: true)
        self.centre = centre
        areFiguresOutOfDate = false
        rebuiltAt = now
        note([.completed, .live])
    }

    /// Events that are in memory at once while the figures are rebuilt, and calls that are looked up at once.
    private static let replayedAtOnce = 2_000
    private static let settledAtOnce = 200

    /// Off the actor: a day of a large customer takes seconds, and boards keep coming and going meanwhile.
    @concurrent private nonisolated static func replay(
        of customer: CustomerID, from empty: CallCentre, _ surroundings: Surroundings
    ) async throws(AdminError) -> (CallCentre, KnownQueues) {
        var replay = EventReplay(empty)
        var queues = KnownQueues()
        let selection = EventSelection(from: empty.horizon)
        var position: EventPosition?
        repeat {
            let start = position
            let page = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
                try await store.events(of: customer, selection, after: start, limit: replayedAtOnce)
            }
            replay.take(page.events)
            queues.note(page.events)
            position = page.next
        } while position != nil
        var calls = replay.callsAside[...]
        while !calls.isEmpty {
            let next = Set(calls.prefix(settledAtOnce))
            calls = calls.dropFirst(next.count)
            let stored = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
                try await store.events(ofCalls: next, of: customer)
            }
            replay.settle(stored)
        }
        return (replay.centre, queues)
    }
}

extension HubSettings {
    /// Why an event of this time is rejected; nil: it is accepted. A clock that is this wrong would spoil the
    /// figures, and an event from before the retention could not be counted. Its age goes by `retention`, like that
    /// of stored events.
    func reasonAgainst(_ time: Instant, at now: Instant, agedBy retention: Instant) -> String? {
        let ahead = time.milliseconds(since: now)
        let age = retention.milliseconds(since: time)
        if ahead > maxEventSkewMillis {
            return "is \(Self.span(ahead)) in the future: is the sender's clock right? At most "
                + "\(Self.span(maxEventSkewMillis)) is taken (maxEventSkewSeconds)"
        }
        if age > maxEventAgeMillis {
            return "is \(Self.span(age)) in the past: is the sender's clock right? Events are kept for "
                + "\(Self.span(maxEventAgeMillis)) (eventRetentionDays)"
        }
        return nil
    }

    /// Such as `3 days`, `25 hours` or `301 s`.
    private static func span(_ milliseconds: Int64) -> String {
        let seconds = milliseconds / 1_000
        if seconds >= 2 * 86_400 { return "\(seconds / 86_400) days" }
        return seconds >= 2 * 3_600 ? "\(seconds / 3_600) hours" : "\(seconds) s"
    }
}
