import Values

/// What is known of one call, from all of its steps in their order (calls.md, section 2).
///
/// It is a value without a clock: `CallRecord+Steps` has the effect of each step, `CallRecord+Merge` that of becoming
/// part of another call. Rings are state, not history: however often phones ring, the record does not grow.
package struct CallRecord: Hashable, Sendable {
    /// The call's id.
    package let call: String
    /// The first that a step gives; nil while none does.
    package internal(set) var toldDirection: CallStep.Direction?
    /// The first that a step gives.
    package internal(set) var caller: String?
    /// The earliest time of its steps.
    package internal(set) var firstEventAt: Instant
    /// The latest time of its steps.
    package internal(set) var lastEventAt: Instant
    /// The last of its steps to be accepted.
    var lastAccepted: Int64
    /// Whether it was queued, rang or was answered: until then it counts nowhere.
    package internal(set) var isCounted = false
    /// Whether another call has become part of it.
    var isMerged = false
    /// Whether any phone ever rang.
    package internal(set) var hasRung = false
    /// Stays in queues, by their beginning.
    package internal(set) var visits: [QueueVisit] = []
    /// Talks, by their beginning.
    package internal(set) var legs: [TalkLeg] = []
    /// The phones that ring, by agent.
    package internal(set) var rings: [Ring] = []
    /// By agent: how many rings ended without an answer.
    package internal(set) var missed: [String: Int] = [:]
    /// The last rings that are over, at most `CallLimits.pastRingsPerCall`: when their agents were busy with them.
    package internal(set) var pastRings: [PastRing] = []
    /// Whether it was transferred at least once.
    package internal(set) var isTransferred = false
    /// Since when it is put aside; nil where it is not.
    package internal(set) var parkedSince: Moment?
    /// Which of `visits` waits; nil where none does.
    var waiting: Int?
    /// Which visit the next leg belongs to: the one answered last, until the next begins or the call leaves the house.
    var talking: Int?
    /// How the call left the house, to be taken back by a merge that follows at once.
    var departure: Departure?
    /// nil while the call is open.
    package internal(set) var end: CallEnd?
    /// What the end cut off, to be restored by an answer that comes just after it.
    var cutOff = CutOff()
    /// Calls that were over before they became part of this one: they count as they were until this one is over.
    var standing: [CallRecord] = []

    /// The call whose first step this is.
    init(_ step: TimedStep) {
        self.init(step.step.call, heardOfIn: step)
    }

    /// The call that only a merge of another one into it has named.
    init(_ call: String, heardOfIn step: TimedStep) {
        self.call = call
        firstEventAt = step.time
        lastEventAt = step.time
        lastAccepted = step.acceptance.number
    }

    /// The direction; `inbound` where none is ever given.
    package var direction: CallStep.Direction { toldDirection ?? .inbound }
    /// The first entry into a queue; nil where there was none.
    package var enteredAt: Instant? { visits.lazy.map { $0.enteredAt.time }.min() }
    /// Whether it waits in a queue.
    package var isWaiting: Bool { waiting != nil }
    /// Whether an agent talks or holds the call.
    package var isTalking: Bool { legs.contains { $0.to == nil } }
    /// Whether anybody ever talked.
    package var isAnswered: Bool { !legs.isEmpty }
    /// Whether the same id begins another call when it is queued after the end.
    var hasBeenSomewhere: Bool { !visits.isEmpty || !legs.isEmpty }
    /// What decides to which day the call belongs: its first entry into a queue, else its first event.
    package var belongsAt: Instant { enteredAt ?? firstEventAt }

    /// Records that a step came, whatever it changes.
    mutating func hear(_ step: TimedStep) {
        firstEventAt = min(firstEventAt, step.time)
        lastEventAt = max(lastEventAt, step.time)
        lastAccepted = max(lastAccepted, step.acceptance.number)
        if toldDirection == nil { toldDirection = step.step.direction }
        if caller == nil { caller = step.step.caller }
    }

    /// How the call left the house.
    struct Departure: Hashable, Sendable {
        let at: Instant
        /// The visit that it left unanswered.
        let visit: Int?
        /// The visit whose talk ended with it.
        let talking: Int?
    }

    /// What an end cuts off.
    struct CutOff: Hashable, Sendable {
        var visit: Int?
        var legs: [Int] = []
    }
}

/// A moment by the sender's clock, and where that clock is ahead of ours, what boards show instead.
package struct Moment: Hashable, Comparable, Sendable {
    /// By the sender's clock: durations are taken from it.
    package var time: Instant
    /// When the step was accepted.
    package var acceptedAt: Instant

    init(_ time: Instant, accepted: Acceptance) {
        self.time = time
        acceptedAt = accepted.at
    }

    /// What boards show: what is stamped ahead began when it was accepted.
    package var shown: Instant { min(time, acceptedAt) }

    /// The same, so many milliseconds earlier.
    func before(byMilliseconds milliseconds: Int64) -> Moment {
        var moment = self
        moment.time = time.advanced(byMilliseconds: -milliseconds)
        moment.acceptedAt = acceptedAt.advanced(byMilliseconds: -milliseconds)
        return moment
    }

    /// The order of the sender's clock.
    package static func < (a: Moment, b: Moment) -> Bool { (a.time, a.acceptedAt) < (b.time, b.acceptedAt) }
}

