/// The figures of the calls that first entered a queue within one half hour (protocol, section 8, `intervals`).
package struct IntervalFigures: Hashable, Sendable {
    /// Calls that entered a queue.
    package private(set) var offered = 0
    /// Connected to an agent.
    package private(set) var answered = 0
    /// The caller left after S or more.
    package private(set) var abandoned = 0
    /// Answered within T.
    package private(set) var answeredInTime = 0
    /// Of which the service level is: answered and abandoned, and what the variant adds.
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
