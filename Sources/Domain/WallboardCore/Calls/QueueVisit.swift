import Values

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
