import Values

/// The events of one call in the order of the call's own time, however late, duplicated or reordered they arrived.
///
/// The order is by `time`; at the same time by kind (queued, ringing, answered, held, retrieved, transferred), then by
/// id. The end is kept apart, since nothing can follow it: where several events say that the call ended, the first in
/// the order does, for a call ends once. The last note that the call was `lost` is kept apart too: it is no event of
/// the call, and means nothing once a later event has come.
///
/// Of the steps the first `limit` in the order are kept, so that what is kept does not depend on the order of arrival.
package struct CallLog: Hashable, Sendable {
    /// The call's id.
    package let call: String
    /// The steps but the end, in order; at most the limit.
    package private(set) var steps: [TimedStep] = []
    /// The end, once known.
    package private(set) var end: TimedStep?
    /// The last note that the call was not among the active ones.
    package private(set) var lost: TimedStep?
    /// The earliest time of all events, kept or not; nil while there is none.
    package private(set) var firstEventAt: Instant?
    /// The latest time of all events, kept or not; nil while there is none.
    package private(set) var lastEventAt: Instant?

    /// The log of a call without events so far.
    package init(call: String) {
        self.call = call
    }

    /// Whether no event has come yet.
    package var isEmpty: Bool { lastEventAt == nil }

    /// What became of an inserted step.
    package enum Insertion: Hashable, Sendable {
        case kept
        /// The same event again, or another end.
        case saysNothingNew
        /// The limit left out this step, or a later one in its favour.
        case beyondLimit
    }

    /// Takes in one event of this call, keeping at most `limit` steps (at least 1).
    package mutating func insert(_ step: TimedStep, limit: Int) -> Insertion {
        precondition(step.step.call == call, "step of call \(step.step.call) for call \(call)")
        if step.step.kind == .lost {
            if let lost, step <= lost { return .saysNothingNew }
            lost = step
            return .kept
        }
        firstEventAt = min(firstEventAt ?? step.time, step.time)
        lastEventAt = max(lastEventAt ?? step.time, step.time)
        if case .ended = step.step.kind {
            if let end, end <= step { return .saysNothingNew }
            end = step
            return .kept
        }
        var index = steps.count
        while index > 0, step < steps[index - 1] { index -= 1 }
        if index > 0, steps[index - 1].isSameEvent(as: step) { return .saysNothingNew }
        if index >= limit { return .beyondLimit }
        steps.insert(step, at: index)
        if steps.count <= limit { return .kept }
        steps.removeLast()
        return .beyondLimit
    }

    /// The first value that a step, or else the end, gives.
    func first<Value>(_ value: (CallStep) -> Value?) -> Value? {
        for step in steps {
            if let value = value(step.step) { return value }
        }
        return end.flatMap { value($0.step) }
    }

    /// The same log without the note that the call was lost: as it is once the call turns up again.
    var found: CallLog {
        var log = self
        log.lost = nil
        return log
    }

    /// Drops the events before `horizon`, as if they had never come.
    package mutating func forget(before horizon: Instant) {
        steps.removeAll { $0.time < horizon }
        if let time = end?.time, time < horizon { end = nil }
        if let time = lost?.time, time < horizon { lost = nil }
        if let last = lastEventAt, last < horizon { lastEventAt = nil }
        firstEventAt = lastEventAt.map { last in
            [steps.first?.time, end?.time].compactMap { $0 }.min() ?? last
        }
    }
}

/// One step of a call with its time and the id of its event.
package struct TimedStep: Hashable, Sendable {
    /// The id of the event.
    package let id: String
    /// When it happened, by the sender's clock.
    package let time: Instant
    /// What happened.
    package let step: CallStep

    /// The step of the event with this id.
    package init(id: String, time: Instant, step: CallStep) {
        self.id = id
        self.time = time
        self.step = step
    }

    /// Whether both are one event: ids are unique per customer, and the time is the event's own.
    func isSameEvent(as other: TimedStep) -> Bool {
        time == other.time && id == other.id && step.kind.rank == other.step.kind.rank
    }

    /// The order of two steps at one moment at which somebody talks: what ends the talk comes before what begins
    /// another.
    static func leavesFirst(_ a: TimedStep, _ b: TimedStep) -> Bool {
        if a.step.kind.isArrival != b.step.kind.isArrival { return b.step.kind.isArrival }
        return a < b
    }
}

extension TimedStep: Comparable {
    /// The order of the log: by time, kind and id.
    package static func < (a: TimedStep, b: TimedStep) -> Bool {
        (a.time, a.step.kind.rank, a.id) < (b.time, b.step.kind.rank, b.id)
    }
}

extension CallStep.Kind {
    /// The order of steps at the same time: that in which a call goes through them.
    var rank: Int {
        switch self {
        case .queued: 0
        case .ringing: 1
        case .answered: 2
        case .held: 3
        case .retrieved: 4
        case .transferred: 5
        case .ended: 6
        case .lost: 7
        }
    }

    /// Whether it brings the call to a queue or an agent.
    var isArrival: Bool { self == .queued || self == .ringing || self == .answered }
}
