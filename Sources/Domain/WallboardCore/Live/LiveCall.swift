import Values

/// What is shown of a call that is open.
package struct LiveCall: Hashable, Sendable {
    /// The call's id.
    package let call: String
    /// What the call is doing; nil where nobody of the house has it and it waits nowhere: then it is in no live figure.
    package let state: State?
    /// Begin of the caller's wait while it is in a queue, else of the ring, the talk, the hold or the time parked.
    package let since: Instant
    /// The last visit's; nil where it has been in no queue, or in one without a name.
    package let queue: String?
    /// The latest of those who talk, else of those whose phone rings; nil where not known.
    package let agent: String?
    /// Who called whom.
    package let direction: CallStep.Direction
    /// As the feed gave it. Boards get it through `CallerNumbers`.
    package let caller: String?
    /// The stay in a queue that lasts; nil where it waits in none.
    package let wait: Wait?
    /// Whether a phone rings.
    package let isRinging: Bool

    /// The live states of a call (calls.md, section 4).
    package enum State: String, Sendable, CaseIterable {
        case waiting, ringing, active, held, parked
    }

    /// A stay in a queue that lasts.
    package struct Wait: Hashable, Sendable {
        /// nil for the queue without a name.
        package let queue: String?
        /// Begin of the caller's wait.
        package let callerSince: Instant
        /// Begin of the visit.
        package let since: Instant
    }

    /// The record of a call that is open.
    package init(_ record: CallRecord) {
        call = record.call
        direction = record.direction
        caller = record.caller
        isRinging = !record.rings.isEmpty
        wait = record.queues.current.map {
            Wait(queue: $0.queue, callerSince: $0.callerSince.shown, since: $0.enteredAt.shown)
        }
        queue = record.queues.current.map(\.queue) ?? record.visits.last?.queue
        let talks = record.talks.current
        // Of several that began at one moment, the last one.
        let ring = record.rings.enumerated().max {
            ($0.element.since.time, $0.offset) < ($1.element.since.time, $1.offset)
        }
        agent = talks.last?.agent ?? (talks.isEmpty ? ring?.element.agent : nil)
        let begin: (state: State?, since: Instant) =
            if !talks.isEmpty {
                if let held = Self.heldSince(talks) {
                    (.held, held)
                } else {
                    (.active, talks[talks.count - 1].from.shown)
                }
            } else if isRinging {
                (.ringing, wait?.callerSince ?? record.rings[0].since.shown)
            } else if let wait {
                (.waiting, wait.callerSince)
            } else if let parked = record.parkedSince {
                (.parked, parked.shown)
            } else {
                (nil, record.lastEventAt)
            }
        state = begin.state
        since = begin.since
    }

    /// Since when all who talk hold the call; nil where one does not.
    private static func heldSince(_ talks: [TalkLeg]) -> Instant? {
        let holds = talks.compactMap(\.heldSince)
        return holds.count == talks.count ? holds.max()?.shown : nil
    }
}
