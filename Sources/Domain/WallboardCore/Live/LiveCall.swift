import Values

/// What is shown of a call that is open.
package struct LiveCall: Hashable, Sendable {
    /// The call's id.
    package let call: String
    /// Its first event: calls are listed by age.
    package let beganAt: Instant
    /// Where it is, since when and with whom.
    package let situation: CallSituation
    /// nil where none is known.
    package let queue: String?
    /// Where it comes from and goes to.
    package let direction: CallStep.Direction
    /// As the feed gave it. Boards get it through `CallerNumbers`.
    package let caller: String?

    /// nil for a call that ended, and while no event has said where it is.
    package init?(_ record: CallRecord) {
        guard let situation = record.situation else { return nil }
        self.situation = situation
        call = record.call
        beganAt = record.firstEventAt
        queue = record.queue
        direction = record.direction
        caller = record.caller
    }

    /// Whether it waits.
    package var isWaiting: Bool { situation.state == .waiting }
}

/// A call and a moment, ordered by the moment: the oldest call comes first.
struct CallAge: Hashable, Comparable, Sendable {
    let since: Instant
    let call: String

    static func < (a: CallAge, b: CallAge) -> Bool { (a.since, a.call) < (b.since, b.call) }
}