/// A stay in one queue.
package struct QueueVisit: Hashable, Sendable {
    /// nil for the queue without a name.
    package let queue: String?
    /// When the call entered.
    package internal(set) var enteredAt: Moment
    /// Whether that is known: not of a call that was answered before anybody saw it wait.
    package internal(set) var isEntryKnown: Bool
    /// Begin of the caller's wait: the first entry since an agent last answered one of the call's visits.
    package internal(set) var callerSince: Moment
    /// Whether that is known.
    package internal(set) var isCallerSinceKnown: Bool
    /// Whether the caller's wait begins with this visit.
    var isFirstOfWait: Bool
    /// How it ended; nil while the call waits here.
    package internal(set) var outcome: Outcome?
    /// Whether a transfer ended a talk of this visit.
    package internal(set) var isTransferred = false
    /// When a transfer to this queue began it: a `queued` that follows at once says the same.
    var transferredAt: Instant?

    /// How a stay in a queue ended.
    package enum Outcome: Hashable, Sendable {
        /// An agent answered.
        case answered(at: Instant)
        /// `left`, and why.
        case left(at: Instant, CallStep.Reason?)
        /// Into another queue or out of the house.
        case overflowed(at: Instant)
        /// The call ended here.
        case ended(at: Instant, CallStep.Reason?)
        /// Closed for silence.
        case orphaned(at: Instant)

        /// When.
        package var time: Instant {
            switch self {
            case .answered(let at), .left(let at, _), .overflowed(let at), .ended(let at, _), .orphaned(let at): at
            }
        }
    }

    /// When it was answered; nil where it was not.
    package var answeredAt: Instant? {
        if case .answered(let at) = outcome { at } else { nil }
    }

    /// From the entry to the end, in milliseconds; nil while it lasts and where the entry is not known.
    package var waitMilliseconds: Int64? {
        guard isEntryKnown, let outcome else { return nil }
        return enteredAt.time.span(to: outcome.time)
    }

    /// From the begin of the caller's wait to the end, in milliseconds; nil while it lasts and where it is not known.
    package var callerWaitMilliseconds: Int64? {
        guard isCallerSinceKnown, let outcome else { return nil }
        return callerSince.time.span(to: outcome.time)
    }
}

/// A talk with one agent, hold included.
package struct TalkLeg: Hashable, Sendable {
    /// nil where no event names the agent.
    package let agent: String?
    /// Which of the call's visits it belongs to; nil where it belongs to none.
    package internal(set) var visit: Int?
    /// When the talk began.
    package internal(set) var from: Moment
    /// nil while it lasts.
    package internal(set) var to: Instant?
    /// Since when the agent holds the call; nil where not.
    package internal(set) var heldSince: Moment?
    /// The holds that are over, in milliseconds.
    package internal(set) var holdMilliseconds: Int64 = 0

    init(agent: String?, visit: Int?, from: Moment) {
        self.agent = agent
        self.visit = visit
        self.from = from
    }

    /// Talk and hold, in milliseconds; 0 while it lasts.
    package var handleMilliseconds: Int64 { to.map { from.time.span(to: $0) } ?? 0 }
    /// Talk without hold, in milliseconds; 0 while it lasts.
    package var talkMilliseconds: Int64 { max(0, handleMilliseconds - holdMilliseconds) }

    mutating func retrieve(at time: Instant) {
        guard let since = heldSince else { return }
        holdMilliseconds += since.time.span(to: time)
        heldSince = nil
    }

    mutating func end(at time: Instant) {
        retrieve(at: time)
        to = time
    }
}

/// A phone that rings.
package struct Ring: Hashable, Sendable {
    /// Whose phone.
    package let agent: String
    /// Since when.
    package let since: Moment
}

/// A ring that is over.
package struct PastRing: Hashable, Sendable {
    /// Whose phone.
    package let agent: String
    /// When it began.
    package let from: Instant
    /// When it ended.
    package let to: Instant
}

/// How a call came to its end.
package struct CallEnd: Hashable, Sendable {
    /// When it ended; where it was closed for silence, its last event.
    package let time: Instant
    /// What ended it.
    package let cause: Cause

    /// What ends a call.
    package enum Cause: Hashable, Sendable {
        case ended(CallStep.Reason?)
        /// No event for too long, or a statement of the active calls left it out.
        case silence
    }
}
