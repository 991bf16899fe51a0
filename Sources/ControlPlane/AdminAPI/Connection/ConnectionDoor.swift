import NIOCore
import Synchronization
import Values

/// Counts the connections of the port, over all and by address, and keeps both to their bounds. Nobody is queued: where
/// a bound is reached, the oldest connection that no valid token was sent on makes room for the newest, and if there is
/// none the newest is refused. So neither silent connections nor strangers' requests shut out who has a token; nor does
/// one customer shut out the others, since its tokens keep at most a quarter of all connections from making room
/// (`Shares`).
final class ConnectionDoor: Sendable {
    /// One connection.
    private struct Entry {
        let number: Int
        /// nil: from a trusted proxy, whose requests count for the addresses they come from.
        let block: String?
        /// Whether it makes room for nobody.
        var isProven = false
        /// What the sender of its valid token has of all connections.
        var share: Shares.Share?
        let drop: @Sendable () -> Void
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var countByBlock: [String: Int] = [:]
        /// Requests in progress that came through trusted proxies.
        var requestsByBlock: [String: Int] = [:]
        var next = 0
        /// When a refusal was last logged.
        var toldAt: Int64?
    }

    /// The decision on a connection.
    enum Verdict: Hashable, Sendable {
        case admitted
        /// It has to be closed. `isNews`: the first in a minute, which gets a log line.
        case refused(isNews: Bool)
    }

    private let limits: AdminLimits
    private let clock: AdminClock
    private let trustedProxies: [AddressBlock]
    private let proven: Shares
    private let state = Mutex(State())

    init(limits: AdminLimits, clock: AdminClock, trustedProxies: [AddressBlock] = []) {
        self.limits = limits
        self.clock = clock
        self.trustedProxies = trustedProxies
        proven = Shares(limits.connections)
    }

    /// Open connections.
    var count: Int { state.withLock { $0.entries.count } }

    /// Lets a connection in, unless there are too many. `drop` closes it at once, from any thread; it is called if the
    /// connection has to make room. Call `leave` when it is closed.
    func enter(
        _ connection: ObjectIdentifier, from address: String, drop: @escaping @Sendable () -> Void
    ) -> Verdict {
        let proxy = IPAddress(address).map { peer in trustedProxies.contains { $0.contains(peer) } } ?? false
        let block = proxy ? nil : AddressBlock.name(countedFor: address)
        let (verdict, dropped) = state.withLock { state -> (Verdict, Entry?) in
            var dropped: Entry?
            let isBlockFull = block.map { state.countByBlock[$0, default: 0] >= limits.connectionsPerAddress } ?? false
            if isBlockFull || state.entries.count >= limits.connections {
                guard let oldest = Self.oldestUnproven(of: state.entries, in: isBlockFull ? block : nil) else {
                    let now = clock.monotonic()
                    let isNews = state.toldAt.map { now - $0 >= 60_000 } ?? true
                    if isNews { state.toldAt = now }
                    return (.refused(isNews: isNews), nil)
                }
                dropped = Self.remove(oldest, from: &state)
            }
            state.next += 1
            state.entries[connection] = Entry(number: state.next, block: block, drop: drop)
            if let block { state.countByBlock[block, default: 0] += 1 }
            return (.admitted, dropped)
        }
        dropped?.drop()
        return verdict
    }

    /// A valid token was sent on the connection: it makes room for nobody, unless its sender has more than its share of
    /// them. Those of a trusted proxy are in nobody's share: what comes by them is everybody's.
    func prove(_ connection: ObjectIdentifier, by principal: Principal) {
        state.withLock { state in
            guard let entry = state.entries[connection], !entry.isProven else { return }
            let share = entry.block == nil ? nil : proven.takeOne(for: principal)
            guard share != nil || entry.block == nil else { return }
            state.entries[connection]?.share = share
            state.entries[connection]?.isProven = true
        }
    }

    /// The connection is closed.
    func leave(_ connection: ObjectIdentifier) {
        state.withLock { _ = Self.remove(connection, from: &$0) }
    }

    /// A request came through a trusted proxy: it counts for the address that it comes from, which may have as many
    /// at once as other addresses may have connections. If it is let in, call `end` once it is answered.
    func begin(for address: String) -> Bool {
        let block = AddressBlock.name(countedFor: address)
        return state.withLock { state in
            guard state.requestsByBlock[block, default: 0] < limits.connectionsPerAddress else { return false }
            state.requestsByBlock[block, default: 0] += 1
            return true
        }
    }

    /// A request that `begin` let in is answered.
    func end(for address: String) {
        let block = AddressBlock.name(countedFor: address)
        state.withLock { state in
            let left = state.requestsByBlock[block, default: 1] - 1
            state.requestsByBlock[block] = left > 0 ? left : nil
        }
    }

    /// `block` nil: of any address.
    private static func oldestUnproven(
        of entries: [ObjectIdentifier: Entry], in block: String?
    ) -> ObjectIdentifier? {
        let unproven = entries.filter { entry in !entry.value.isProven && (block == nil || entry.value.block == block) }
        return unproven.min { a, b in a.value.number < b.value.number }?.key
    }

    private static func remove(_ connection: ObjectIdentifier, from state: inout State) -> Entry? {
        guard let entry = state.entries.removeValue(forKey: connection) else { return nil }
        guard let block = entry.block else { return entry }
        let left = state.countByBlock[block, default: 1] - 1
        state.countByBlock[block] = left > 0 ? left : nil
        return entry
    }
}
