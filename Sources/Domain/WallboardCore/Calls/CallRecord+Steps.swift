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
        case .notAnswered(let reason): miss(step.agent, reason, at: now.time)
        case .answered: answer(step, at: now)
        case .joined: join(step, at: now)
        case .released: release(step.agent, at: now.time)
        case .held: hold(step.agent, at: now)
        case .retrieved: retrieve(step.agent, at: now.time)
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
            end.time.span(to: time) <= CallLimits.clockDifferenceMilliseconds
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
        if let waiting {
            guard let name = step.queue, name != visits[waiting].queue else { return setEntry(waiting, step.wait, now) }
        } else if isTheSameEntry(step, at: now.time) {
            return
        }
        enter(step.queue, at: now)
        if let waiting { setEntry(waiting, step.wait, now) }
    }

    /// Whether the entry is known already: a transfer into the queue said it, or an answer that another clock stamped.
    private mutating func isTheSameEntry(_ step: CallStep, at time: Instant) -> Bool {
        guard let last = talking, last == visits.indices.last, isTalking, let name = step.queue,
            visits[last].queue == name
        else { return false }
        if let transferredAt = visits[last].transferredAt,
            transferredAt.span(to: time) <= CallLimits.clockDifferenceMilliseconds
        {
            return true
        }
        guard !visits[last].isEntryKnown, let answeredAt = visits[last].answeredAt,
            answeredAt.span(to: time) <= CallLimits.clockDifferenceMilliseconds
        else { return false }
        var wait: Int64 = 0
        if case .milliseconds(let told) = step.wait { wait = told }
        visits[last].enteredAt.time = answeredAt.advanced(byMilliseconds: -wait)
        visits[last].isEntryKnown = true
        if visits[last].isFirstOfWait {
            visits[last].callerSince = visits[last].enteredAt
            visits[last].isCallerSinceKnown = true
        }
        return true
    }

    /// Lets the call wait in a queue, wherever it is.
    private mutating func enter(_ name: String?, at now: Moment) {
        stopTalking(at: now.time)
        waiting = beginVisit(name, at: now, isEntryKnown: true)
    }

    /// Begins a visit and ends what went on before.
    private mutating func beginVisit(_ name: String?, at now: Moment, isEntryKnown: Bool) -> Int {
        let before = visits.last.flatMap { $0.answeredAt == nil ? $0 : nil }
        if let waiting { visits[waiting].outcome = .overflowed(at: now.time) }
        isCounted = true
        stopRinging(at: now.time)
        parkedSince = nil
        departure = nil
        talking = nil
        waiting = nil
        visits.append(
            QueueVisit(
                queue: name, enteredAt: now, isEntryKnown: isEntryKnown, callerSince: before?.callerSince ?? now,
                isCallerSinceKnown: before?.isCallerSinceKnown ?? isEntryKnown, isFirstOfWait: before == nil))
        return visits.count - 1
    }

    /// Takes the telephone system's own count of the wait in the visit.
    private mutating func setEntry(_ visit: Int, _ wait: CallStep.Wait, _ now: Moment) {
        switch wait {
        case .untold: return
        case .milliseconds(let milliseconds):
            visits[visit].enteredAt = now.before(byMilliseconds: milliseconds)
            visits[visit].isEntryKnown = true
        case .unknown: visits[visit].isEntryKnown = false
        }
        guard visits[visit].isFirstOfWait else { return }
        visits[visit].callerSince = visits[visit].enteredAt
        visits[visit].isCallerSinceKnown = visits[visit].isEntryKnown
    }

    private mutating func leave(_ step: CallStep, _ reason: CallStep.Reason?, at now: Moment) {
        guard let waiting, step.queue == nil || step.queue == visits[waiting].queue else { return }
        setEntry(waiting, step.wait, now)
        visits[waiting].outcome = .left(at: now.time, reason)
        self.waiting = nil
        stopRinging(at: now.time)
    }

    // MARK: Rings

    private mutating func ring(_ agent: String?, at now: Moment) {
        guard let agent, !isInCall(agent), !rings.contains(where: { $0.agent == agent }) else { return }
        isCounted = true
        hasRung = true
        rings.append(Ring(agent: agent, since: now))
    }

    private mutating func miss(_ agent: String?, _ reason: CallStep.Reason?, at time: Instant) {
        guard let agent, rings.contains(where: { $0.agent == agent }) else { return }
        stopRinging(agent, at: time)
        if reason == .noAnswer || reason == .rejected { missed[agent] = (missed[agent] ?? 0) + 1 }
    }

    /// Ends the rings of one agent, or all.
    mutating func stopRinging(_ agent: String? = nil, at time: Instant) {
        for ring in rings where agent == nil || ring.agent == agent {
            pastRings.append(PastRing(agent: ring.agent, from: ring.since.time, to: time))
        }
        rings.removeAll { agent == nil || $0.agent == agent }
        if pastRings.count > CallLimits.pastRingsPerCall {
            pastRings.removeFirst(pastRings.count - CallLimits.pastRingsPerCall)
        }
    }

    // MARK: Talks

    private mutating func answer(_ step: CallStep, at now: Moment) {
        if isTalking, step.agent.map(isInCall) ?? true { return retrieve(step.agent, at: now.time) }
        stopTalking(at: now.time)
        answerVisit(step, at: now)
        talk(with: step.agent, at: now)
        stopRinging(at: now.time)
    }

    private mutating func join(_ step: CallStep, at now: Moment) {
        guard isTalking else { return answer(step, at: now) }
        guard let agent = step.agent, !isInCall(agent) else { return }
        stopRinging(agent, at: now.time)
        talk(with: agent, at: now)
    }

    /// Which visit an answer is of: the one that waits, the last one, or one that nobody saw begin.
    private mutating func answerVisit(_ step: CallStep, at now: Moment) {
        if let waiting, step.queue == nil || step.queue == visits[waiting].queue || direction != .inbound {
            setEntry(waiting, step.wait, now)
            return answered(waiting, at: now.time)
        }
        guard let name = step.queue else { return }
        if waiting == nil, let last = visits.indices.last, visits[last].queue == name {
            if case .left(let at, _) = visits[last].outcome,
                at.span(to: now.time) <= CallLimits.clockDifferenceMilliseconds
            {
                setEntry(last, step.wait, now)
                answered(last, at: now.time)
            }
            return
        }
        guard direction == .inbound else { return }
        let visit = beginVisit(name, at: now, isEntryKnown: false)
        setEntry(visit, step.wait, now)
        answered(visit, at: now.time)
    }

    private mutating func answered(_ visit: Int, at time: Instant) {
        visits[visit].outcome = .answered(at: time)
        if waiting == visit { waiting = nil }
        talking = visit
    }

    private mutating func talk(with agent: String?, at now: Moment) {
        isCounted = true
        parkedSince = nil
        departure = nil
        legs.append(TalkLeg(agent: agent, visit: talking, from: now))
    }

    /// Whether the agent talks or holds the call.
    private func isInCall(_ agent: String) -> Bool { legs.contains { $0.to == nil && $0.agent == agent } }

    private mutating func forEachLeg(of agent: String?, _ change: (inout TalkLeg) -> Void) {
        for place in legs.indices where legs[place].to == nil && (agent == nil || legs[place].agent == agent) {
            change(&legs[place])
        }
    }

    private mutating func stopTalking(at time: Instant) { forEachLeg(of: nil) { $0.end(at: time) } }

    private mutating func release(_ agent: String?, at time: Instant) {
        guard let agent else { return }
        forEachLeg(of: agent) { $0.end(at: time) }
    }

    private mutating func hold(_ agent: String?, at now: Moment) {
        forEachLeg(of: agent) { if $0.heldSince == nil { $0.heldSince = now } }
    }

    private mutating func retrieve(_ agent: String?, at time: Instant) {
        forEachLeg(of: agent) { $0.retrieve(at: time) }
    }

    private mutating func park(at now: Moment) {
        guard isTalking else { return }
        stopTalking(at: now.time)
        stopRinging(at: now.time)
        parkedSince = now
    }

    // MARK: Transfers

    private mutating func transfer(_ agent: String?, to destination: CallStep.Destination, at now: Moment) {
        countTransfer(by: agent, at: now.time)
        if case .unknown = destination, waiting != nil { return }
        stopRinging(at: now.time)
        switch destination {
        case .queue(let name):
            stopTalking(at: now.time)
            if let waiting, visits[waiting].queue == name { return }
            enter(name, at: now)
            if let waiting { visits[waiting].transferredAt = now.time }
        case .agent(let name): ring(name, at: now)
        case .number, .unknown: if !isTalking { leaveTheHouse(at: now.time) }
        }
    }

    /// Ends the legs of the agent who hands the call on, else of all. The transfer counts for each, else for one that
    /// ended just before.
    private mutating func countTransfer(by agent: String?, at time: Instant) {
        let isByAgent = agent.map(isInCall) ?? false
        var ending = legs.indices.filter { legs[$0].to == nil && (!isByAgent || legs[$0].agent == agent) }
        for leg in ending { legs[leg].end(at: time) }
        if ending.isEmpty {
            let recent = legs.indices.filter {
                legs[$0].to.map { $0.span(to: time) <= CallLimits.clockDifferenceMilliseconds } ?? false
            }
            let own = recent.last { legs[$0].agent == agent && agent != nil }
            ending = (own ?? recent.max { (legs[$0].to ?? time, $0) < (legs[$1].to ?? time, $1) }).map { [$0] } ?? []
        }
        for leg in ending {
            isTransferred = true
            if let visit = legs[leg].visit { visits[visit].isTransferred = true }
        }
    }

    /// The call goes on where nobody of the house has it.
    private mutating func leaveTheHouse(at time: Instant) {
        stopTalking(at: time)
        stopRinging(at: time)
        parkedSince = nil
        departure = Departure(at: time, visit: waiting, talking: talking)
        if let waiting { visits[waiting].outcome = .overflowed(at: time) }
        waiting = nil
        talking = nil
    }

    // MARK: The end

    private mutating func close(_ step: CallStep, _ reason: CallStep.Reason?, at now: Moment) {
        if let waiting { setEntry(waiting, step.wait, now) }
        close(CallEnd(time: now.time, cause: .ended(reason)))
    }

    /// Ends the call whatever it was doing.
    mutating func close(_ end: CallEnd) {
        cutOff = CutOff(visit: waiting, legs: legs.indices.filter { legs[$0].to == nil })
        if let waiting {
            visits[waiting].outcome =
                switch end.cause {
                case .ended(let reason): .ended(at: end.time, reason)
                case .silence: .orphaned(at: end.time)
                }
        }
        waiting = nil
        stopTalking(at: end.time)
        stopRinging(at: end.time)
        parkedSince = nil
        self.end = end
    }

    private mutating func reopen() {
        end = nil
        if let visit = cutOff.visit {
            visits[visit].outcome = nil
            waiting = visit
        }
        for leg in cutOff.legs { legs[leg].to = nil }
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
