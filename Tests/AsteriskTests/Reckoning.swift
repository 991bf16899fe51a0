import Values

@testable import Asterisk

/// The figures of a queue, times in seconds.
struct QueueFigures: Equatable {
    var entered = 0
    var connected = 0
    var hold = 0.0
    var within = 0
    var abandoned = 0
    var abandonWait = 0.0
    var overflowed = 0
    var talk = 0.0
    var transfers = 0

    init() {}

    init(
        _ entered: Int, _ connected: Int, hold: Double, within: Int, abandoned: Int, _ abandonWait: Double, out: Int,
        talk: Double, transfers: Int
    ) {
        self.entered = entered
        self.connected = connected
        self.hold = hold
        self.within = within
        self.abandoned = abandoned
        self.abandonWait = abandonWait
        self.overflowed = out
        self.talk = talk
        self.transfers = transfers
    }
}

/// The figures of an agent, times in seconds.
struct AgentFigures: Equatable {
    var answered = 0
    var talk = 0.0
    var missed = 0

    init() {}

    init(_ answered: Int, talk: Double, missed: Int) {
        self.answered = answered
        self.talk = talk
        self.missed = missed
    }
}

/// The figures of events, reckoned apart from everything else here by the rules of the event types: in order of time
/// and sequence, each id once, calls counted when they have ended.
struct Reckoning {
    private struct Visit {
        var queue: String
        var entry: Int64
        var end: Int64?
        var outcome = ""
        var talk: Int64 = 0
        var isTransferred = false
    }

    private struct Call {
        var visits: [Visit] = []
        var legs: [String: Int64] = [:]
        var rings: Set<String> = []
        var talked: [String: Int64] = [:]
        var isEnded = false
        var isWaiting = false
        var lastEnded: (visit: Int, at: Int64)?
        /// The visit that talk counts for; nil: none.
        var answered: Int?

        mutating func endLeg(_ agent: String, at time: Int64) {
            guard let begin = legs.removeValue(forKey: agent) else { return }
            talked[agent, default: 0] += time - begin
            if let answered {
                visits[answered].talk += time - begin
                lastEnded = (answered, time)
            }
        }

        mutating func close(_ outcome: String, at time: Int64) {
            guard isWaiting else { return }
            visits[visits.count - 1].outcome = outcome
            visits[visits.count - 1].end = time
            isWaiting = false
            rings = []
        }
    }

    private(set) var queues: [String: QueueFigures] = [:]
    private(set) var agents: [String: AgentFigures] = [:]
    /// Calls that have not ended.
    private(set) var open = 0
    /// Events after the end of their call.
    private(set) var late = 0

    init(_ events: [CallEvent]) {
        var seen: Set<String> = []
        let once = events.filter { seen.insert($0.id).inserted }
        let ordered = once.sorted { ($0.time, $0.sequence) < ($1.time, $1.sequence) }
        var calls: [String: Call] = [:]
        var finished: [Call] = []
        for event in ordered {
            guard let id = event.call else { continue }
            if event.kind == .queued, calls[id]?.isEnded == true { finished.append(calls.removeValue(forKey: id)!) }
            var call = calls[id] ?? Call()
            if call.isEnded { late += 1 } else { step(event, &call) }
            calls[id] = call
        }
        finished += calls.values
        open = finished.count { !$0.isEnded }
        for call in finished where call.isEnded { count(call) }
    }

    private mutating func step(_ event: CallEvent, _ call: inout Call) {
        let time = event.time.milliseconds
        let agent = event.agent ?? ""
        if let wait = event.waitSeconds, call.isWaiting {
            call.visits[call.visits.count - 1].entry = time - Int64(wait) * 1_000
        }
        switch event.kind {
        case .queued:
            if call.isWaiting, call.visits.last?.queue == event.queue { return }
            call.close("overflowed", at: time)
            for agent in call.legs.keys { call.endLeg(agent, at: time) }
            call.visits.append(Visit(queue: event.queue ?? "", entry: time))
            call.isWaiting = true
            call.answered = nil
        case .left: call.close("overflowed", at: time)
        case .ringing: call.rings.insert(agent)
        case .notAnswered:
            if call.rings.remove(agent) != nil, event.reason == "noAnswer" {
                agents[agent, default: .init()].missed += 1
            }
        case .answered:
            if call.isWaiting { call.answered = call.visits.count - 1 }
            call.close("answered", at: time)
            call.rings = []
            for other in call.legs.keys where other != agent { call.endLeg(other, at: time) }
            if call.legs[agent] == nil { call.legs[agent] = time }
            call.talked[agent, default: 0] += 0
        case .released: call.endLeg(agent, at: time)
        case .transferred:
            if call.legs[agent] != nil, let answered = call.answered {
                call.visits[answered].isTransferred = true
            } else if let last = call.lastEnded, time - last.at <= 2_000 {
                call.visits[last.visit].isTransferred = true
            }
            call.endLeg(agent, at: time)
            if event.toNumber != nil { call.close("overflowed", at: time) }
        case .ended:
            let isAbandoned = ["caller", "agent", "rejected", "system"].contains(event.reason ?? "caller")
            call.close(isAbandoned ? "abandoned" : "overflowed", at: time)
            for agent in call.legs.keys { call.endLeg(agent, at: time) }
            call.isEnded = true
        default: break
        }
    }

    private mutating func count(_ call: Call) {
        for (agent, talk) in call.talked {
            agents[agent, default: .init()].answered += 1
            agents[agent, default: .init()].talk += Double(talk) / 1_000
        }
        for visit in call.visits {
            var figures = queues[visit.queue] ?? QueueFigures()
            let wait = Double((visit.end ?? visit.entry) - visit.entry) / 1_000
            figures.entered += 1
            switch visit.outcome {
            case "answered":
                figures.connected += 1
                figures.hold += wait
                if wait <= 20 { figures.within += 1 }
            case "abandoned":
                figures.abandoned += 1
                figures.abandonWait += wait
            default: figures.overflowed += 1
            }
            figures.talk += Double(visit.talk) / 1_000
            if visit.isTransferred { figures.transfers += 1 }
            queues[visit.queue] = figures
        }
    }
}
