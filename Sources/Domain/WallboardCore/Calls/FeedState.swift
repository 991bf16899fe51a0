/// The state of a customer's feed (docs/calls.md, `feed`).
package enum FeedState: String, Sendable, CaseIterable {
    /// It is alive, and its events are fresh.
    case live
    /// It is alive, and its events are old: it is catching up.
    case delayed
    /// It was quiet for too long, and what has become of the calls since then is not known yet.
    case lost
    /// It never sent a request: no telephone system has been connected yet.
    case none
}
