/// The figures of completed calls that entered a queue: of a whole customer, or of one queue (calls.md, section 4).
///
/// They are counts and exact sums of milliseconds, so that a call can be taken back without a trace; ratios and means
/// are computed when read. Over completed calls `offered = answered + abandoned + shortAbandoned + overflowed +
/// orphaned`.
package struct Figures: Hashable, Sendable {
    /// Connected to an agent.
    package private(set) var answered = 0
    /// The caller left after S or more.
    package private(set) var abandoned = 0
    /// The caller left before S.
    package private(set) var shortAbandoned = 0
    /// Left the queue for elsewhere unanswered.
    package private(set) var overflowed = 0
    /// Closed for silence while they waited.
    package private(set) var orphaned = 0
    /// Those of `overflowed` whose callers left to be called back.
    package private(set) var callbacks = 0
    /// Calls that were transferred; of a queue, visits of which a transfer ended a talk.
    package private(set) var transferred = 0
    /// Answered within T.
    package private(set) var answeredInTime = 0
    /// The denominator of the service level: answered and abandoned, and what the variant adds.
    package private(set) var serviceLevelCalls = 0
    /// Σ talk without hold of answered calls, in milliseconds.
    package private(set) var talkMilliseconds: Int64 = 0
    private var handleMilliseconds: Int64 = 0
    private var wrapUpMilliseconds: Int64 = 0
    private var answerWaits = WaitSum()
    private var abandonWaits = WaitSum()
    private var waits = LongestWaits()

    init() {}

    /// Calls that entered the queue: each has exactly one outcome.
    package var offered: Int { answered + abandoned + shortAbandoned + overflowed + orphaned }
    /// abandoned / (answered + abandoned).
    package var abandonedRate: Ratio? { Ratio(abandoned, of: answered + abandoned) }
    /// answered within T / (answered + abandoned), or as the variant has it.
    package var serviceLevel: Ratio? { Ratio(answeredInTime, of: serviceLevelCalls) }
    /// Σ wait of answered / answered, of those whose wait is known.
    package var averageSpeedOfAnswerMilliseconds: Int64? { answerWaits.mean }
    /// Σ wait of abandoned / abandoned, of those whose wait is known; short abandons do not count.
    package var averageAbandonMilliseconds: Int64? { abandonWaits.mean }
    /// The longest known wait of the calls, however they ended; orphans do not count, for nobody knows how long they
    /// waited.
    package var longestWaitMilliseconds: Int64? { waits.longest }
    /// Whether so many of the longest waits were taken back that the longest is not known.
    var lacksLongestWait: Bool { waits.isUnknown }
    /// Σ (talk + hold + wrap-up) / answered.
    package var averageHandleMilliseconds: Int64? {
        meanMilliseconds(handleMilliseconds + wrapUpMilliseconds, over: answered)
    }
    /// Σ talk without hold / answered.
    package var averageTalkMilliseconds: Int64? { meanMilliseconds(talkMilliseconds, over: answered) }

    /// Counts a call or a visit, or takes back one that was counted. `longestWait` is the longest of its waits, in
    /// milliseconds; nil where none is known.
    mutating func count(_ result: QueueResult, longestWait: Int64?, _ change: Counting) {
        switch result.outcome {
        case .answered:
            answered += change.sign
            answeredInTime += result.isInTime ? change.sign : 0
            answerWaits.count(result.waitMilliseconds, change)
            talkMilliseconds += Int64(change.sign) * result.talkMilliseconds
            handleMilliseconds += Int64(change.sign) * result.handleMilliseconds
        case .abandoned:
            abandoned += change.sign
            abandonWaits.count(result.waitMilliseconds, change)
        case .shortAbandoned: shortAbandoned += change.sign
        case .overflowed: overflowed += change.sign
        case .orphaned: orphaned += change.sign
        }
        callbacks += result.isCallback ? change.sign : 0
        serviceLevelCalls += result.isInServiceLevel ? change.sign : 0
        if result.isTransferred { countTransfer(change) }
        if let longestWait { waits.count(longestWait, change) }
    }

    /// Counts a call that was transferred, or takes it back.
    mutating func countTransfer(_ change: Counting) { transferred += change.sign }

    /// Counts wrap-up after talks of these calls; a negative value takes it back.
    mutating func count(wrapUpMilliseconds milliseconds: Int64) {
        wrapUpMilliseconds += milliseconds
    }
}

/// The sum of the waits that are known.
struct WaitSum: Hashable, Sendable {
    private var milliseconds: Int64 = 0
    private var count = 0

