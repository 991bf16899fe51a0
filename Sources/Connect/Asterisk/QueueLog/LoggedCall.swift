import Values

/// What the lines of the log so far say of one call.
struct LoggedCall: Hashable, Sendable {
    /// Where the call stands.
    enum Stand: Hashable, Sendable {
        case waiting
        case talking
        /// Nobody here has it: it left its queue, was transferred, or the talk is over.
        case elsewhere
    }

    /// The customers who were given events of it; the last one is whose queue it entered last.
    var customers: [String] = []
    /// Where it stands; nil: not known yet.
    var stand: Stand?
    /// How often it has entered queues.
    var entered = 0
    /// Its first line is not that it entered a queue: the lines before are missing.
    let isPartial: Bool
    /// The agent's channel of the last answer.
    var channel = ""
    /// How often each agent's phone rang in vain.
    var missed: [String: Int] = [:]
    /// Why it will have ended.
    var reason: String?
    /// The time of its last line, in seconds since 1970.
    var lastSeconds: Int64

    init(isPartial: Bool, at seconds: Int64) {
        self.isPartial = isPartial
        self.lastSeconds = seconds
    }

    var isElsewhere: Bool { stand == .elsewhere }

    /// The part of an id that says which of its visits is meant.
    func visit(_ line: QueueLogLine) -> String { isPartial ? "t\(line.seconds)" : String(entered) }

    /// The part of an id that says which of its talks is meant.
    func leg(_ line: QueueLogLine) -> String { channel.isEmpty ? "t\(line.seconds)" : channel }
}

/// The bounds of what is kept of a queue log.
package struct QueueLogLimits: Hashable, Sendable {
    /// Seconds without a line, after which a call that nobody here has any more has ended. Default 600.
    package var endSeconds: Int64 = 600
    /// Seconds without a line, after which a call that waits or talks is taken to have ended: Asterisk was killed.
    /// Default 86,400, a day.
    package var maxSilenceSeconds: Int64 = 86_400
    /// Seconds of the log's time between two looks for old calls. Default 60.
    package var lookSeconds: Int64 = 60
    /// Calls that are kept. Default 50,000: those of ten minutes of the largest centre, and those that never end.
    package var maxCalls = 50_000
    /// Bytes of a line; longer ones are not read. Default 8,192.
    package var maxLineBytes = 8_192

    /// The defaults.
    package init() {}
}
