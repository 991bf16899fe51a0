import TestSupport
import WallboardCore

/// Well-formed calls whose truth is known because it came first: each call is played out, second by second, and the
/// events are what a platform reports about it: with steps reported twice in other words, from reception, through
/// queues and between agents, by callers who leave, and now and then without an end.
struct TrueCalls {
    private(set) var calls: [TrueCall] = []
    private(set) var reports: [TrueReport] = []
    private(set) var events: [CallEvent] = []
    private var random: SplitMix64
    /// Seconds in which agents are not free.
    private var busy: [String: [ClosedRange<Int>]] = [:]

    /// Calls that begin from `earliest` to `latest`, in seconds after midnight.
    init(seed: UInt64, calls count: Int, from earliest: Int, to latest: Int) {
        random = SplitMix64(seed: seed)
        for number in 0..<count {
            let start = random.pick(earliest...latest)
            if random.percent(15) {
                liveOutsideQueues("call \(number)", at: start)
            } else {
                live("call \(number)", at: start)
            }
        }
        for number in 0..<count / 4 {
            report(random.pick(["Ann", "Bob"]), Double(random.pick(earliest...latest)) + 0.5, number)
        }
        events += reports.map { agentEvent($0.at, $0.agent, $0.state, id: $0.id) }
    }

    // MARK: Calls

    private mutating func liveOutsideQueues(_ id: String, at start: Int) {
        var call = TrueCall(id: id, began: start, ended: start)
        call.direction = random.pick(CallStep.Direction.allCases)
        var script: [Script] = [.ringing(Double(start), "nobody").going(call.direction)]
        var now = start + random.pick(1...20)
        if random.percent(60) { call.talksOutside = converse(&script, &now, queue: nil, &call) }
        end(&call, &script, at: now)
    }

    private mutating func live(_ id: String, at start: Int) {
        var call = TrueCall(id: id, began: start, ended: start)
        var script: [Script] = []
        var now = start
        if random.percent(10) {
            script.append(.answered(Double(now), "Desk"))
            call.talksOutside = [TrueCall.Talk(agent: "Desk", from: now, to: now + 9, hold: 0)]
            now += 9
        }
        let path = ["Sales", "Support", "Billing"].shuffled(using: &random).prefix(random.pick(1...3))
        for (place, queue) in path.enumerated() {
            if place > 0 {
                call.stays[place - 1].left = now
                // A transfer of a call that nobody has answered is none.
                if call.stays[place - 1].answered != nil, random.percent(50) {
                    call.isTransferred = true
                    call.stays[place - 1].isTransferredAway = true
                    script.append(.transferred(Double(now), queue: queue))
                } else {
                    script.append(.queued(Double(now), queue))
                }
            } else {
                script.append(.queued(Double(now), queue))
            }
            wait(&script, &now, in: queue, &call)
        }
        end(&call, &script, at: now)
    }

    private mutating func wait(_ script: inout [Script], _ now: inout Int, in queue: String, _ call: inout TrueCall) {
        call.stays.append(TrueCall.Stay(queue: queue, entered: now, left: now))
        let place = call.stays.count - 1
        let isAnswered = random.percent(50)
        // Two queues within one moment have no order; an answer at once has, where the call came from a talk.
        let mayBeAtOnce = place == 0 || call.stays[place - 1].answered != nil
        now += random.pick((isAnswered && mayBeAtOnce ? 0 : 1)...40)
        if random.percent(20) {
            script.append(.queued(Double(now), random.percent(50) ? queue : nil))
            now += 1
        }
        if random.percent(30) {
            script.append(.ringing(Double(now), "nobody"))
            now += random.pick(1...10)
        }
        if isAnswered {
            call.stays[place].answered = now
            call.stays[place].talks = converse(&script, &now, queue: queue, &call)
            if call.stays[place].talks.count > 1 { call.stays[place].isTransferredAway = true }
        }
        call.stays[place].left = now
    }

    private mutating func end(_ call: inout TrueCall, _ script: inout [Script], at now: Int) {
        call.ended = now
        if call.isAnsweredByAnybody || random.percent(90) {
            call.reason = random.pick([.caller, .agent, .overflow, .timeout, .system])
            script.append(.ended(Double(now), call.reason))
        } else if let last = script.last {
            call.ended = Int(last.seconds)
        }
        events += WallboardCoreTests.events(of: call.id, script)
        calls.append(call)
    }

    /// One or two agents talk, with holds and with answers reported again.
    private mutating func converse(
        _ script: inout [Script], _ now: inout Int, queue: String?, _ call: inout TrueCall
    ) -> [TrueCall.Talk] {
        var talks: [TrueCall.Talk] = []
        for leg in 0..<random.pick(1...2) {
            let (before, held, after) = (
                random.pick(1...100), random.percent(40) ? random.pick(1...60) : 0, random.pick(1...9)
            )
            let from = now
            let agent = freeAgent(from...(from + before + held + after))
            if leg == 0 {
                script.append(.answered(Double(now), agent, queue: random.percent(50) ? queue : nil))
            } else {
                call.isTransferred = true
                script.append(.transferred(Double(now), agent: agent))
                script.append(.answered(Double(now), agent))
            }
            now += before
            if held > 0 { script.append(.held(Double(now))) }
            now += held
            // A hold that is not retrieved lasts as long as the leg.
            if held == 0 || random.percent(60) {
                let isToldAsAnswer = random.percent(30)
                if isToldAsAnswer { script.append(.answered(Double(now), random.percent(50) ? agent : nil)) }
                if held > 0 && !isToldAsAnswer { script.append(.retrieved(Double(now))) }
                now += after
            }
            talks.append(TrueCall.Talk(agent: agent, from: from, to: now, hold: held))
            reports(of: agent, from: from, to: now)
        }
        return talks
    }

    // MARK: Agents

    /// An agent who does nothing else meanwhile, and takes the time.
    private mutating func freeAgent(_ time: ClosedRange<Int>) -> String {
        let needed = (time.lowerBound - 5)...(time.upperBound + 5)
        let free = ["Ann", "Bob", "Cleo", "Dan"].filter { name in
            !(busy[name] ?? []).contains { $0.overlaps(needed) }
        }
        let agent = free.isEmpty ? "stand-in \(calls.count) \(time.lowerBound)" : random.pick(free)
        busy[agent, default: []].append(time)
        return agent
    }

    private mutating func reports(of agent: String, from: Int, to: Int) {
        if random.percent(50) { report(agent, Double(from), .talking) }
        guard random.percent(60) else { return }
        // The clocks of two units differ by a second.
        report(agent, Double(to + random.pick(-1...1)), .wrapUp)
        if random.percent(70) {
            report(agent, Double(to + random.pick(2...40)), random.pick([.available, .paused, .wrapUp]))
        }
    }

    private mutating func report(_ agent: String, _ at: Double, _ state: AgentState) {
        reports.append(TrueReport(id: "report \(reports.count)", agent: agent, at: at, state: state))
    }

    private mutating func report(_ agent: String, _ at: Double, _ number: Int) {
        report(agent, at, random.pick(AgentState.allCases.filter { $0 != .unknown }))
    }
}
