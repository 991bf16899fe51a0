import Asterisk
import Logging
import Values

/// What the queue log says of the time in which Asterisk was not heard.
extension CallFeed {
    /// What was filled in.
    struct Filled {
        var events: [CallEvent] = []
        /// The time of the newest line, in seconds since 1970; nil: there was none.
        var newest: Int64?
    }

    /// Reads the log from a moment on, up to where Asterisk is heard again.
    ///
    /// - Parameters:
    ///   - path: the log.
    ///   - began: up to when Asterisk was heard, in microseconds since 1970; nil: never, and the day so far is read.
    ///   - now: in microseconds since 1970.
    ///   - status: which channels there are.
    /// - Returns: the events, and up to when the log was read.
    /// - Throws: `DiskFault` where the log cannot be read.
    func fill(from path: String, since began: Int64?, now: Int64, _ status: AMIStatus) throws -> Filled {
        let begin = (began ?? now - CatchUpLimits.firstSeconds * 1_000_000) / 1_000_000 - CatchUpLimits.overlapSeconds
        let end = firstSaid.map { $0 / 1_000_000 } ?? .max
        var file = try QueueLogFile(path, since: begin - CatchUpLimits.contextSeconds)
        var logged = QueueLogMapping(names: names)
        var filled = Filled()
        while let (line, offset) = try file.next() {
            guard line.seconds <= end else { continue }
            for event in logged.take(line, offset: offset) where line.seconds >= begin {
                filled.events.append(mapping.fill(event, queue: line.queue, after: began ?? 0, until: firstSaid))
            }
        }
        for event in logged.finish(isFinal: false, isAlive: status.isAlive)
        where event.time.milliseconds >= begin * 1_000 {
            filled.events.append(mapping.fill(event, queue: nil, after: began ?? 0, until: firstSaid))
        }
        filled.newest = logged.newest
        numbers.logLines += file.lines
        numbers.logUnreadable += file.unreadable
        logger.notice(
            "read the queue log",
            metadata: [
                "since": "\(Instant(milliseconds: begin * 1_000))", "lines": "\(file.lines)",
                "events": "\(filled.events.count)", "unreadable": "\(file.unreadable)",
                "unknown": "\(logged.unknownWords)",
            ])
        return filled
    }
}

/// The bounds of catching up with a PBX that was not heard for a while.
enum CatchUpLimits {
    /// Messages that wait for the queue log to be read: seconds of the largest centre. With more the log is not waited
    /// for.
    static let maxHeld = 50_000
    /// Seconds after which all agents' states are said once more: 6 hours, four times in the day that a gateway looks
    /// back when it starts.
    static let restatementSeconds: Int64 = 21_600
    /// Seconds of the log that are read where Asterisk was never heard before: a day.
    static let firstSeconds: Int64 = 86_400
    /// Seconds before the last word of Asterisk from which on lines are filled in. 3: the clocks of both are one, and
    /// what is filled in twice counts once.
    static let overlapSeconds: Int64 = 3
    /// Seconds before that whose lines are read to know the calls. 4 hours.
    static let contextSeconds: Int64 = 14_400
}
