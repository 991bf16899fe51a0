import BoardProtocol

extension ContactCentre {
    // MARK: Callers come

    mutating func arrive() {
        let queue = drawQueue()
        let call = begin(.inbound, caller: drawCaller())
        if waiting.count(where: { calls[$0]!.queue == queue }) >= settings.maxWaiting {
            report(call, .queued, queue: queue)
            plan(.goesAway(call: call, reason: "full"), after: .uniform(1...3))
        } else {
            enter(queue, call)
        }
        planArrival()
    }

    /// A number that Ofcom keeps for drama: of a telephone in London, or of a mobile one.
    mutating func drawCaller() -> String {
        let prefix = chance(0.4) ? "+447700900" : "+442079460"
        return prefix + String(1_000 + Int.random(in: 0..<1_000, using: &random)).dropFirst()
    }

    /// Queue k is drawn with a weight of 1/k, counted from 1.
    mutating func drawQueue(other: Int? = nil) -> Int {
        let candidates = settings.queues.indices.filter { $0 != other }
        let total = candidates.reduce(0) { $0 + 1 / Double($1 + 1) }
        var point = Double.random(in: 0..<total, using: &random)
        for queue in candidates {
            point -= 1 / Double(queue + 1)
            if point < 0 { return queue }
        }
        return candidates[0]
    }

    // MARK: They wait

    /// Lets the call wait in a queue. `agent` is who passes it on to there.
    mutating func enter(_ queue: Int, _ call: Int, from agent: Int? = nil) {
        if let agent {
            report(call, .transferred(.queue(settings.queues[queue])), agent)
        } else {
            report(call, .queued, queue: queue)
        }
        calls[call]!.queue = queue
        calls[call]!.enteredAt = now
        calls[call]!.agents = []
        calls[call]!.purpose = .queue
        waiting.append(call)
        let stage = advance(call)
        plan(.patienceEnds(call: call, stage: stage), after: settings.patience)
        if queue != settings.queues.count - 1 {
            plan(.overflow(call: call, stage: stage), after: settings.overflow)
        }
        if chance(settings.keyChance) { plan(.keyPress(call: call, stage: stage), after: settings.keyPress) }
        ringNext()
    }

    mutating func abandon(_ call: Int) {
        let free = stopWaiting(call)
        end(call, "caller")
        release(free)
    }

    mutating func overflow(_ call: Int) {
        let free = stopWaiting(call)
        report(call, .left(reason: chance(0.5) ? "timeout" : "overflow"), queue: calls[call]!.queue)
        enter(settings.queues.count - 1, call)
        release(free)
    }

    mutating func pressKey(_ call: Int) {
        let free = stopWaiting(call)
        let queue = calls[call]!.queue!
        switch Int.random(in: 0..<3, using: &random) {
        case 0 where settings.queues.count > 1:
            report(call, .left(reason: "key"), queue: queue)
            enter(drawQueue(other: queue), call)
        case 1:
            report(call, .left(reason: "voicemail"), queue: queue)
            plan(.goesAway(call: call, reason: "caller"), after: settings.interlude)
        default:
            plan(.callBack(caller: calls[call]!.caller), after: settings.callBack)
            end(call, "callback")
        }
        release(free)
    }

    /// Takes the call out of its queue. Returns the agents whose telephones rang.
    private mutating func stopWaiting(_ call: Int) -> [Int] {
        waiting.removeAll { $0 == call }
        advance(call)
        return stopRinging(call)
    }

    // MARK: Telephones ring

    /// Lets telephones ring for those who wait, as long as agents are free. After closing time, who is not needed any
    /// more goes home.
    mutating func ringNext() {
        while let call = waiting.first, !idle.isEmpty {
            waiting.removeFirst()
            let order = settings.rings[calls[call]!.queue! % settings.rings.count]
            let called = Array(idle.prefix(order.most))
            idle.removeFirst(called.count)
            for agent in called { ring(call, agent) }
        }
        if isClosed && waiting.isEmpty { sendIdleAgentsHome() }
    }

    /// Lets the telephone of an agent ring, who is not idle any more.
    mutating func ring(_ call: Int, _ agent: Int, isReported: Bool = false) {
        if !isReported { report(call, .ringing, agent) }
        ringCount += 1
        calls[call]!.ringing.append(SimulatedCall.Ring(agent: agent, number: ringCount))
        let miss = chance(settings.missChance) ? Miss.allCases.randomElement(using: &random) : nil
        let length =
            switch miss {
            case .noAnswer: settings.missedRing
            case .busy, .unreachable: DurationDraw.uniform(0.2...1)
            case .rejected, nil: settings.ring
            }
        plan(.ringEnds(call: call, ring: ringCount, miss: miss), after: length)
    }

    /// No telephone rings for the call any more. Returns whose did.
    mutating func stopRinging(_ call: Int) -> [Int] {
        defer { calls[call]!.ringing = [] }
        return calls[call]!.ringing.map(\.agent)
    }

    mutating func missRing(_ call: Int, _ number: Int, _ miss: Miss) {
        guard let index = calls[call]?.ringing.firstIndex(where: { $0.number == number }) else { return }
        let agent = calls[call]!.ringing.remove(at: index).agent
        report(call, .notAnswered(reason: miss.rawValue), agent)
        if calls[call]!.ringing.isEmpty { goOn(call, without: agent) }
        if miss.meansAbsence {
            pause(agent, "No answer")
        } else {
            becomeFree(agent)
        }
    }

    /// What becomes of a call for which the last telephone has rung in vain.
    private mutating func goOn(_ call: Int, without agent: Int) {
        switch calls[call]!.purpose {
        case .queue:
            let place = waiting.firstIndex { (calls[$0]!.enteredAt, $0) > (calls[call]!.enteredAt, call) }
            waiting.insert(call, at: place ?? waiting.endIndex)
        case .handOver: plan(.requeue(call: call), after: .uniform(0.5...1))
        case .consultation(let about):
            end(call, "agent")
            retrieve(about)
        case .colleague(let caller):
            end(call, "agent")
            becomeFree(caller)
        }
    }
}
