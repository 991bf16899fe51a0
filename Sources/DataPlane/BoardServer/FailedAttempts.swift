import EventLoop
import Synchronization

/// Slows down addresses from which boards keep coming that are not let in: so many at once, then one in a while. A value
/// that does no I/O and reads no clock; times are milliseconds of one clock that never goes back.
///
/// A leaky bucket for each address, as one moment in time: that at which it will have made up for all its failures (the
/// generic cell rate algorithm). Only failures count, for many boards share the address of their site: a thousand that come
/// back at once are welcome.
struct FailedAttempts: Sendable {
    /// Who is counted as one: an IPv4 address, or the /64 that one IPv6 site has (RFC 6177, section 2).
    private enum Source: Hashable {
        case ipv4(UInt32)
        case ipv6(prefix: UInt64)

        init(_ host: SocketAddress.Host) {
            switch host {
            case .ipv4(let address): self = .ipv4(address)
            case .ipv6(let high, _, _): self = .ipv6(prefix: high)
            }
        }
    }

    private let atOnce: Int64
    private let millisEach: Int64
    private let maxSources: Int
    private var clearAt: [Source: Int64] = [:]

    init(within limits: BoardServerLimits) {
        precondition(limits.maxFailedAttempts >= 1 && limits.failedAttemptMillis >= 1, "nobody could try")
        precondition(limits.maxFailingAddresses >= 8, "\(limits.maxFailingAddresses) addresses")
        atOnce = Int64(limits.maxFailedAttempts)
        millisEach = limits.failedAttemptMillis
        maxSources = limits.maxFailingAddresses
    }

    /// Takes one failure down.
    mutating func failed(_ host: SocketAddress.Host, at now: Int64) {
        let source = Source(host)
        if clearAt[source] == nil, clearAt.count >= maxSources { forget(at: now) }
        clearAt[source] = max(clearAt[source] ?? now, now) + millisEach
    }

    /// Whether an address has failed so often that its next attempt is not listened to.
    func isExhausted(_ host: SocketAddress.Host, at now: Int64) -> Bool {
        guard let clear = clearAt[Source(host)] else { return false }
        return clear - now > (atOnce - 1) * millisEach
    }

    /// Addresses that are remembered.
    var count: Int { clearAt.count }

    /// Makes room: whoever has made up for everything goes, then those that have least to make up for, an eighth at once so
    /// that the work is done for many insertions.
    private mutating func forget(at now: Int64) {
        clearAt = clearAt.filter { $0.value > now }
        let room = maxSources - maxSources / 8
        guard clearAt.count > room else { return }
        let latest = clearAt.sorted { $0.value > $1.value }.prefix(room)
        clearAt = Dictionary(uniqueKeysWithValues: latest.map { ($0.key, $0.value) })
    }
}

/// The failed attempts of all loops: the kernel spreads the connections of one address over them.
final class SharedAttempts: Sendable {
    private let attempts: Mutex<FailedAttempts>

    init(within limits: BoardServerLimits) {
        attempts = Mutex(FailedAttempts(within: limits))
    }

    func failed(_ host: SocketAddress.Host, at now: Int64) {
        attempts.withLock { $0.failed(host, at: now) }
    }

    func isExhausted(_ host: SocketAddress.Host, at now: Int64) -> Bool {
        attempts.withLock { $0.isExhausted(host, at: now) }
    }
}
