import AdminAPI
import BoardProtocol
import Store
import WallboardCore

/// Call events: durable, then applied, then acknowledged.
extension CustomerHub {
    func accept(
        _ events: [(line: Int, event: CallEventMessage)], unreadable: [(line: Int, reason: String)]
    ) async throws(AdminError) -> IntakeReceipt {
        let arrival = ContinuousClock.now
        var receipt = IntakeReceipt(accepted: 0, duplicates: 0, rejected: unreadable)
        let latest = surroundings.clock().advanced(byMilliseconds: surroundings.settings.maxEventSkewMillis)
        var sound: [CallEvent] = []
        sound.reserveCapacity(events.count)
        for (line, message) in events {
            let event = CallEvent(message)
            if event.time > latest {
                receipt.rejected.append(
                    (line: line, reason: "time: \(message.time) is in the future: is the sender's clock right?"))
            } else {
                sound.append(event)
            }
        }
        surroundings.metrics.events(rejected: receipt.rejected.count)
        guard !sound.isEmpty else { return receipt }
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
                    try await changing { () throws(AdminError) in
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
        knownQueues.note(new)
        note(centre.apply(new, earlier: outcome.earlier))
        return outcome.isNew
    }

    /// Starts the figures anew from the stored events: at the start, and with other thresholds, zone or reset time. Until
    /// it succeeds the figures count as out of date, and the housekeeping tries again.
    ///
    /// Call inside `changing`, so that no event is committed meanwhile.
    func rebuildFigures() async throws(AdminError) {
        areFiguresOutOfDate = true
        let now = surroundings.clock()
        let empty = CallCentre(
            day: LocalDay(containing: now, of: customer), thresholds: CallThresholds(customer),
            orphanAfterMilliseconds: surroundings.settings.orphanAfterMillis)
        let horizon = empty.horizon
        let events = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
            try await store.events(of: id, since: horizon)
        }
        knownQueues.note(events)
        centre = await Self.applying(events, to: empty, at: now)
        areFiguresOutOfDate = false
        note([.completed, .live])
    }

    /// Off the actor: a day of a large customer takes a second, and boards go on coming and going meanwhile.
    @concurrent private nonisolated static func applying(
        _ events: [CallEvent], to centre: CallCentre, at now: Instant
    ) async -> CallCentre {
        var centre = centre
        _ = centre.apply(events)
        _ = centre.closeOrphans(at: now)
        return centre
    }
}
