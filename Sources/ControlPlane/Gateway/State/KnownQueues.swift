import WallboardCore

/// The queues that calls have named, as far as this gateway has read their events: those of today and of the day before
/// at its start, and every one since.
struct KnownQueues {
    private var names: Set<String> = []

    mutating func note(_ events: [CallEvent]) {
        for event in events {
            for queue in event.queues where names.count < GatewayLimits.Calls.maxKnownQueues { names.insert(queue) }
        }
    }

    /// Adds what another read found.
    mutating func formUnion(_ other: KnownQueues) {
        for name in other.names where names.count < GatewayLimits.Calls.maxKnownQueues { names.insert(name) }
    }

    /// Whether a call may have named the queue: before the first call, any queue may be valid.
    func mayHave(_ queue: String) -> Bool {
        names.isEmpty || names.count == GatewayLimits.Calls.maxKnownQueues || names.contains(queue)
    }
}
