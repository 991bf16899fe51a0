import Synchronization
import Values

/// The log lines about requests and connections of nobody known: so many at once, then one in a while, so that a flood
/// without a token costs no disk and drowns nothing. What people with a token do has lines without a bound.
final class StrangerLines: Sendable {
    private enum Account { case everybody }

    private struct State {
        var lines: RateLimiter<Account>
        var leftOut = 0
    }

    private let clock: AdminClock
    private let state: Mutex<State>

    init(limits: AdminLimits, clock: AdminClock) {
        self.clock = clock
        let rule = RateLimiter<Account>.Rule(
            burst: limits.strangerLogLines, millisEach: Int64(limits.strangerLogLineSeconds) * 1_000, maxKeys: 1)
        state = Mutex(State(lines: RateLimiter(rule)))
    }

    /// Asks for a line: nil if there is none now, else how many were left out since the last.
    func take() -> Int? {
        let now = clock.monotonic()
        return state.withLock { state in
            guard state.lines.spend(.everybody, at: now) else {
                state.leftOut += 1
                return nil
            }
            defer { state.leftOut = 0 }
            return state.leftOut
        }
    }
}
