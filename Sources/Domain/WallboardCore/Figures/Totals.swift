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
    /// Inbound, never answered.
    package internal(set) var missed = 0

    init() {}

    mutating func count(_ call: CompletedCall, _ change: Counting) {
        switch call.direction {
        case .inbound: inbound += change.sign
        case .outbound: outbound += change.sign
        case .internal: `internal` += change.sign
        }
        if call.isMissed { missed += change.sign }
        if let queued = call.queued { figures.count(queued.total, change) }
    }
}
