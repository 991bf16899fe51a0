import BoardProtocol

extension ContactCentre {
    private static let pauseReasons = ["Break", "Lunch", "Training", "Meeting", "Paperwork"]

    mutating func wrapUp(_ agent: Int) {
        // Outdates a pause that was to be asked for in the talk.
        talks[agent] += 1
        report(agent: agent, .wrapUp)
        plan(.wrapUpEnds(agent: agent), after: settings.wrapUp)
    }

    mutating func endWrapUp(_ agent: Int) {
        let isAskedFor = wantsPause[agent]
        wantsPause[agent] = false
        guard isAskedFor || chance(settings.pauseChance) else { return becomeIdle(agent) }
        pause(agent, drawReason())
    }

    mutating func pause(_ agent: Int, _ reason: String) {
        report(agent: agent, .paused, reason)
        plan(.pauseEnds(agent: agent), after: settings.pause)
    }

    /// Is reported at once, and begins when the call is written up.
    mutating func askForPause(_ agent: Int) {
        guard !wantsPause[agent] else { return }
        wantsPause[agent] = true
        report(agent: agent, .paused, drawReason())
    }

    private mutating func drawReason() -> String {
        Self.pauseReasons.randomElement(using: &random) ?? Self.pauseReasons[0]
    }

    /// After closing time an agent goes home when nobody waits any more.
    mutating func becomeIdle(_ agent: Int) {
        guard !isClosed || !waiting.isEmpty else { return report(agent: agent, .loggedOut) }
        report(agent: agent, .available)
        idle.append(agent)
        ringNext()
    }

    /// The same of an agent who is available already.
    mutating func becomeFree(_ agent: Int) {
        guard !isClosed || !waiting.isEmpty else { return report(agent: agent, .loggedOut) }
        idle.append(agent)
        ringNext()
    }

    /// Agents whose telephones have stopped ringing are free before those who became free since.
    mutating func release(_ agents: [Int]) {
        guard !isClosed || !waiting.isEmpty else {
            for agent in agents { report(agent: agent, .loggedOut) }
            return
        }
        idle.insert(contentsOf: agents, at: 0)
        ringNext()
    }

    mutating func sendIdleAgentsHome() {
        for agent in idle { report(agent: agent, .loggedOut) }
        idle = []
    }
}
