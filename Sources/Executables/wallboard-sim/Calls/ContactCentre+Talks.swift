import BoardProtocol

extension ContactCentre {
    /// An agent takes the call. All other telephones stop ringing.
    mutating func answer(_ call: Int, _ number: Int) {
        guard let agent = calls[call]?.ringing.first(where: { $0.number == number })?.agent else { return }
        let others = stopRinging(call).filter { $0 != agent }
        for other in others { report(call, .notAnswered(reason: "cancelled"), other) }
        connect(call, agent)
        switch calls[call]!.purpose {
        case .queue, .handOver: planTalk(call)
        case .consultation: plan(.consultationEnds(call: call), after: settings.interlude)
        case .colleague(let caller):
            report(call, .joined, caller)
            noteTalk(caller)
            calls[call]!.agents.append(caller)
            plan(.talkEnds(call: call), after: settings.interlude)
        }
        release(others)
    }

    private mutating func connect(_ call: Int, _ agent: Int) {
        advance(call)
        report(call, .answered, agent, queue: calls[call]!.queue)
        noteTalk(agent)
        calls[call]!.agents = [agent]
    }

    private mutating func noteTalk(_ agent: Int) {
        talks[agent] += 1
        if chance(settings.earlyPauseChance) {
            plan(.pauseAsked(agent: agent, talk: talks[agent]), after: settings.interlude)
        }
    }

    private mutating func planTalk(_ call: Int) {
        guard !calls[call]!.hadTurn, let turn = settings.turns.draw(using: &random) else {
            return plan(.talkEnds(call: call), after: settings.talk)
        }
        calls[call]!.hadTurn = true
        let before = 1_000 + Int64.random(in: 0..<settings.talk.draw(using: &random), using: &random)
        agenda.plan(.turn(call: call, turn), at: now + before)
    }

    mutating func endTalk(_ call: Int) {
        let agents = calls[call]!.agents
        end(call, chance(settings.agentEndsChance) ? "agent" : "caller")
        for agent in agents { wrapUp(agent) }
    }

    // MARK: Other than talk

    /// Something happens in a talk; where it cannot, the talk goes on.
    mutating func take(_ turn: TalkTurn, _ call: Int) {
        let agent = calls[call]!.agents[0]
        switch turn {
        case .hold:
            report(call, .held, agent)
            plan(.retrieve(call: call), after: settings.hold)
        case .toQueue where settings.queues.count > 1:
            enter(drawQueue(other: calls[call]!.queue), call, from: agent)
            wrapUp(agent)
        case .toNumber:
            report(call, .transferred(.number(drawCaller())), agent)
            calls[call]!.agents = []
            plan(.goesAway(call: call, reason: "caller"), after: settings.outside)
            wrapUp(agent)
        case .park: park(call)
        case .toQueue: planTalk(call)
        case .toColleague, .consultation, .conference:
            guard let colleague = takeColleague() else { return planTalk(call) }
            take(turn, call, with: colleague)
        }
    }

    private mutating func take(_ turn: TalkTurn, _ call: Int, with colleague: Int) {
        let agent = calls[call]!.agents[0]
        switch turn {
        case .consultation:
            report(call, .held, agent)
            let question = begin(.internal, caller: extensionNumber(agent), purpose: .consultation(about: call))
            ring(question, colleague)
        case .conference:
            report(call, .joined, colleague)
            noteTalk(colleague)
            calls[call]!.agents.append(colleague)
            plan(.conferenceEnds(call: call), after: settings.interlude)
        default:
            report(call, .transferred(.agent(agentNames[colleague])), agent)
            calls[call]!.agents = []
            calls[call]!.purpose = .handOver
            // The transfer lets it ring: that is not reported again.
            ring(call, colleague, isReported: true)
            wrapUp(agent)
        }
    }

    /// The agent who is free for longest, if one is; idle no more.
    private mutating func takeColleague() -> Int? {
        idle.isEmpty ? nil : idle.removeFirst()
    }

    mutating func retrieve(_ call: Int) {
        report(call, .retrieved, calls[call]!.agents[0])
        planTalk(call)
    }

    /// A colleague picks it up, or where none is free the same agent.
    private mutating func park(_ call: Int) {
        let agent = calls[call]!.agents[0]
        report(call, .parked, agent)
        calls[call]!.agents = []
        if let colleague = takeColleague() {
            plan(.pickUp(call: call, agent: colleague), after: settings.interlude)
            wrapUp(agent)
        } else {
            plan(.pickUp(call: call, agent: agent), after: settings.interlude)
        }
    }

    mutating func pickUp(_ call: Int, _ agent: Int) {
        connect(call, agent)
        planTalk(call)
    }

    mutating func endConference(_ call: Int) {
        let leaving = calls[call]!.agents.remove(at: chance(0.5) ? 0 : 1)
        report(call, .released, leaving)
        planTalk(call)
        wrapUp(leaving)
    }

    /// The colleague who was asked takes the call over, or not.
    mutating func endConsultation(_ question: Int) {
        guard case .consultation(let call) = calls[question]!.purpose else { return }
        let colleague = calls[question]!.agents[0]
        if chance(0.75) {
            let agent = calls[call]!.agents[0]
            report(call, .transferred(.unknown), agent)
            report(question, .merged(into: calls[call]!.id))
            calls[question] = nil
            calls[call]!.parts.append(question)
            calls[call]!.agents = [colleague]
            planTalk(call)
            wrapUp(agent)
        } else {
            end(question, "agent")
            retrieve(call)
            wrapUp(colleague)
        }
    }

    // MARK: Calls of agents

    /// A free agent calls somebody outside, or another free agent.
    mutating func beginOwnCall() {
        defer { planOwnCall() }
        guard waiting.isEmpty, let agent = takeColleague() else { return }
        if chance(settings.internalChance), let colleague = takeColleague() {
            ring(begin(.internal, caller: extensionNumber(agent), purpose: .colleague(of: agent)), colleague)
        } else {
            callOut(agent, to: drawCaller())
        }
    }

    /// Calls back who asked for it, as soon as an agent is free.
    mutating func callBack(_ caller: String) {
        guard !isClosed else { return }
        guard waiting.isEmpty, let agent = takeColleague() else {
            return plan(.callBack(caller: caller), after: .uniform(30...60))
        }
        callOut(agent, to: caller)
    }

    private mutating func callOut(_ agent: Int, to number: String) {
        let call = begin(.outbound, caller: number)
        calls[call]!.hadTurn = true
        connect(call, agent)
        planTalk(call)
    }

    private func extensionNumber(_ agent: Int) -> String { String(200 + agent) }
}
