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
    /// Its stays in queues.
    var queues = QueueVisits()
    /// Its talks.
    var talks = TalkLegs()
    /// The phones that ring for it.
    var phones = PhoneRings()
    /// Whether it was transferred at least once.
    package internal(set) var isTransferred = false
    /// Since when it is put aside; nil where it is not.
    package internal(set) var parkedSince: Moment?
    /// How the call left the house; nil once it is back.
    var departure: QueueVisits.Departure?
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
    /// Stays in queues, by their beginning.
    package var visits: [QueueVisit] { queues.all }
    /// Talks, by their beginning.
    package var legs: [TalkLeg] { talks.all }
    /// The phones that ring.
    package var rings: [Ring] { phones.ringing }
    /// Whether it waits in a queue.
    package var isWaiting: Bool { queues.waiting != nil }
    /// Whether an agent talks or holds the call.
    package var isTalking: Bool { talks.isAnybodyTalking }
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

    /// What an end cuts off.
    struct CutOff: Hashable, Sendable {
        var visit: Int?
        var legs: [Int] = []
    }
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
