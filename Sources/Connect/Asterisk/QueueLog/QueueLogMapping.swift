import Values

/// Turns the lines of Asterisk's `queue_log` into the same call events as `AMIMapping`, with the same ids where
/// the same fact is meant. Does no I/O and reads no clock.
///
/// The log does not say when a caller's channel is gone. A call that nobody here has any more is held back: it goes on
/// where another line of it follows within `QueueLogLimits.endSeconds`, and has ended with its last line where none
/// does.
package struct QueueLogMapping: Sendable {
    let names: Names
    private let limits: QueueLogLimits
    private var calls: [String: LoggedCall] = [:]
    /// When the calls were last looked through for old ones, in seconds since 1970.
    private var lookedThrough: Int64 = 0
    private var made: [CallEvent] = []
    private var place = Place()
    /// The time of the newest line, in seconds since 1970; nil: none yet.
    package private(set) var newest: Int64?
    /// Lines that say something that is not known here.
    package private(set) var unknownWords = 0
    /// The last such word; nil: there was none.
    package private(set) var lastUnknownWord: String?

    /// The order of lines within one second.
    private struct Place {
        var seconds: Int64 = 0
        var sequence: Int64 = 0
        var repeated: [String: Int] = [:]

        mutating func enter(_ line: QueueLogLine, offset: Int64) {
            if line.seconds == seconds {
                sequence = max(offset * 16, sequence + 1)
            } else {
                seconds = line.seconds
                sequence = offset * 16
                repeated = [:]
            }
        }
    }

    /// Nothing is known yet.
    package init(names: Names, limits: QueueLogLimits = QueueLogLimits()) {
        self.names = names
        self.limits = limits
    }

    /// Takes one line.
    ///
    /// - Parameters:
    ///   - line: the line.
    ///   - offset: where it begins in its file, in bytes: the order within a second.
    /// - Returns: what has happened.
    package mutating func take(_ line: QueueLogLine, offset: Int64) -> [CallEvent] {
        made.removeAll(keepingCapacity: true)
        let before = newest
        newest = max(newest ?? line.seconds, line.seconds)
        place.enter(line, offset: min(max(offset, 0), 1 << 48))
        endOld()
        switch line.event {
        case "QUEUESTART": if let before { endAll(at: before) }
        case "PAUSE", "UNPAUSE", "ADDMEMBER", "REMOVEMEMBER", "AGENTLOGIN", "AGENTLOGOFF", "AGENTCALLBACKLOGIN",
            "AGENTCALLBACKLOGOFF":
            member(line)
        case "ENTERQUEUE", "CONNECT", "RINGNOANSWER", "RINGCANCELED", "AGENTDUMP", "ABANDON", "EXITWITHTIMEOUT",
            "EXITWITHKEY", "EXITEMPTY", "WITHDRAW", "COMPLETEAGENT", "COMPLETECALLER", "BLINDTRANSFER",
            "ATTENDEDTRANSFER", "TRANSFER", "SYSCOMPAT":
            step(line)
        case let word where Self.ignored.contains(word): break
        case let word:
            unknownWords += 1
            lastUnknownWord = word
        }
        return made
    }

    /// Words that change nothing here: those for all queues are followed by one for each queue.
    private static let ignored: Set<String> = [
        "PAUSEALL", "UNPAUSEALL", "CONFIGRELOAD", "DID", "INFO", "PENALTY", "RINGINUSE", "PAUSEREASON", "URL",
        "MEMBERPENALTY", "JOINEMPTY", "FULL", "JOINUNAVAIL",
    ]

    /// Ends what has ended, at the end of the log.
    ///
    /// - Parameters:
    ///   - isFinal: nothing is written to the log that will be read on: a call whose last line lies
    ///     `QueueLogLimits.endSeconds` before the end has ended there, and so has one that nobody has any more.
    ///   - isAlive: whether the caller's channel is known to exist.
    /// - Returns: the ends.
    package mutating func finish(isFinal: Bool, isAlive: (String) -> Bool = { _ in false }) -> [CallEvent] {
        made.removeAll(keepingCapacity: true)
        guard let newest else { return [] }
        for (id, call) in calls.sorted(by: { $0.key < $1.key }) {
            let isOld = isFinal && call.lastSeconds <= newest - limits.endSeconds
            if (call.isElsewhere && !isAlive(id)) || isOld { end(id, call, call.reason, at: call.lastSeconds) }
        }
        return made
    }

    // MARK: Calls

    private mutating func step(_ line: QueueLogLine) {
        guard let customer = names.customer(of: line.queue) else { return }
        let id = line.call
        var call = calls[id] ?? LoggedCall(isPartial: line.event != "ENTERQUEUE", at: line.seconds)
        call.customers.removeAll { $0 == customer }
        call.customers.append(customer)
        let agent = names.agent(line.agent)
        let queue = names.queue(line.queue)
        switch line.event {
        case "ENTERQUEUE":
            call.entered += 1
            call.stand = .waiting
            call.reason = nil
            let caller = line.text(1)
            make(.queued, id, call, "queued-\(call.visit(line))", line) {
                $0.queue = queue
                $0.caller = caller
            }
        case "CONNECT":
            call.channel = line.text(1) ?? "t\(line.seconds)"
            call.stand = .talking
            make(.answered, id, call, "connect-\(call.channel)", line) {
                $0.queue = queue
                $0.agent = agent
                $0.waitSeconds = Self.wait(line.number(0))
            }
        case "RINGNOANSWER", "RINGCANCELED": ring(line, id, &call, agent)
        case "AGENTDUMP":
            make(.notAnswered, id, call, "dumped-\(call.visit(line))", line) {
                $0.agent = agent
                $0.reason = "rejected"
            }
        case "ABANDON":
            end(id, call, "caller", at: line.seconds, wait: Self.wait(line.number(2)))
            return
        case "EXITWITHTIMEOUT": leave(line, id, &call, "timeout", wait: line.number(2))
        case "EXITWITHKEY": leave(line, id, &call, "key", wait: line.number(3))
        case "EXITEMPTY": leave(line, id, &call, "empty", wait: line.number(2))
        case "WITHDRAW": leave(line, id, &call, "overflow", wait: nil)
        case "COMPLETEAGENT", "COMPLETECALLER":
            call.reason = line.event == "COMPLETEAGENT" ? "agent" : "caller"
            make(.released, id, call, "complete-\(call.leg(line))", line) { $0.agent = agent }
            if call.stand != .waiting { call.stand = .elsewhere }
        default: transfer(line, id, &call, agent)
        }
        call.lastSeconds = line.seconds
        calls[id] = call
        if calls.count > limits.maxCalls { endOldest() }
    }

    /// A phone rang for so many milliseconds.
    private mutating func ring(_ line: QueueLogLine, _ id: String, _ call: inout LoggedCall, _ agent: String) {
        let isMissed = line.event == "RINGNOANSWER"
        let hash = EventID.hash(agent)
        let count: String
        if isMissed, !call.isPartial {
            call.missed[agent, default: 0] += 1
            count = String(call.missed[agent] ?? 0)
        } else {
            count = "t\(line.seconds)"
        }
        let rang = Int64(max(0, min(line.number(0) ?? 0, 86_400_000)))
        let ending = Instant(milliseconds: line.seconds * 1_000)
        // Not before the line that came before it.
        let began = max(ending.advanced(byMilliseconds: -rang), Instant(milliseconds: call.lastSeconds * 1_000))
        make(.ringing, id, call, "rang-\(hash)-\(count)", line) {
            $0.agent = agent
            $0.time = began
        }
        make(.notAnswered, id, call, "\(isMissed ? "missed" : "ceased")-\(hash)-\(count)", line) {
            $0.agent = agent
            $0.reason = isMissed ? "noAnswer" : "cancelled"
        }
    }

    private mutating func leave(
        _ line: QueueLogLine, _ id: String, _ call: inout LoggedCall, _ reason: String, wait: Int?
    ) {
        let queue = names.queue(line.queue)
        make(.left, id, call, "left-\(call.visit(line))", line) {
            $0.queue = queue
            $0.reason = reason
            $0.waitSeconds = Self.wait(wait)
        }
        call.stand = .elsewhere
    }

    private mutating func transfer(_ line: QueueLogLine, _ id: String, _ call: inout LoggedCall, _ agent: String) {
        let isWaiting = call.stand == .waiting
        let number = line.event == "ATTENDEDTRANSFER" ? nil : line.text(0)
        make(.transferred, id, call, "transfer-\(call.leg(line))", line) {
            $0.agent = agent
            // Asterisk may write that the call entered the next queue before it writes that it was transferred there.
            $0.toNumber = isWaiting ? nil : number
        }
        if !isWaiting { call.stand = .elsewhere }
    }

    private static func wait(_ seconds: Int?) -> Int? {
        seconds.flatMap { (0...86_400).contains($0) ? $0 : nil }
    }

    // MARK: Members

    private mutating func member(_ line: QueueLogLine) {
        let isEverywhere = line.queue == "NONE"
        guard line.agent != "NONE" else { return }
        let word: String
        switch line.event {
        case "PAUSE": word = "paused"
        case "ADDMEMBER": word = line.text(0) == "PAUSED" ? "paused" : "available"
        case "UNPAUSE", "AGENTLOGIN", "AGENTCALLBACKLOGIN": word = "available"
        default: word = "loggedOut"
        }
        let customers = isEverywhere ? names.customers : names.customer(of: line.queue).map { [$0] } ?? []
        let agent = names.agent(line.agent)
        let key = "agent-\(EventID.hash(line.queue))-\(EventID.hash(agent))-\(word)-\(line.seconds)"
        place.repeated[key, default: 0] += 1
        for customer in customers {
            var event = CallEvent(
                .agentState, customer: customer, id: "\(key)-\(place.repeated[key] ?? 1)",
                time: Instant(milliseconds: line.seconds * 1_000), sequence: place.sequence)
            event.agent = agent
            event.queue = isEverywhere ? nil : names.queue(line.queue)
            event.state = word
            event.pauseReason = line.event == "PAUSE" ? line.text(0) : nil
            made.append(event)
        }
    }

    // MARK: Ends

    /// Ends calls that nobody has had for long.
    private mutating func endOld() {
        guard let newest, newest >= lookedThrough + limits.lookSeconds else { return }
        lookedThrough = newest
        for (id, call) in calls.sorted(by: { $0.key < $1.key }) {
            if call.isElsewhere, call.lastSeconds <= newest - limits.endSeconds {
                end(id, call, call.reason, at: call.lastSeconds)
            } else if call.lastSeconds <= newest - limits.maxSilenceSeconds {
                end(id, call, "system", at: call.lastSeconds)
            }
        }
    }

    /// Asterisk started: no call has survived that.
    private mutating func endAll(at seconds: Int64) {
        for (id, call) in calls.sorted(by: { $0.key < $1.key }) {
            let isOpen = !call.isElsewhere
            end(
                id, call, isOpen ? "system" : call.reason,
                at: isOpen ? max(seconds, call.lastSeconds) : call.lastSeconds)
        }
    }

    /// One more call than can be kept: the one of which nothing was heard for longest is over.
    private mutating func endOldest() {
        guard let (id, call) = calls.min(by: { ($0.value.lastSeconds, $0.key) < ($1.value.lastSeconds, $1.key) }) else {
            return
        }
        end(id, call, call.reason ?? "system", at: call.lastSeconds)
    }

    private mutating func end(_ id: String, _ call: LoggedCall, _ reason: String?, at seconds: Int64, wait: Int? = nil)
    {
        calls[id] = nil
        for customer in call.customers {
            var event = CallEvent(
                .ended, customer: customer, id: "\(id)-ended-\(call.isPartial ? "p" : String(call.entered))",
                time: Instant(milliseconds: seconds * 1_000),
                // After all that its last line says.
                sequence: place.seconds == seconds ? place.sequence + 8 : Int64(1) << 52, call: id)
            event.reason = reason
            event.waitSeconds = customer == call.customers.last ? wait : nil
            made.append(event)
        }
    }

    private mutating func make(
        _ kind: CallEvent.Kind, _ id: String, _ call: LoggedCall, _ key: String, _ line: QueueLogLine,
        _ fill: (inout CallEvent) -> Void
    ) {
        guard let customer = call.customers.last else { return }
        var event = CallEvent(
            kind, customer: customer, id: "\(id)-\(key)", time: Instant(milliseconds: line.seconds * 1_000),
            sequence: place.sequence, call: id)
        place.sequence += 1
        fill(&event)
        made.append(event)
    }
}
