import Values

/// The phones that ring for a call, and what has become of those that rang. Rings are state, not history: however often
/// phones ring, this does not grow.
struct PhoneRings: Hashable, Sendable {
    /// The phones that ring.
    private(set) var ringing: [Ring] = []
    /// The last rings that are over, at most `CallLimits.pastRingsPerCall`: when their agents were busy with them.
    private(set) var past: [PastRing] = []
    /// By agent: how many rings ended without an answer.
    private(set) var missed: [String: Int] = [:]
    /// Whether any phone ever rang.
    private(set) var hasRung = false

    /// Whether the agent's phone rings.
    func isRinging(_ agent: String) -> Bool { ringing.contains { $0.agent == agent } }

    /// The agent's phone begins to ring, unless it does already.
    mutating func begin(_ agent: String, at now: Moment) {
        hasRung = true
        if !isRinging(agent) { ringing.append(Ring(agent: agent, since: now)) }
    }

    /// The agent's phone, or every phone, rings no more.
    mutating func end(_ agent: String? = nil, at time: Instant) {
        for ring in ringing where agent == nil || ring.agent == agent {
            past.append(PastRing(agent: ring.agent, from: ring.since.time, to: time))
        }
        ringing.removeAll { agent == nil || $0.agent == agent }
        forgetSurplus()
    }

    /// The agent did not answer a ring that was seen.
    mutating func miss(_ agent: String, _ reason: CallStep.Reason?, at time: Instant) {
        guard isRinging(agent) else { return }
        end(agent, at: time)
        if reason == .noAnswer || reason == .rejected { missed[agent, default: 0] += 1 }
    }

    /// Takes in the rings of a call that has become part of this one.
    mutating func absorb(_ other: PhoneRings) {
        hasRung = hasRung || other.hasRung
        for ring in other.ringing where !isRinging(ring.agent) { ringing.append(ring) }
        missed.merge(other.missed, uniquingKeysWith: +)
        past = (past + other.past).sorted { ($0.to, $0.from, $0.agent) < ($1.to, $1.from, $1.agent) }
        forgetSurplus()
    }

    private mutating func forgetSurplus() {
        if past.count > CallLimits.pastRingsPerCall { past.removeFirst(past.count - CallLimits.pastRingsPerCall) }
    }
}

/// A phone that rings.
package struct Ring: Hashable, Sendable {
    /// Whose phone.
    package let agent: String
    /// Since when.
    package let since: Moment
}

/// A ring that is over.
package struct PastRing: Hashable, Sendable {
    /// Whose phone.
    package let agent: String
    /// When it began.
    package let from: Instant
    /// When it ended.
    package let to: Instant
}
