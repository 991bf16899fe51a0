import Values

/// The talks of a call, leg by leg.
struct TalkLegs: Hashable, Sendable {
    /// By their beginning.
    var all: [TalkLeg] = []

    /// Those that last.
    var current: [TalkLeg] { all.filter { $0.to == nil } }
    /// Whether an agent talks or holds the call.
    var isAnybodyTalking: Bool { all.contains { $0.to == nil } }

    /// Whether the agent talks or holds the call.
    func isTalking(_ agent: String) -> Bool { all.contains { $0.to == nil && $0.agent == agent } }

    mutating func begin(_ agent: String?, visit: Int?, at now: Moment) {
        all.append(TalkLeg(agent: agent, visit: visit, from: now))
    }

    /// Ends the agent's talk, or all.
    mutating func end(_ agent: String? = nil, at time: Instant) { forEach(agent) { $0.end(at: time) } }

    mutating func hold(_ agent: String?, at now: Moment) {
        forEach(agent) { if $0.heldSince == nil { $0.heldSince = now } }
    }

    mutating func retrieve(_ agent: String?, at time: Instant) { forEach(agent) { $0.retrieve(at: time) } }

    private mutating func forEach(_ agent: String?, _ change: (inout TalkLeg) -> Void) {
        for place in all.indices where all[place].to == nil && (agent == nil || all[place].agent == agent) {
            change(&all[place])
        }
    }

    /// Ends the talk of the agent who hands the call on, else all. Returns the legs for which the transfer counts:
    /// those
    /// that it ended, else one that ended just before, the agent's own first.
    mutating func handOn(by agent: String?, at time: Instant) -> [TalkLeg] {
        let isByAgent = agent.map(isTalking) ?? false
        let ending = all.indices.filter { all[$0].to == nil && (!isByAgent || all[$0].agent == agent) }
        for place in ending { all[place].end(at: time) }
        if !ending.isEmpty { return ending.map { all[$0] } }
        let recent = all.indices.filter {
            all[$0].to.map { $0.span(to: time) <= CallLimits.clockDifferenceMilliseconds } ?? false
        }
        let own = recent.last { agent != nil && all[$0].agent == agent }
        let latest = recent.max { (all[$0].to ?? time, $0) < (all[$1].to ?? time, $1) }
        return (own ?? latest).map { [all[$0]] } ?? []
    }

    /// Takes in the talks of a call that has become part of this one. An agent who talks in both has one talk, from the
    /// earlier beginning.
    mutating func absorb(_ other: TalkLegs) {
        let joined = (all + other.all).enumerated().sorted {
            ($0.element.from, $0.offset) < ($1.element.from, $1.offset)
        }
        all = []
        for leg in joined.map(\.element) {
            guard leg.to == nil, let agent = leg.agent,
                let place = all.firstIndex(where: { $0.to == nil && $0.agent == agent })
            else {
                all.append(leg)
                continue
            }
            if all[place].visit == nil { all[place].visit = leg.visit }
            if leg.heldSince == nil, let since = all[place].heldSince {
                all[place].retrieve(at: max(since.time, leg.from.time))
            }
        }
    }

    /// What has `places` for each visit's new place.
    mutating func moveVisits(_ places: [Int]) {
        for place in all.indices { all[place].visit = all[place].visit.map { places[$0] } }
    }
}

/// A talk with one agent, hold included.
package struct TalkLeg: Hashable, Sendable {
    /// nil where no event names the agent.
    package let agent: String?
    /// Which of the call's visits it belongs to; nil where it belongs to none.
    package internal(set) var visit: Int?
    /// When the talk began.
    package internal(set) var from: Moment
    /// nil while it lasts.
    package internal(set) var to: Instant?
    /// Since when the agent holds the call; nil where not.
    package internal(set) var heldSince: Moment?
    /// The holds that are over, in milliseconds.
    package internal(set) var holdMilliseconds: Int64 = 0

    init(agent: String?, visit: Int?, from: Moment) {
        self.agent = agent
        self.visit = visit
        self.from = from
    }

    /// Talk and hold, in milliseconds; 0 while it lasts.
    package var handleMilliseconds: Int64 { to.map { from.time.span(to: $0) } ?? 0 }
    /// Talk without hold, in milliseconds; 0 while it lasts.
    package var talkMilliseconds: Int64 { max(0, handleMilliseconds - holdMilliseconds) }

    mutating func retrieve(at time: Instant) {
        guard let since = heldSince else { return }
        holdMilliseconds += since.time.span(to: time)
        heldSince = nil
    }

    mutating func end(at time: Instant) {
        retrieve(at: time)
        to = time
    }
}
