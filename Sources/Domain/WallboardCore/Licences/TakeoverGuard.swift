/// Tells a board that reconnects before its old connection is gone from a credential that two boards use: more than three
/// take-overs in a minute (protocol, section 6, rule 6).
package struct TakeoverGuard: Sendable {
    /// Take-overs within `windowMillis` that are still believed.
    package static let most = 3
    /// How long a take-over is remembered, in milliseconds.
    package static let windowMillis: Int64 = 60_000

    /// At most `most` moments, oldest first.
    private var recent: [Instant] = []

    /// No take-over yet.
    package init() {}

    /// A newer connection wants to take over at `now`. Returns false if the credential looks cloned: the connection in
    /// place stays.
    package mutating func allowsTakeover(at now: Instant) -> Bool {
        recent.removeAll { now.milliseconds(since: $0) >= Self.windowMillis }
        guard recent.count < Self.most else { return false }
        recent.append(now)
        return true
    }
}
