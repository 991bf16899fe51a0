import Synchronization
import Values

/// The connections of all loops that are not finished: accepted, and without an accepted `hello` yet. Anybody can open
/// one, so they have a bound of their own, and once it is reached one of the oldest goes, of the addresses that have most
/// of them: a flood of silent connections pushes itself out, and a board that makes progress is out of here long before.
/// A value without I/O or clock; every call is O(1).
struct UnfinishedConnections: Sendable {
    /// Where a connection is kept; meaningless once it has been taken out.
    typealias Place = Int32

    /// One connection, linked to its neighbours among all and among those of its block.
    private struct Entry {
        /// nil: free.
        var id: ConnectionID?
        var block: AddressBlock
        var all = Links()
        var ofBlock = Links()
    }

    private struct Links {
        var older: Place = UnfinishedConnections.none
        var newer: Place = UnfinishedConnections.none
    }

    /// A chain of entries, oldest first.
    private struct Chain {
        var oldest: Place = UnfinishedConnections.none
        var newest: Place = UnfinishedConnections.none
        var count = 0
    }

    private static let none: Place = -1
    /// The oldest connections among which the one that has to go is chosen. A board that is alone at its address goes
    /// only where so many others that are as old are alone at theirs.
    static let candidates = 8

    private let most: Int
    private let maxPerBlock: Int
    private var entries: [Entry] = []
    private var free: [Place] = []
    private var all = Chain()
    private var blocks: [AddressBlock: Chain] = [:]

    /// `most` connections, 1…; `maxPerBlock` of one block, 1…, once half of them are there.
    init(most: Int, maxPerBlock: Int) {
        precondition(most >= 1 && maxPerBlock >= 1, "at most \(most), \(maxPerBlock) of a block")
        self.most = most
        self.maxPerBlock = maxPerBlock
    }

    var count: Int { all.count }
    var isHalfFull: Bool { all.count >= (most + 1) / 2 }

    /// Takes out the connection that has to go before one more of a block is added; nil where there is room.
    mutating func makeRoom(for block: AddressBlock) -> ConnectionID? {
        if isHalfFull, let chain = blocks[block], chain.count >= maxPerBlock { return take(chain.oldest) }
        return all.count >= most ? removeOne() : nil
    }

    /// Takes out the one of the oldest `candidates` whose block has most connections, of several the oldest; nil where
    /// there is none.
    mutating func removeOne() -> ConnectionID? {
        guard all.count > 0 else { return nil }
        var (chosen, most) = (all.oldest, 0)
        var candidate = all.oldest
        for _ in 0..<Self.candidates where candidate != Self.none {
            let entry = entries[Int(candidate)]
            let ofBlock = blocks[entry.block]?.count ?? 0
            if ofBlock > most { (chosen, most) = (candidate, ofBlock) }
            candidate = entry.all.newer
        }
        return take(chosen)
    }

    mutating func add(_ id: ConnectionID, of block: AddressBlock) -> Place {
        let entry = Entry(id: id, block: block)
        let place: Place
        if let reused = free.popLast() {
            place = reused
            entries[Int(place)] = entry
        } else {
            place = Place(entries.count)
            entries.append(entry)
        }
        Self.append(place, to: &all, of: &entries, by: \.all)
        Self.append(place, to: &blocks[block, default: Chain()], of: &entries, by: \.ofBlock)
        return place
    }

    /// Takes a connection out.
    ///
    /// - Returns: false if it is no longer there: it had to go.
    mutating func remove(_ id: ConnectionID, at place: Place) -> Bool {
        guard entries[Int(place)].id == id else { return false }
        _ = take(place)
        return true
    }

    /// Counts a connection under another block from now on, as its newest.
    ///
    /// - Returns: the oldest of that block, taken out, where it has too many now.
    mutating func move(_ id: ConnectionID, at place: Place, to block: AddressBlock) -> ConnectionID? {
        guard entries[Int(place)].id == id, entries[Int(place)].block != block else { return nil }
        leaveBlock(place)
        entries[Int(place)].block = block
        entries[Int(place)].ofBlock = Links()
        Self.append(place, to: &blocks[block, default: Chain()], of: &entries, by: \.ofBlock)
        guard isHalfFull, let chain = blocks[block], chain.count > maxPerBlock else { return nil }
        return take(chain.oldest)
    }

