import Values

extension CallRecord {
    /// The effect of one step; the steps of a call are applied in their order.
    mutating func apply(_ step: CallStep, at time: Instant) {
        switch step.kind {
        case .queued: queue(step, at: time)
        case .ringing: ring(step, at: time)
        case .answered: answer(step, at: time)
        case .held: hold(at: time)
        case .retrieved: retrieve(at: time)
        case .transferred: transfer(step, at: time)
        case .ended, .lost: preconditionFailure("\(step.kind) of call \(call) is no step on the way")
        }
    }

    /// Ends the call whatever it was doing.
    mutating func close(_ end: CallEnd) {
        stopTalking(at: end.time)
        situation = nil
        self.end = end
    }

    /// Whether somebody talks to the caller, or holds the call.
    var isTalking: Bool { situation?.state == .active || situation?.state == .held }

    private mutating func queue(_ step: CallStep, at time: Instant) {
        let name = step.queue ?? queue
        guard wasJustAnswered(at: time, in: name) else { return enter(name, at: time) }
        if currentVisit == nil {
            beginVisit(name, at: time)
            legs[0].visit = currentVisit
            visits[0].answeredAt = legs[0].from
        }
    }

    /// Whether the call's first steps were taken by clocks that differ: the answer of an agent, and a moment later the
    /// entry into the queue that it came through.
    private func wasJustAnswered(at time: Instant, in name: String?) -> Bool {
        guard isTalking, direction == .inbound, legs.count == 1, legs[0].agent != nil, !isTransferred else {
            return false
        }
        let cameByAnswer = visits.isEmpty || visits[0].queue == name && visits[0].enteredAt == legs[0].from
        return cameByAnswer && legs[0].from.span(to: time) <= CallLimits.clockDifferenceMilliseconds
    }

    private mutating func enter(_ name: String?, at time: Instant) {
        let staysInVisit = !isTalking && currentVisit.map { visits[$0].queue == name } ?? false
        if !staysInVisit {
            stopTalking(at: time)
            beginVisit(name, at: time)
        }
        situation = CallSituation(state: .waiting, since: waitingSince ?? time, agent: nil)
    }

    private mutating func beginVisit(_ name: String?, at time: Instant) {
        if enteredAt == nil { enteredAt = time }
        queue = name
        waitingSince = time
        if let currentVisit { visits[currentVisit].leftAt = time }
        if let index = visits.firstIndex(where: { $0.queue == name }) {
            if visits[index].answeredAt == nil { visits[index].enteredAt = time }
            visits[index].leftAt = nil
            currentVisit = index
        } else {
            visits.append(QueueVisit(queue: name, enteredAt: time))
            currentVisit = visits.count - 1
        }
    }

    private mutating func ring(_ step: CallStep, at time: Instant) {
        guard !isTalking else { return }
        moveToQueue(namedBy: step, at: time)
        situation = CallSituation(state: .ringing, since: time, agent: step.agent)
    }

    private mutating func answer(_ step: CallStep, at time: Instant) {
        let agent = step.agent ?? situation?.agent
        if isTalking && agent == situation?.agent {
            retrieve(at: time)
            return
        }
        stopTalking(at: time)
        moveToQueue(namedBy: step, at: time)
        talk(with: agent, at: time)
        if let currentVisit, visits[currentVisit].answeredAt == nil { visits[currentVisit].answeredAt = time }
    }

    /// Lets the call enter the queue that `ringing` or `answered` names, where that is a move and the call is inbound.
    private mutating func moveToQueue(namedBy step: CallStep, at time: Instant) {
        guard let name = step.queue else { return }
        if direction != .inbound {
            if currentVisit == nil { queue = name }
        } else if currentVisit.map({ visits[$0].queue != name }) ?? true {
            beginVisit(name, at: time)
        }
    }

    private mutating func transfer(_ step: CallStep, at time: Instant) {
        isTransferred = true
        if let currentVisit, isTalking || visits[currentVisit].queue != step.queue {
            visits[currentVisit].isTransferredAway = true
        }
        if let name = step.queue {
            enter(name, at: time)
        } else if let agent = step.agent {
            if !isTalking {
                situation = CallSituation(state: .ringing, since: time, agent: agent)
            } else if agent != situation?.agent {
                stopTalking(at: time)
                talk(with: agent, at: time)
            }
        }
    }

    private mutating func talk(with agent: String?, at time: Instant) {
        legs.append(TalkLeg(agent: agent, visit: currentVisit, from: time))
        situation = CallSituation(state: .active, since: time, agent: agent)
    }

    private mutating func stopTalking(at time: Instant) {
        guard isTalking else { return }
        retrieve(at: time)
        legs[legs.count - 1].to = time
        situation = nil
    }

    private mutating func hold(at time: Instant) {
        guard let talk = situation, talk.state == .active else { return }
        situation = CallSituation(state: .held, since: time, agent: talk.agent)
    }

    private mutating func retrieve(at time: Instant) {
        guard let hold = situation, hold.state == .held else { return }
        legs[legs.count - 1].holdMilliseconds += hold.since.span(to: time)
        situation = CallSituation(state: .active, since: time, agent: hold.agent)
    }
}
