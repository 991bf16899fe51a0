/// What a customer's feed is like (protocol, section 9, `feed`).
package enum FeedState: String, Sendable, CaseIterable {
    /// It is heard of, and what it tells is fresh.
    case live
    /// It is heard of, and tells of what was longer ago: it catches up.
    case delayed
    /// It was quiet for too long, and what has become of the calls since then is not known yet.
    case lost
    /// There was never a request of one: no telephone system has been connected yet.
    case none
}
