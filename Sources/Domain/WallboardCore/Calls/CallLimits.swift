import Values

/// The bounds of what is kept of one customer's calls. What lies beyond is left out and counted in `CallOverruns`.
package struct CallLimits: Hashable, Sendable {
    /// Steps of one open call, or of calls that were merged, that are kept. Default 200: a call has about 10. Beyond, a
    /// step that comes late costs a query of the stored ones.
    package var stepsPerCall = 200

    /// Rings that are over and kept of one call. Default 32; only since when an agent is idle, and for how long wrapped
    /// up, is computed from them.
    package static let pastRingsPerCall = 32

    /// Stored steps of one call that are read to apply a late one, the latest. Default 20,000: only calls whose id is
    /// used
    /// again and again have more.
    package static let recalledSteps = 20_000

    /// Calls that merges make one. Default 100; a merge beyond changes nothing.
    package static let callsPerGroup = 100

    /// Calls that are open at once. Default 20,000: ten times the largest contact centres. A call beyond the limit is
    /// not live, and is counted when it ends.
    package var openCalls = 20_000

    /// Calls of one day that may be closed as orphans. Default 20,000: as many as may be open. Beyond, a call that fell
    /// silent is dropped without being counted.
    package var orphans = 20_000

    /// Completed calls that belong to a day that has not begun here. Default 10,000: what ends between the reset moment
    /// and the call of `startDay`, with senders whose clocks are minutes ahead.
    package var earlyCalls = 10_000

    /// Queues that are counted separately, in the figures of a day and in the live part each (`maxQueuesPerDay`).
    /// Default 2,000. The names come from outside; calls of a queue beyond the limit count in the totals only, and
    /// admins and boards that show the queue learn of it.
    package var queues = 2_000

    /// Agents that are counted separately, in the figures of a day and in the live part each (`maxAgentsPerDay`).
    /// Default 10,000. Admins learn of those beyond.
    package var agents = 10_000

    /// Queues for which one agent's readiness is kept. Default 200.
    package static let queuesPerAgent = 200

    /// Rings and talks of one agent that are kept, the open ones apart. Default 48: those of an hour or more.
    package static let engagementsPerAgent = 48

    /// Reports of one agent's state that are kept one by one. Default 48: four for each of a dozen calls. When there
    /// are more, the older half is folded, and a report that comes later than those causes the figures to be
    /// recomputed.
    package static let reportsPerAgent = 48

    /// How long a report of ringing stands where no call says so, in milliseconds. Default 120 s (calls.md, section 3).
    package static let ringingReportMilliseconds: Int64 = 120_000

    /// Calls listed one by one in the live part: the oldest. Default 200 (calls.md, section 4).
    package var listedCalls = 200

    /// How far before the day's beginning events are considered, in milliseconds. Default 24 h: a call that began
    /// yesterday and ends today must not be taken for one of today's. It is longer than the silence that closes a call.
    package var lookBackMilliseconds: Int64 = 86_400_000

    /// The longest waits of a day that are kept one by one, of the customer and of each queue. Default 64: so many of
    /// the very longest calls must be corrected to be shorter before the figures have to be recomputed to know the next
    /// one.
    package static let longestWaits = 64

    /// The longest span that is counted as such, in milliseconds. Default 7 days: longer ones are clocks gone wrong,
    /// and sums of bounded spans cannot overflow.
    package static let longestSpanMilliseconds: Int64 = 604_800_000

    /// How far the clocks of two units are assumed to differ, in milliseconds. Default 2 s: more than the clocks of one
    /// platform do, and less time than it takes to answer a caller and send the call to a queue.
    package static let clockDifferenceMilliseconds: Int64 = 2_000

    /// The default limits.
    package init() {}
}

/// What was left out because of `CallLimits` since the call state was made.
package struct CallOverruns: Hashable, Sendable {
    /// Times that a call beyond `openCalls` was not kept.
    package var openCalls = 0
    /// Silent calls beyond `orphans`.
    package var orphans = 0
    /// Completed calls beyond `earlyCalls`.
    package var earlyCalls = 0

    /// Nothing left out.
    package init() {}
}

extension Instant {
    /// Milliseconds from this moment to `later`, at least 0 (the clocks of two units differ) and at most
    /// `CallLimits.longestSpanMilliseconds`.
    func span(to later: Instant) -> Int64 {
        guard later > self else { return 0 }
        let (span, overflow) = later.milliseconds.subtractingReportingOverflow(milliseconds)
        return overflow ? CallLimits.longestSpanMilliseconds : min(span, CallLimits.longestSpanMilliseconds)
    }
}

/// The two thresholds of the figures, and which calls the service level counts (calls.md, section 4), set per customer.
package struct CallThresholds: Hashable, Sendable {
    /// T: a call whose wait is T or less was answered within the service level. 1–3600 s.
    package let serviceLevelSeconds: Int
    /// S: a caller who left before S is a short abandon, one who left after S or more an abandon. 0–600 s.
    package let shortAbandonSeconds: Int
    /// Which calls the service level counts.
    package let serviceLevelVariant: ServiceLevelVariant

    /// Thresholds within their ranges; the defaults are those of the protocol.
    package init(
        serviceLevelSeconds: Int = 20, shortAbandonSeconds: Int = 5,
        serviceLevelVariant: ServiceLevelVariant = .standard
    ) {
        precondition((1...3600).contains(serviceLevelSeconds), "service level of \(serviceLevelSeconds) s")
        precondition((0...600).contains(shortAbandonSeconds), "short abandon of \(shortAbandonSeconds) s")
        self.serviceLevelSeconds = serviceLevelSeconds
        self.shortAbandonSeconds = shortAbandonSeconds
        self.serviceLevelVariant = serviceLevelVariant
    }

    /// Whether an answer after `wait` milliseconds is within the service level.
    func isInTime(_ wait: Int64) -> Bool { wait <= Int64(serviceLevelSeconds) * 1000 }

    /// Whether leaving after `wait` milliseconds is a short abandon.
    func isShort(_ wait: Int64) -> Bool { wait < Int64(shortAbandonSeconds) * 1000 }
}
