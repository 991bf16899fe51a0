/// How long a board waits before it connects again (protocol, section 5): random between 0 and min(60 s, 1 s × 2ⁿ),
/// where n counts the tries and starts anew after 60 s of stable connection; a hint of the gateway goes first.
package struct BackOff: Hashable, Sendable {
    /// Tries since the last stable connection, as far as they matter: 0–6, as 2⁶ s are more than a minute.
    private var tries = 0

    /// The longest wait, 60 s: the fleet is back within a minute whatever happened.
    package static let maxMillis: Int64 = 60_000
    /// The first wait is at most this, 1 s.
    package static let firstMillis: Int64 = 1_000
    /// A connection that lasted so long was stable, 60 s.
    package static let stableMillis: Int64 = 60_000
    /// The longest hint that is followed, 1 day: a board should never be lost for good by one number.
    package static let maxHintMillis: Int64 = 86_400_000

    private static let maxTries = 6

    /// A board that has not been connected yet.
    package init() {}

    /// The wait, in milliseconds, before the next try.
    ///
    /// `connectedMillis` is how long the connection that ended was open, 0 if there was none; `hintMillis` is what the
    /// gateway said last on it (`retryAfterSeconds`, `retryAfterMillis`).
    package mutating func nextWait(
        connectedMillis: Int64, hintMillis: Int64?, using generator: inout some RandomNumberGenerator
    ) -> Int64 {
        if connectedMillis >= Self.stableMillis { tries = 0 }
        let longest = min(Self.maxMillis, Self.firstMillis << tries)
        tries = min(tries + 1, Self.maxTries)
        if let hintMillis { return min(max(hintMillis, 0), Self.maxHintMillis) }
        return Int64.random(in: 0...longest, using: &generator)
    }
}
