import Values

/// Tells a board that reconnects before its old connection is gone from a credential that two boards use: more than three
/// take-overs in a minute, each of a connection that still answered (protocol, section 6, rule 6).
package struct TakeoverGuard: Sendable {
    /// Take-overs within `windowMillis` that are let through.
    package static let most = 3
    /// How long a take-over is remembered, in milliseconds.
    package static let windowMillis: Int64 = 60_000
    /// How long the connection in place has to answer a ping, in milliseconds: what does not is a board that lost its
    /// network and comes back, however often.
    package static let answerMillis: Int64 = 1_000

    /// At most `most` moments, oldest first.
    private var recent: [Instant] = []

    /// No take-over yet.
    package init() {}

    /// A newer connection wants to take over at `now`, by its token or by an enrolment key; `inPlaceAnswers` says whether
    /// the connection in place still answers. Returns false if the credential looks cloned: the connection in place stays.
    package mutating func allowsTakeover(inPlaceAnswers: Bool, at now: Instant) -> Bool {
        guard inPlaceAnswers else { return true }
        // What lies in the future was written down by a clock that was ahead.
        recent.removeAll { !(0..<Self.windowMillis).contains(now.milliseconds(since: $0)) }
        guard recent.count < Self.most else { return false }
        recent.append(now)
        return true
    }
}
