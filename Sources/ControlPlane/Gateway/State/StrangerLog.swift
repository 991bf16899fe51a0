import AdminAPI
import Values
import WallboardCore

/// The attempts of boards whose credentials belong to no customer, for operators. Anybody can cause them, with as many
/// serials as they like: equal ones are one entry with a count, and no address has more than its share of the entries,
/// or of what observers see. A value that reads no clock.
struct StrangerLog {
    /// Attempts of one address that observers see at once, as many as have an entry, and the milliseconds until they
    /// see one more: an observer sees who tries, and the list how often.
    static let toldOfSource = RateLimiter<String>.Rule(
        burst: GatewayLimits.Refusals.maxStrangersOfSource, millisEach: 10_000, maxKeys: 1_000)
    /// The same for all addresses together: four of them at once, then one a second.
    static let told = RateLimiter<Everybody>.Rule(
        burst: GatewayLimits.Refusals.maxStrangers, millisEach: 1_000, maxKeys: 1)

    enum Everybody { case everybody }

    private struct Entry {
        var attempt: RefusedAttempt
        let source: String
    }

    /// The one that was last added to comes last.
    private var entries: [Entry] = []
    private var bySource = RateLimiter<String>(toldOfSource)
    private var all = RateLimiter<Everybody>(told)

    /// Newest first.
    var newestFirst: [RefusedAttempt] { entries.reversed().map(\.attempt) }

    /// Adds an attempt, at a moment of a clock that never goes back, in milliseconds. Returns what observers see of it,
    /// with the count of its entry; nil: nothing.
    ///
    /// Where an address has all its entries the one that was not added to for longest gives way, and its count goes on
    /// in that of the new one; where there is no room at all, one of the address that has most.
    mutating func add(_ attempt: RefusedAttempt, at now: Int64) -> RefusedAttempt? {
        let source = AddressBlock.name(countedFor: attempt.address)
        var attempt = attempt
        if let index = equal(to: attempt, from: source) ?? surplus(of: source) {
            attempt.count += entries.remove(at: index).attempt.count
        } else if entries.count == GatewayLimits.Refusals.maxStrangers {
            entries.remove(at: surplusOfAll())
        }
        entries.append(Entry(attempt: attempt, source: source))
        return bySource.spend(source, at: now) && all.spend(.everybody, at: now) ? attempt : nil
    }

    /// A board with this serial has found its customer.
    mutating func gotIn(_ serial: String) {
        entries.removeAll { $0.attempt.serial == serial }
    }

    private func equal(to attempt: RefusedAttempt, from source: String) -> Int? {
        entries.firstIndex { entry in
            entry.source == source && entry.attempt.serial == attempt.serial && entry.attempt.reason == attempt.reason
        }
    }

    /// The oldest entry of an address that has all it may have.
    private func surplus(of source: String) -> Int? {
        let own = entries.indices.filter { entries[$0].source == source }
        return own.count < GatewayLimits.Refusals.maxStrangersOfSource ? nil : own.first
    }

    /// The oldest entry of the address that has most; of several such addresses, the oldest of all.
    private func surplusOfAll() -> Int {
        var counts: [String: Int] = [:]
        for entry in entries { counts[entry.source, default: 0] += 1 }
        let most = counts.values.max() ?? 0
        return entries.firstIndex { counts[$0.source] == most } ?? 0
    }
}