    private mutating func leaveBlock(_ place: Place) {
        let block = entries[Int(place)].block
        guard var chain = blocks.removeValue(forKey: block) else { return }
        Self.remove(place, from: &chain, of: &entries, by: \.ofBlock)
        if chain.count > 0 { blocks[block] = chain }
    }

    private mutating func take(_ place: Place) -> ConnectionID? {
        let id = entries[Int(place)].id
        Self.remove(place, from: &all, of: &entries, by: \.all)
        leaveBlock(place)
        entries[Int(place)].id = nil
        free.append(place)
        return id
    }

    private static func append(
        _ place: Place, to chain: inout Chain, of entries: inout [Entry], by links: WritableKeyPath<Entry, Links>
    ) {
        entries[Int(place)][keyPath: links].older = chain.newest
        if chain.newest != none { entries[Int(chain.newest)][keyPath: links].newer = place }
        chain.newest = place
        if chain.oldest == none { chain.oldest = place }
        chain.count += 1
    }

    private static func remove(
        _ place: Place, from chain: inout Chain, of entries: inout [Entry], by links: WritableKeyPath<Entry, Links>
    ) {
        let own = entries[Int(place)][keyPath: links]
        if own.older != none {
            entries[Int(own.older)][keyPath: links].newer = own.newer
        } else {
            chain.oldest = own.newer
        }
        if own.newer != none {
            entries[Int(own.newer)][keyPath: links].older = own.older
        } else {
            chain.newest = own.older
        }
        chain.count -= 1
    }
}

/// How much of a tick connections that are not up yet may use, so that boards that are up get their updates while
/// thousands come back, and those that come back get in while much is published. A value that reads no clock; times are
/// microseconds.
///
/// A tick works on a minimum of them in any case. Where ticks are long, because much is written in each, that alone
/// would let in only a few a second: there they get a share of the time.
struct ConnectingBudget: Sendable {
    /// One part in so many of the time.
    private let share: Int64
    private var tickBegan: Int64
    private var lastTick: Int64 = 0
    private var spent: Int64 = 0

    init(share: Int64, now: Int64) {
        precondition(share >= 1, "one part in \(share)")
        self.share = share
        tickBegan = now
    }

    mutating func beginTick(at now: Int64) {
        tickBegan = now
        spent = 0
    }

    mutating func endTick(at now: Int64) {
        lastTick = now - tickBegan
    }

    /// Records what was done for one connection.
    mutating func spend(_ micros: Int64) {
        spent += micros
    }

    /// Whether one more may be worked on after `count`; up to `least` always may.
    func allows(after count: Int, least: Int) -> Bool {
        count < least || spent < lastTick / share
    }
}

/// Counts each address's attempts to be let in that no credential vouched for: a burst at once, then one at a time at a
/// steady rate. Shared by all loops, since the kernel spreads the connections of one address over them.
///
/// Only failures count, and a credential is checked before they do: many boards share the address of their site or of
/// their proxy, and those with a valid token are not affected by the others. The cost that leaves to strangers is
/// bounded: a connection presents one credential, a tick finishes at most so many handshakes (`ConnectingBudget`), and
/// the check, a look into a table and at most one hash, costs a fraction of a handshake.
final class FailedAttempts: Sendable {
    private let limiter: Mutex<RateLimiter<AddressBlock>>

    init(within limits: BoardServerLimits) {
        limiter = Mutex(
            RateLimiter(
                RateLimiter.Rule(
                    burst: limits.maxFailedAttempts, millisEach: limits.failedAttemptMillis,
                    maxKeys: limits.maxFailingAddresses)))
    }

    /// Records one attempt, at monotonic milliseconds.
    ///
    /// - Returns: false where the address has none left.
    func take(from address: IPAddress, at now: Int64) -> Bool {
        limiter.withLock { $0.spend(AddressBlock(countedFor: address), at: now) }
    }
}