    init() {}

    /// nil of none.
    var mean: Int64? { meanMilliseconds(milliseconds, over: count) }

    /// Adds a wait, or takes it back; nil where it is not known.
    mutating func count(_ wait: Int64?, _ change: Counting) {
        guard let wait else { return }
        milliseconds += Int64(change.sign) * wait
        count += change.sign
    }
}

/// Whether a call is counted or taken back.
enum Counting {
    case add, remove

    var sign: Int { self == .add ? 1 : -1 }
}

/// The figures of a whole customer.
package struct Totals: Hashable, Sendable {
    /// Of the calls that entered a queue.
    package internal(set) var figures = Figures()
    /// All completed calls by direction, queued or not.
    package internal(set) var inbound = 0
    /// All completed calls that went out, queued or not.
    package internal(set) var outbound = 0
    /// All completed calls within the house, queued or not.
    package internal(set) var `internal` = 0
    /// Inbound, waited or rang, and answered by nobody.
    package internal(set) var missed = 0

    init() {}

    mutating func count(_ call: CompletedCall, _ change: Counting) {
        switch call.direction {
        case .inbound: inbound += change.sign
        case .outbound: outbound += change.sign
        case .internal: `internal` += change.sign
        }
        if call.isMissed { missed += change.sign }
        if let queued = call.queued {
            figures.count(queued.total, longestWait: queued.longestWaitMilliseconds, change)
        } else if call.isTransferred {
            figures.countTransfer(change)
        }
    }
}

/// A ratio from 0 to 1 with four decimals, the precision that boards get (docs/calls.md). Exact, so that equal
/// ratios are equal.
package struct Ratio: Hashable, Sendable {
    /// 0–10,000.
    package let tenThousandths: Int

    /// `part` of `whole`, rounded half up; nil where `whole` is 0, since such a figure has no value.
    package init?(_ part: Int, of whole: Int) {
        guard whole > 0 else { return nil }
        assert((0...whole).contains(part), "\(part) of \(whole) is no ratio")
        tenThousandths = (min(max(part, 0), whole) * 20_000 + whole) / (whole * 2)
    }

    /// As a number from 0 to 1.
    package var value: Double { Double(tenThousandths) / 10_000 }
}

/// The mean of `count` spans that add up to `sum` milliseconds, rounded half up to a millisecond; nil of none.
func meanMilliseconds(_ sum: Int64, over count: Int) -> Int64? {
    count == 0 ? nil : (sum * 2 + Int64(count)) / (Int64(count) * 2)
}

/// The figures of the calls that first entered a queue within one half hour (calls.md, section 4, `intervals`).
package struct IntervalFigures: Hashable, Sendable {
    /// Calls that entered a queue.
    package private(set) var offered = 0
    /// Connected to an agent.
    package private(set) var answered = 0
    /// The caller left after S or more.
    package private(set) var abandoned = 0
    /// Answered within T.
    package private(set) var answeredInTime = 0
    /// The denominator of the service level: answered and abandoned, and what the variant adds.
    package private(set) var serviceLevelCalls = 0

    init() {}

    /// answered within T / (answered + abandoned), or as the variant has it.
    package var serviceLevel: Ratio? { Ratio(answeredInTime, of: serviceLevelCalls) }

    mutating func count(_ result: QueueResult, _ change: Counting) {
        offered += change.sign
        serviceLevelCalls += result.isInServiceLevel ? change.sign : 0
        switch result.outcome {
        case .answered:
            answered += change.sign
            answeredInTime += result.isInTime ? change.sign : 0
        case .abandoned: abandoned += change.sign
        case .shortAbandoned, .overflowed, .orphaned: break
        }
    }
}

/// A half hour of the customer's local time, such as 24 November 2026, 09:30–10:00.
///
/// Where clocks go back, the hour that comes twice is one pair of half hours.
package struct HalfHour: Hashable, Comparable, Sendable {
    /// The local date and time at which it begins, in minutes since 1970-01-01T00:00 on the local clock. A multiple
    /// of 30.
    package let localMinutes: Int

    /// The half hour in which the local clock shows `localMilliseconds` since 1970-01-01T00:00.
    init(containing localMilliseconds: Int64) {
        let length: Int64 = 1_800_000
        let remainder = localMilliseconds % length
        let start = localMilliseconds - (remainder < 0 ? remainder + length : remainder)
        localMinutes = Int(start / 60_000)
    }

    /// The order of the local clock.
    package static func < (a: HalfHour, b: HalfHour) -> Bool { a.localMinutes < b.localMinutes }
}
