import Values

/// One step of a call with its place in the order of steps.
package struct TimedStep: Hashable, Sendable {
    /// When it happened, by the sender's clock.
    package let time: Instant
    /// The sender's order of the events of one moment; nil where the sender gives none.
    package let sequence: Int64?
    /// When it was accepted.
    package let acceptance: Acceptance
    /// What happened.
    package let step: CallStep

    /// nil for an event that is no step of a call.
    package init?(_ event: CallEvent) {
        guard case .call(let step) = event.content else { return nil }
        self.step = step
        time = event.time
        sequence = event.sequence
        acceptance = event.acceptance
    }

    /// What happened at the place of another step.
    init(_ other: TimedStep, _ step: CallStep) {
        time = other.time
        sequence = other.sequence
        acceptance = other.acceptance
        self.step = step
    }

    /// The moment as boards show it.
    var moment: Moment { Moment(time, accepted: acceptance) }

    /// Its place, given whether its call waited or talked at the beginning of its moment.
    func place(isEngaged: Bool) -> StepPlace {
        StepPlace(
            time: time, sequence: sequence ?? .max,
            rank: isEngaged && sequence == nil && step.kind.endsWhatWas ? step.kind.rank - 100 : step.kind.rank,
            number: acceptance.number)
    }
}

/// The place of a step in the order of steps: by time; of one moment those with a sequence first, by it; then in the
/// course that a call takes, but first what ends the wait or the talk that the moment began with; then in the order of
/// acceptance (calls.md, section 1, "Order").
struct StepPlace: Hashable, Comparable, Sendable {
    let time: Instant
    /// The largest number where the sender gives none: those come last.
    let sequence: Int64
    /// Negative for what ends the wait or the talk that the moment began with.
    let rank: Int
    let number: Int64

    static func < (a: StepPlace, b: StepPlace) -> Bool {
        (a.time, a.sequence, a.rank, a.number) < (b.time, b.sequence, b.rank, b.number)
    }
}

extension CallStep.Kind {
    /// The place in the course that a call takes.
    var rank: Int {
        switch self {
        case .queued: 0
        case .ringing: 1
        case .notAnswered: 2
        case .answered: 3
        case .joined: 4
        case .held: 5
        case .retrieved: 6
        case .parked: 7
        case .released: 8
        case .transferred: 9
        case .left: 10
        case .merged: 11
        case .elsewhere: 12
        case .ended: 13
        case .lost: 14
        }
    }

    /// Whether it ends a wait or a talk, and so comes first where the moment began with one.
    var endsWhatWas: Bool {
        switch self {
        case .notAnswered, .released, .transferred, .left: true
        case .ended(let reason): reason?.endsAWait ?? false
        default: false
        }
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
