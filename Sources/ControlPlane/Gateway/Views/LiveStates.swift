import BoardProtocol
import WallboardCore

// The states that also show what changes before a call ends (docs/calls.md).

extension LiveAnalyticsState: StateDocument {
    func write(to writer: inout StateWriter, since earlier: LiveAnalyticsState?) {
        completed.write(to: &writer, since: earlier?.completed)
        agents.write(to: &writer, since: earlier?.agents)
        live.write(to: &writer, since: earlier?.live)
    }
}

extension ContactCentreState: StateDocument {
    func write(to writer: inout StateWriter, since earlier: ContactCentreState?) {
        completed.write(to: &writer, since: earlier?.completed)
        agents.write(to: &writer, since: earlier?.agents)
        live.write(to: &writer, since: earlier?.live)
        writer.shared("agentStatus", agentStatus, earlier?.agentStatus, in: \.agentStatus) { writer, new, old in
            writer.entries(new, old, name: { $0 }) { writer, new, old in
                writer.text("state", new.state.rawValue, old?.state.rawValue)
                writer.time("since", new.since, old?.since)
                writer.text("callId", new.callID, old?.callID)
                writer.text("pauseReason", new.pauseReason, old?.pauseReason)
            }
        }
    }
}

extension Leaderboard {
    fileprivate func write(to writer: inout StateWriter, since earlier: Leaderboard?) {
        writer.shared("agents", self, earlier, in: \.agents) { writer, new, old in
            writer.entries(new.ranked, old?.ranked, name: { $0 }) { writer, new, old in
                writer.count("answered", new.figures.answered, old?.figures.answered)
                writer.count("missed", new.figures.missed, old?.figures.missed)
                writer.seconds("talkSeconds", milliseconds: new.figures.talkMilliseconds, old?.figures.talkMilliseconds)
                writer.seconds(
                    "averageTalkSeconds", milliseconds: new.figures.averageTalkMilliseconds,
                    old?.figures.averageTalkMilliseconds)
                writer.count("rank", new.rank, old?.rank)
            }
        }
    }

    private var ranked: SortedMap<String, RankedAgent> {
        agents.mapValues { RankedAgent(figures: $0, rank: rank(of: $0)) }
    }

    private struct RankedAgent: Equatable {
        let figures: AgentFigures
        let rank: Int
    }
}

extension LivePart {
    fileprivate func write(to writer: inout StateWriter, since earlier: LivePart?) {
        writer.object("live", self, earlier) { writer, new, old in
            writer.count("callsWaiting", new.callsWaiting, old?.callsWaiting)
            writer.count("callsRinging", new.callsRinging, old?.callsRinging)
            writer.count("callsActive", new.callsActive, old?.callsActive)
            writer.count("callsHeld", new.callsHeld, old?.callsHeld)
            writer.count("callsParked", new.callsParked, old?.callsParked)
            writer.time("longestWaitingSince", new.longestWaitingSince, old?.longestWaitingSince)
            writer.text("feed", new.feed.rawValue, old?.feed.rawValue)
            writer.time("lastEventAt", new.lastEventAt, old?.lastEventAt)
            writer.map("calls", new.calls, old?.calls, name: { $0 }) { writer, new, old in
                new.write(to: &writer, since: old)
            }
            writer.count("callsOmitted", new.callsOmitted, old?.callsOmitted)
            writer.map("queues", new.queues, old?.queues, name: { $0 }) { writer, new, old in
                writer.count("callsWaiting", new.callsWaiting, old?.callsWaiting)
                writer.time("longestWaitingSince", new.longestWaitingSince, old?.longestWaitingSince)
            }
            writer.names("queuesLeftOut", new.queuesLeftOut, old?.queuesLeftOut)
            writer.object("agentStates", new.agentStates, old?.agentStates) { writer, new, old in
                for state in AgentState.allCases { writer.count(state.rawValue, new[state], old?[state]) }
            }
        }
    }
}

extension ListedCall {
    fileprivate func write(to writer: inout StateWriter, since old: ListedCall?) {
        writer.text("state", state.rawValue, old?.state.rawValue)
        writer.text("queue", queue, old?.queue)
        writer.text("agent", agent, old?.agent)
        writer.text("direction", direction.rawValue, old?.direction.rawValue)
        writer.text("caller", caller, old?.caller)
        writer.time("since", since, old?.since)
    }
}
