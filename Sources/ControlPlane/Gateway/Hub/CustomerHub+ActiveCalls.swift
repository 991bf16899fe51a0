import AdminAPI
import BoardProtocol
import Store
import Values
import WallboardCore

/// What the telephone system states or corrects: which calls are active, and that a range of events was wrong.
extension CustomerHub {
    /// Makes a statement of the active calls true. It is stored as the events that it amounts to, in one transaction,
    /// so that after a crash it is there as a whole or not at all.
    func stateActiveCalls(_ calls: [ActiveCall]) async throws(AdminError) -> ActiveCallsReceipt {
        let (now, retention) = (surroundings.clock(), surroundings.retentionClock.now)
        for (place, call) in calls.enumerated() {
            guard let reason = surroundings.settings.reasonAgainst(call.since, at: now, agedBy: retention) else {
                continue
            }
            throw .wrongClock(field: "calls[\(place)].since", reason: reason)
        }
        try surroundings.storedEvents.checkRoom(for: id)
        return try await changingEvents { () throws(AdminError) in
            try await rememberFeed()
            if areFiguresOutOfDate { try await rebuildFigures() }
            let statement = ActiveCalls(calls, at: surroundings.clock(), token: Self.statementToken())
            let unknown = Set(calls.map(\.call).filter { !centre.isOpen($0) })
            let earlier = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
                try await store.events(ofCalls: unknown, of: id)
            }
            let effect = centre.effect(of: statement, earlier: earlier)
            if !effect.events.isEmpty {
                let outcome = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
                    try await store.append(effect.events, of: id, recalling: [], receivedAt: statement.at)
                }
                surroundings.storedEvents.add(outcome.isNew.count(where: \.self), of: id)
                knownQueues.note(effect.events)
            }
            let changes = centre.apply(effect, earlier: earlier)
            watch.hearStatement(at: statement.at)
            showFeed(after: changes, evenIfNothingCompleted: true)
            return ActiveCallsReceipt(
                stated: calls.count, opened: effect.opened, changed: effect.changed, orphaned: effect.orphaned,
                ended: effect.ended)
        }
    }

    /// 32 random hexadecimal digits.
    private static func statementToken() -> String {
        (0..<32).map { _ in String(UInt8.random(in: 0..<16), radix: 16) }.joined()
    }

    /// The stored events of a period, as a feed would send them.
    func callEvents(
        from start: Instant, to end: Instant, after position: EventPosition?, limit: Int
    ) async throws(AdminError) -> ToldEvents {
        guard !isClosed else { throw .notFound(.customer) }
        let page = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
            try await store.events(
                of: id, EventSelection(from: start, to: end), after: position, limit: limit)
        }
        return ToldEvents(events: page.events.compactMap(CallEventMessage.init(telling:)), next: page.next)
    }

    /// Events that are removed in one transaction: other customers' events get in between.
    private static let deletedAtOnce = 5_000

    /// Removes the events of a period and rebuilds the figures. Each part is durable by itself, the earliest first;
    /// until the figures are rebuilt they count as out of date, so that they follow whatever was removed before a
    /// failure.
    func deleteEvents(from start: Instant, to end: Instant) async throws(AdminError) -> Int {
        try await changingEvents { () throws(AdminError) in
            areFiguresOutOfDate = true
            var deleted = 0
            var last = 0
            repeat {
                last = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
                    try await store.deleteEvents(
                        of: id, EventSelection(from: start, to: end), limit: Self.deletedAtOnce)
                }
                surroundings.storedEvents.remove(last, of: id)
                deleted += last
            } while last == Self.deletedAtOnce
            try await rebuildFigures()
            return deleted
        }
    }
}
