/// The figures of completed calls that entered a queue: of a whole customer, or of one queue (protocol, section 8).
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
    /// Closed after too long a silence.
    package private(set) var orphaned = 0
    /// Calls that were transferred; of a queue, those that were transferred away from it.
    package private(set) var transferred = 0
    /// Answered within T.
    package private(set) var answeredInTime = 0
    /// Of which the service level is: answered and abandoned, and what the variant adds.
    package private(set) var serviceLevelCalls = 0
    /// Σ talk without hold of answered calls, in milliseconds.
    package private(set) var talkMilliseconds: Int64 = 0
    private var handleMilliseconds: Int64 = 0
    private var wrapUpMilliseconds: Int64 = 0
    private var answerWaitMilliseconds: Int64 = 0
    private var abandonWaitMilliseconds: Int64 = 0
    private var waits = LongestWaits()

    init() {}

    /// Calls that entered the queue: each has exactly one outcome.
    package var offered: Int { answered + abandoned + shortAbandoned + overflowed + orphaned }
    /// abandoned / (answered + abandoned).
    package var abandonedRate: Ratio? { Ratio(abandoned, of: answered + abandoned) }
    /// answered within T / (answered + abandoned), or as the variant has it.
    package var serviceLevel: Ratio? { Ratio(answeredInTime, of: serviceLevelCalls) }
    /// Σ wait of answered / answered.
    package var averageSpeedOfAnswerMilliseconds: Int64? { meanMilliseconds(answerWaitMilliseconds, over: answered) }
    /// Σ wait of abandoned / abandoned; short abandons do not count.
    package var averageAbandonMilliseconds: Int64? { meanMilliseconds(abandonWaitMilliseconds, over: abandoned) }
    /// The longest wait of the calls, however they came out; orphans do not count, for nobody knows how long they waited.
    package var longestWaitMilliseconds: Int64? { waits.longest }
    /// Whether so many of the longest waits were taken back that the longest is not known.
    var lacksLongestWait: Bool { waits.isUnknown }
    /// Σ (talk + hold + wrap-up) / answered.
    package var averageHandleMilliseconds: Int64? {
        meanMilliseconds(handleMilliseconds + wrapUpMilliseconds, over: answered)
    }
    /// Σ talk without hold / answered.
    package var averageTalkMilliseconds: Int64? { meanMilliseconds(talkMilliseconds, over: answered) }

    /// Counts a call, or takes one back that was counted.
    mutating func count(_ result: QueueResult, _ change: Counting) {
        switch result.outcome {
        case .answered:
            answered += change.sign
            answeredInTime += result.isInTime ? change.sign : 0
            answerWaitMilliseconds += Int64(change.sign) * result.waitMilliseconds
            talkMilliseconds += Int64(change.sign) * result.talkMilliseconds
            handleMilliseconds += Int64(change.sign) * result.handleMilliseconds
        case .abandoned:
            abandoned += change.sign
            abandonWaitMilliseconds += Int64(change.sign) * result.waitMilliseconds
        case .shortAbandoned: shortAbandoned += change.sign
        case .overflowed: overflowed += change.sign
        case .orphaned: orphaned += change.sign
        }
        transferred += result.isTransferred ? change.sign : 0
        serviceLevelCalls += result.isInServiceLevel ? change.sign : 0
        if result.outcome != .orphaned { waits.count(result.waitMilliseconds, change) }
    }

    /// Counts wrap-up after talks of these calls; less than none takes it back.
    mutating func count(wrapUpMilliseconds milliseconds: Int64) {
        wrapUpMilliseconds += milliseconds
    }
}

/// Whether a call is counted or taken back.
enum Counting {
    case add, remove

    var sign: Int { self == .add ? 1 : -1 }
}
