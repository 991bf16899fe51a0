import BoardProtocol

/// The result of one row: events of a call, or none, and what had to be corrected.
///
/// Waiting and talking keep the lengths that were recorded: the caller leaves the queue at `q_exit`, and the talk of
/// `ser_time` begins then, because the two were measured by clocks that differ.
struct BankCall: Sendable {
    /// How a row is interpreted.
    enum Fate: String, CaseIterable, Sendable {
        case answeredFromQueue = "answered from the queue: queued, answered, ended"
        case answeredAtOnce = "answered, never queued: answered, ended; not offered"
        case abandoned = "hung up in the queue: queued, ended by the caller"
        case leftBeforeQueue = "hung up in the IVR, never queued: ended by the caller; not offered"
        case phantom = "PHANTOM: ignored"
    }

    let row: BankRow
    let fate: Fate
    private(set) var faults: [BankFault] = []
    /// The steps with their times in seconds since midnight, in order.
    private(set) var steps: [(time: Int, step: CallEventMessage.Step)] = []

    init(_ row: BankRow) {
        self.row = row
        fate =
            switch (row.outcome, row.queue.isAbsent) {
            case (.agent, false): .answeredFromQueue
            case (.agent, true): .answeredAtOnce
            case (.hang, false): .abandoned
            case (.hang, true): .leftBeforeQueue
            case (.phantom, _): .phantom
            }
        guard fate != .phantom else { return }
        let arrival = mended(row.ivr, "vru_time", BankFault.negativeIVR).end
        switch fate {
        case .answeredFromQueue:
            let wait = mended(row.queue, "q_time", BankFault.negativeWait)
            steps = [(wait.start, .queued)]
            answer(after: wait.end)
        case .answeredAtOnce:
            answer(after: arrival)
        case .abandoned:
            let wait = mended(row.queue, "q_time", BankFault.negativeWait)
            steps = [(wait.start, .queued), (wait.end, .ended(reason: "caller"))]
            noteTalkAfterHangUp()
        case .leftBeforeQueue:
            steps = [(arrival, .ended(reason: "caller"))]
            noteTalkAfterHangUp()
        case .phantom: break
        }
    }

    /// Notes that the agent was still in the call of another line.
    mutating func note(busyInCallOf line: Int) {
        faults.append(.agentBusy(agent: row.agent ?? "", line: line))
    }

    private mutating func answer(after free: Int) {
        var start = free
        var seconds = 0
        if row.talk.isAbsent {
            faults.append(.noTalk)
        } else {
            let talk = mended(row.talk, "ser_time", BankFault.negativeTalk)
            seconds = talk.end - talk.start
            if talk.start < free { faults.append(.talkTooEarly(seconds: free - talk.start)) }
            if talk.start > free {
                faults.append(.talkTooLate(seconds: talk.start - free))
                start = talk.start
            }
        }
        if row.agent == nil { faults.append(.noAgent) }
        steps += [(start, .answered), (start + seconds, .ended(reason: nil))]
    }

    private mutating func noteTalkAfterHangUp() {
        if !row.talk.isAbsent { faults.append(.talkAfterHangUp(seconds: row.talk.recorded)) }
    }

    /// Where a span begins and ends, never backwards.
    private mutating func mended(
        _ span: BankRow.Span, _ column: String, _ negative: (_ seconds: Int) -> BankFault
    ) -> (start: Int, end: Int) {
        if span.seconds != span.recorded {
            faults.append(.otherDuration(column: column, recorded: span.recorded, counted: span.seconds))
        }
        guard span.seconds < 0 else { return (span.start, span.end) }
        faults.append(negative(span.seconds))
        return (span.end, span.end)
    }
}

extension BankCall {
    /// The events of the call, with ids that begin with `play`. Only a call that entered a queue names one.
    func events(play: String) -> [PlannedEvent] {
        let id = "\(play)-\(row.key)"
        let queue = fate == .answeredFromQueue || fate == .abandoned ? row.type : nil
        return steps.enumerated().map { index, entry in
            let agent = entry.step == .answered ? row.agent : nil
            return PlannedEvent(
                id: "\(id)-\(index + 1)", time: Int64(entry.time) * 1_000,
                callEnd: steps.last.map { Int64($0.time) * 1_000 },
                content: .call(
                    CallEventMessage.Call(id: id, step: entry.step, direction: .inbound, queue: queue, agent: agent)))
        }
    }
}
