import Values

extension CallRecord {
    /// The effect of one step that is not the end, a merge or a statement's note; steps come in their order.
    mutating func apply(_ timed: TimedStep) {
        let step = timed.step
        let now = timed.moment
        switch step.kind {
        case .queued: queue(step, at: now)
        case .left(let reason): leave(step, reason, at: now)
        case .ringing: ring(step.agent, at: now)
        case .notAnswered(let reason): if let agent = step.agent { phones.miss(agent, reason, at: now.time) }
        case .answered: answer(step, at: now)
        case .joined: join(step, at: now)
        case .released: if let agent = step.agent { talks.end(agent, at: now.time) }
        case .held: talks.hold(step.agent, at: now)
        case .retrieved: talks.retrieve(step.agent, at: now.time)
        case .parked: park(at: now)
        case .transferred(let destination): transfer(step.agent, to: destination, at: now)
        case .elsewhere: leaveTheHouse(at: now.time)
        case .ended(let reason): close(step, reason, at: now)
        case .merged, .lost: preconditionFailure("\(step.kind) of call \(call) is no step of one record")
        }
    }

    /// Whether a step of this kind at `time`, after the end, still belongs before it: an answer that another clock
    /// stamped, and the entry of a call that had only rung.
    func takesAfterEnd(_ kind: CallStep.Kind, at time: Instant) -> Bool {
        guard let end, case .ended(let reason) = end.cause,
            end.time.isJustBefore(time)
        else { return false }
        return switch kind {
        case .answered: reason != .caller
        case .queued: !hasBeenSomewhere
        default: false
        }
    }

    /// Takes a step that `takesAfterEnd`, as just before the end.
    mutating func applyBeforeEnd(_ timed: TimedStep) {
        guard let end else { return }
        reopen()
        var now = timed.moment
        now.time = min(now.time, end.time)
        if case .answered = timed.step.kind { answer(timed.step, at: now) } else { queue(timed.step, at: now) }
        close(end)
    }

    // MARK: Queues

    private mutating func queue(_ step: CallStep, at now: Moment) {
        if let current = queues.current {
            guard let name = step.queue, name != current.queue else { return queues.setEntry(step.wait, now) }
        } else if isTalking, let name = step.queue, queues.takeSameEntry(name, step.wait, at: now.time) {
            return
        }
        enter(step.queue, at: now)
        queues.setEntry(step.wait, now)
    }

    /// Lets the call wait in a queue, wherever it is.
    private mutating func enter(_ name: String?, at now: Moment) {
        talks.end(at: now.time)
        queues.enter(name, at: now)
        arrive(at: now.time)
    }

    /// A visit begins: what went on before is over.
    private mutating func arrive(at time: Instant) {
        isCounted = true
        phones.end(at: time)
        parkedSince = nil
        departure = nil
    }

    private mutating func leave(_ step: CallStep, _ reason: CallStep.Reason?, at now: Moment) {
        guard let current = queues.current, step.queue == nil || step.queue == current.queue else { return }
        queues.setEntry(step.wait, now)
        queues.leave(.left(at: now.time, reason))
        phones.end(at: now.time)
    }

    // MARK: Rings and talks

    private mutating func ring(_ agent: String?, at now: Moment) {
        guard let agent, !talks.isTalking(agent) else { return }
        isCounted = true
        phones.begin(agent, at: now)
    }

    private mutating func answer(_ step: CallStep, at now: Moment) {
        if isTalking, step.agent.map(talks.isTalking) ?? true { return talks.retrieve(step.agent, at: now.time) }
        talks.end(at: now.time)
        if queues.answer(step.queue, step.wait, isInbound: direction == .inbound, at: now) { arrive(at: now.time) }
        talk(with: step.agent, at: now)
        phones.end(at: now.time)
    }

    private mutating func join(_ step: CallStep, at now: Moment) {
        guard isTalking else { return answer(step, at: now) }
        guard let agent = step.agent, !talks.isTalking(agent) else { return }
        phones.end(agent, at: now.time)
        talk(with: agent, at: now)
    }

    private mutating func talk(with agent: String?, at now: Moment) {
        isCounted = true
        parkedSince = nil
        departure = nil
        talks.begin(agent, visit: queues.talking, at: now)
    }

    private mutating func park(at now: Moment) {
        guard isTalking else { return }
        talks.end(at: now.time)
        phones.end(at: now.time)
        parkedSince = now
    }

    // MARK: Transfers

    private mutating func transfer(_ agent: String?, to destination: CallStep.Destination, at now: Moment) {
        for leg in talks.handOn(by: agent, at: now.time) {
            isTransferred = true
            if let visit = leg.visit { queues.noteTransfer(away: visit) }
        }
        if case .unknown = destination, isWaiting { return }
        phones.end(at: now.time)
        switch destination {
        case .queue(let name):
            talks.end(at: now.time)
            if let current = queues.current, current.queue == name { return }
            enter(name, at: now)
            queues.noteTransfer(at: now.time)
        case .agent(let name): ring(name, at: now)
        case .number, .unknown: if !isTalking { leaveTheHouse(at: now.time) }
        }
    }

    /// The call goes on where nobody of the house has it.
    private mutating func leaveTheHouse(at time: Instant) {
        talks.end(at: time)
        phones.end(at: time)
        parkedSince = nil
        departure = queues.depart(at: time)
    }

    // MARK: The end

    private mutating func close(_ step: CallStep, _ reason: CallStep.Reason?, at now: Moment) {
        queues.setEntry(step.wait, now)
        close(CallEnd(time: now.time, cause: .ended(reason)))
    }

    /// Ends the call whatever it was doing.
    mutating func close(_ end: CallEnd) {
        cutOff = CutOff(visit: queues.waiting, legs: legs.indices.filter { legs[$0].to == nil })
        switch end.cause {
        case .ended(let reason): queues.leave(.ended(at: end.time, reason))
        case .silence: queues.leave(.orphaned(at: end.time))
        }
        talks.end(at: end.time)
        phones.end(at: end.time)
        parkedSince = nil
        self.end = end
    }

    private mutating func reopen() {
        end = nil
        queues.reopen(cutOff.visit)
        for leg in cutOff.legs { talks.all[leg].to = nil }
        cutOff = CutOff()
    }

    /// This open call as it is closed for silence: its talk ends with the last that was heard of it.
    package func silenced() -> CallRecord {
        precondition(end == nil, "call \(call) ended, it cannot fall silent")
        var record = self
        record.close(CallEnd(time: lastEventAt, cause: .silence))
        return record
    }
}
