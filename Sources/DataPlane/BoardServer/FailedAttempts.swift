import Synchronization
import Values

/// Counts the attempts of each address to be let in that nothing vouched for: so many at once, then one in a while. Of all
/// loops, since the kernel spreads the connections of one address over them.
///
/// Only failures count, and a credential is checked before they do: many boards share the address of their site or of
/// their proxy, and those with a good token have nothing to do with the others. What that lets strangers cost is bounded: a
/// connection presents one credential, a tick finishes at most so many handshakes (`ConnectingBudget`), and the check, a
/// look into a table and at most one hash, costs a fraction of a handshake.
final class FailedAttempts: Sendable {
    private let limiter: Mutex<RateLimiter<AddressBlock>>

    init(within limits: BoardServerLimits) {
        limiter = Mutex(
            RateLimiter(
                RateLimiter.Rule(
                    burst: limits.maxFailedAttempts, millisEach: limits.failedAttemptMillis,
                    maxKeys: limits.maxFailingAddresses)))
    }

    /// Takes one attempt down, at monotonic milliseconds.
    ///
    /// - Returns: false where the address has none left.
    func take(from address: IPAddress, at now: Int64) -> Bool {
        limiter.withLock { $0.spend(AddressBlock(countedFor: address), at: now) }
    }
}
