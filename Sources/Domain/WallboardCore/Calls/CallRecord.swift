import Values

/// What is known of one call, computed from all of its events (protocol, sections 7 and 8).
///
/// It is a pure function of the `CallLog`: the order in which events arrived leaves no trace. The rules:
///
/// - *Queues.* `queued`, and `transferred` with a queue, let the call enter that queue. While it waits there already,
///   it is the same visit; from another queue, the visit before was left unanswered. A call that somebody talks to
///   stops talking and waits again. There is one visit for each queue: entering again moves the moment of entry, unless
///   the call was answered there before.
/// - *An event without a queue* keeps the queue known so far. A call that is queued without any name waits in a queue
///   without a name, which counts in the totals only.
/// - *`ringing` and `answered` of an inbound call that name a queue* which the call is not in let it enter there at
///   that moment: a call answered at once may have no `queued`, and then waited 0. An outbound or internal call enters
///   a queue only by `queued` or `transferred`.
/// - *`answered`* begins a talk leg with the agent it names, else with the one it rang at. The visit that the call is
///   in was answered, if it was not before. Another answer by the same agent, or without a name, continues the leg and
///   takes it from hold; one by another agent begins that agent's leg.
/// - *`transferred` with an agent and no queue* hands the call to that agent: a new leg where somebody talks, else it
///   rings there. *With neither* it is only counted.
/// - *`held` and `retrieved`* count while somebody talks; a hold that is not retrieved lasts to the end of the leg.
/// - *`ringing` while somebody talks* is a consultation and changes nothing.
/// - *`queued` just after an agent's answer* (up to `CallLimits.clockDifferenceMilliseconds`) is the queue that the
///   answered call came through, reported by a clock that is ahead: it waited 0, and the talk goes on.
/// - *Steps of one moment* come in the order in which a call goes through them, queued first and transferred last.
///   Where somebody talks at that moment, the talk is left first: held, retrieved, transferred, then queued, ringing
///   and answered, as when a call is transferred and answered within one second of a clock that shows whole seconds.
/// - *`lost`* closes the call as an orphan from that moment, unless it ended or a later event shows that it went on.
/// - *`ended`* comes last whatever its time. Spans that come out negative count 0, for the clocks of two units differ.
package struct CallRecord: Hashable, Sendable {
    /// The call's id.
    package let call: String
    /// The first that an event gives; `inbound` where none does, since feeds of queues alone leave it out.
    package let direction: CallStep.Direction
    /// The first that an event gives.
    package let caller: String?
    /// The earliest time of its events.
    package let firstEventAt: Instant
    /// The latest time of its events.
    package let lastEventAt: Instant
    /// When it first entered a queue; nil if it never did.
    package internal(set) var enteredAt: Instant?
    /// The queues that it entered, in the order of the first entry.
    package internal(set) var visits: [QueueVisit] = []
    /// The talk, leg by leg.
    package internal(set) var legs: [TalkLeg] = []
    /// Whether it was transferred at all.
    package internal(set) var isTransferred = false
    /// nil while the call is open.
    package internal(set) var end: CallEnd?
    /// Where the call is now; nil once it ended, and while no event has said where.
    package internal(set) var situation: CallSituation?
    /// The queue known so far; nil where none is.
    package internal(set) var queue: String?
    /// Which of `visits` the call is or was last in.
    package internal(set) var currentVisit: Int?
    /// When the call last began to wait.
    var waitingSince: Instant?

    /// The record of a call; nil if there is no event.
    package init?(_ log: CallLog) {
        guard let first = log.firstEventAt, let last = log.lastEventAt else { return nil }
        call = log.call
        direction = log.first(\.direction) ?? .inbound
        caller = log.first(\.caller)
        firstEventAt = first
        lastEventAt = last
        var steps = log.steps[...]
        while let time = steps.first?.time {
            let moment = steps.prefix { $0.time == time }
            steps = steps.dropFirst(moment.count)
            for step in isTalking ? moment.sorted(by: TimedStep.leavesFirst) : Array(moment) {
                apply(step.step, at: time)
            }
        }
        if let end = log.end, case .ended(let reason) = end.step.kind {
            close(CallEnd(time: end.time, cause: .ended(reason)))
        } else if let lost = log.lost, lost.time >= last {
            close(CallEnd(time: lost.time, cause: .silence))
        }
    }

    /// Whether somebody talked to the caller, in a queue or not.
    package var isAnswered: Bool { !legs.isEmpty }

    /// This open call as it is closed after `milliseconds` without an event.
    package func orphaned(afterMilliseconds milliseconds: Int64) -> CallRecord {
        precondition(end == nil, "call \(call) ended, it cannot be orphaned")
        var record = self
        record.close(CallEnd(time: lastEventAt.advanced(byMilliseconds: milliseconds), cause: .silence))
        return record
    }
}

/// A stay in one queue.
package struct QueueVisit: Hashable, Sendable {
    /// nil for the queue without a name.
    package let queue: String?
    /// When the call entered, the last time that it did before it was answered here.
    package internal(set) var enteredAt: Instant
    /// When the call was answered there; nil if it was not.
    package internal(set) var answeredAt: Instant?
    /// When the call went to another queue; nil while it is here, and where it was when it ended.
    package internal(set) var leftAt: Instant?
    /// Whether the call was transferred away from here.
    package internal(set) var isTransferredAway = false
}

/// A talk with one agent, hold included.
package struct TalkLeg: Hashable, Sendable {
    /// nil where no event names the agent.
    package let agent: String?
    /// Which of the call's visits it belongs to; nil before it entered a queue.
    package internal(set) var visit: Int?
    /// When the talk began.
    package let from: Instant
    /// nil while it lasts.
    package internal(set) var to: Instant?
    /// The holds that are over, in milliseconds.
    package internal(set) var holdMilliseconds: Int64 = 0

    /// Talk and hold, in milliseconds; 0 while it lasts.
    package var handleMilliseconds: Int64 { to.map { from.span(to: $0) } ?? 0 }

    /// Talk without hold, in milliseconds; 0 while it lasts.
    package var talkMilliseconds: Int64 { max(0, handleMilliseconds - holdMilliseconds) }
}

/// How a call came to its end.
package struct CallEnd: Hashable, Sendable {
    /// When it ended; of an orphan, when the silence had lasted long enough.
    package let time: Instant
    /// What ended it.
    package let cause: Cause

    /// What ends a call.
    package enum Cause: Hashable, Sendable {
        case ended(CallStep.EndReason)
        /// No event for too long, or a statement of the active calls left it out: the call is an orphan.
        case silence
    }
}

/// Where an open call is.
package struct CallSituation: Hashable, Sendable {
    /// What the call is doing.
    package let state: State
    /// When this state began. Waiting goes on from the entry of the visit when nobody takes the call that rang.
    package let since: Instant
    /// The agent it rings at, or who talks; nil where not known.
    package let agent: String?

    /// The live states of a call (protocol, section 8).
    package enum State: String, Sendable, CaseIterable {
        case waiting, ringing, active, held
    }
}
