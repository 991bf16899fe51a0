/// How many newcomers a tick takes on, and when accepting pauses. A value without I/O or clock; times are milliseconds
/// unless they are called micros.
struct ArrivalPace {
    private var budget: ConnectingBudget
    private var handshakes = 0
    /// Whether a handshake has to wait for the next tick.
    private(set) var isHandshakeLeftOver = false
    private var accepts = 0
    private var failures = 0
    private var displaced = 0
    /// While accepting pauses: when it goes on.
    private(set) var resumesAt: Int64?

    init(share: Int64, nowMicros: Int64) {
        budget = ConnectingBudget(share: share, now: nowMicros)
    }

    mutating func beginTick(atMicros now: Int64) {
        handshakes = 0
        isHandshakeLeftOver = false
        budget.beginTick(at: now)
    }

    mutating func endTick(atMicros now: Int64) { budget.endTick(at: now) }

    /// Records what was done for one connection.
    mutating func spend(micros: Int64) { budget.spend(micros) }

    /// Whether one more handshake may be worked on in this tick. The rest stay ready and are reported again in the next
    /// one: live boards go first.
    mutating func takesHandshake(within limits: BoardServerLimits) -> Bool {
        guard budget.allows(after: handshakes, least: limits.maxHandshakesPerTick) else {
            isHandshakeLeftOver = true
            return false
        }
        handshakes += 1
        return true
    }

    /// Accepting begins in this tick.
    mutating func beginAccepting() {
        accepts = 0
        failures = 0
        displaced = 0
    }

    /// Whether one more connection may be accepted in this tick.
    mutating func takesAccept(within limits: BoardServerLimits) -> Bool {
        guard resumesAt == nil, displaced < BoardServer.maxEndingPerLoop,
            budget.allows(after: accepts, least: limits.maxAcceptsPerTick)
        else { return false }
        accepts += 1
        return true
    }

    /// A connection had to go for another one.
    mutating func displace() { displaced += 1 }

    /// An accept failed for a reason that may pass at once; returns whether it is one too many: a persistent error
    /// would keep the loop turning for nothing else.
    mutating func fail(within limits: BoardServerLimits) -> Bool {
        failures += 1
        return failures == limits.maxAcceptsPerTick
    }

    // MARK: Pauses

    var isPaused: Bool { resumesAt != nil }

    /// Accepting pauses, or goes on pausing.
    mutating func pause(at now: Int64, within limits: BoardServerLimits) { resumesAt = now + limits.acceptPauseMillis }

    /// Ends the pause where its time is over; returns whether it did.
    mutating func resume(at now: Int64) -> Bool {
        guard let resumesAt, resumesAt <= now else { return false }
        self.resumesAt = nil
        return true
    }

    /// Nothing is accepted any more: there is nothing to go on with.
    mutating func stop() { resumesAt = nil }
}
