import WallboardCore

/// Slows guessing down: so many failures at once for each source, then one in a while.
///
/// A leaky bucket for each source, as one moment in time: that at which the source will have made up for all its failures
/// (the generic cell rate algorithm). It does no I/O and reads no clock; times are milliseconds of one clock that never
/// goes back. A source is an address or a token.
struct AttemptLimiter: Sendable {
    /// How much is let through.
    struct Rule: Hashable, Sendable {
        /// Failures that are let through at once; at least 1.
        var burst: Int
        /// Seconds that make up for one failure; at least 1.
        var secondsEach: Int
        /// Sources and good credentials that are remembered, each.
        var entries: Int
        /// Seconds for which a credential that was good gets by although its source has failed too often.
        var goodSeconds = 0
    }

    /// A credential, as its hash, that was good from a source.
    private struct Good: Hashable {
        let source: String
        let credential: SecretHash
    }

    private let rule: Rule
    /// When each source has made up for its failures.
    private var clearAt: [String: Int64] = [:]
    private var goodUntil: [Good: Int64] = [:]

    init(_ rule: Rule) {
        precondition(rule.burst >= 1 && rule.secondsEach >= 1 && rule.entries >= 8, "\(rule) lets nobody try")
        self.rule = rule
    }

    /// How many seconds the source has to wait before its next attempt; nil: none.
    func wait(for source: String, credential: SecretHash? = nil, at now: Int64) -> Int? {
        guard let clear = clearAt[source] else { return nil }
        let excess = clear - now - Int64(rule.burst - 1) * each
        guard excess > 0 else { return nil }
        if let credential, let until = goodUntil[Good(source: source, credential: credential)], now < until {
            return nil
        }
        return Int((excess + 999) / 1_000)
    }

    /// Takes one failure down. Taken down before the outcome is known, it bounds attempts at the same time, too, and
    /// `succeeded` takes it back.
    mutating func failed(_ source: String, at now: Int64) {
        if clearAt[source] == nil, clearAt.count >= rule.entries { forget(at: now) }
        clearAt[source] = max(clearAt[source] ?? now, now) + each
    }

    /// Takes back a failure that was none.
    mutating func takeBack(_ source: String) {
        if let clear = clearAt[source] { clearAt[source] = clear - each }
    }

    /// Remembers a credential that was good.
    mutating func succeeded(_ source: String, credential: SecretHash, at now: Int64) {
        let good = Good(source: source, credential: credential)
        if goodUntil[good] == nil, goodUntil.count >= rule.entries {
            goodUntil = Self.kept(goodUntil, of: rule.entries, at: now)
        }
        goodUntil[good] = now + Int64(rule.goodSeconds) * 1_000
    }

    /// Sources that are remembered; for tests of the bound.
    var sources: Int { clearAt.count }

    private var each: Int64 { Int64(rule.secondsEach) * 1_000 }

    /// Makes room: whoever has made up for everything goes, and of the others those that have least to make up for.
    private mutating func forget(at now: Int64) {
        clearAt = Self.kept(clearAt, of: rule.entries, at: now)
    }

    /// At most seven eighths of the entries, those with the latest times: the work is done once for many insertions.
    private static func kept<Key>(_ table: [Key: Int64], of entries: Int, at now: Int64) -> [Key: Int64] {
        let live = table.filter { $0.value > now }
        let room = entries - entries / 8
        guard live.count > room else { return live }
        let latest = live.sorted { $0.value > $1.value }.prefix(room)
        return Dictionary(uniqueKeysWithValues: latest.map { ($0.key, $0.value) })
    }
}
