import BoardProtocol

/// A simulated contact centre: callers come by the time of day, wait as long as they have patience, agents answer the
/// longest waiting, talk, put on hold, pass on, write up and pause. A discrete-event simulation without a clock: the
/// same settings and seed give the same events.
///
/// The sequence is in the order of the events' times. An event comes out when the end of its call is known, so the
/// simulation runs ahead of it by the length of a call; that is bounded by the longest durations of the settings.
struct ContactCentre: Sequence, IteratorProtocol, Sendable {
    /// What can be planned. The stage of a call shows whether it is still what the plan was made for.
    private enum Happening: Sendable {
        case open, close
        case arrival
        case ownCall
        case patienceEnds(call: Int, stage: Int)
        case overflow(call: Int, stage: Int)
        case ringEnds(call: Int)
        case holdBegins(call: Int)
        case holdEnds(call: Int)
        case talkEnds(call: Int)
        case wrapUpEnds(agent: Int)
        case pauseEnds(agent: Int)
    }

    private struct Draft: Sendable {
        let id: String
        let time: Int64
        /// The number of its call; nil for an agent's state.
        let call: Int?
        let content: CallEventMessage.Content
    }

    private let settings: ContactCentreSettings
    private let play: String
    private let agentNames: [String]
    private var random: SplitMix64
    private var agenda = Agenda<Happening>()
    private var now: Int64 = 0

    private var calls: [Int: SimulatedCall] = [:]
    private var callCount = 0
    /// Calls in queues, the longest waiting first.
    private var waiting: [Int] = []
    /// Agents who could answer, the longest idle first.
    private var idle: [Int] = []

    private var drafts: ArraySlice<Draft> = []
    private var draftCount = 0
    /// When the calls ended that still have drafts.
    private var ends: [Int: Int64] = [:]

    /// All ids begin with `play`, up to 64 bytes, so that two plays for one customer do not have the same.
    init(_ settings: ContactCentreSettings, seed: UInt64, play: String) {
        precondition(settings.callsPerHour > 0, "\(settings.callsPerHour) calls an hour")
        precondition(!settings.queues.isEmpty && settings.agents > 0, "no queue or no agent")
        self.settings = settings
        self.play = play
        agentNames = (0..<settings.agents).map(AgentNames.name)
        random = SplitMix64(seed: seed)
        agenda.plan(.open, at: settings.opening)
        if let closing = settings.closing { agenda.plan(.close, at: closing) }
    }

    /// The next event; nil when the centre has closed and the last call has ended.
    mutating func next() -> PlannedEvent? {
        while true {
            if let planned = takeReadyDraft() { return planned }
            guard let (time, happening) = agenda.next() else {
                precondition(drafts.isEmpty, "\(drafts.count) events of calls that never end")
                return nil
            }
            now = time
            handle(happening)
        }
    }

    private mutating func takeReadyDraft() -> PlannedEvent? {
        guard let draft = drafts.first else { return nil }
        var callEnd: Int64?
        if let call = draft.call {
            guard let end = ends[call] else { return nil }
            callEnd = end
            if case .call(let content) = draft.content, case .ended = content.step { ends[call] = nil }
        }
        drafts.removeFirst()
        return PlannedEvent(id: draft.id, time: draft.time, callEnd: callEnd, content: draft.content)
    }

    private mutating func handle(_ happening: Happening) {
        switch happening {
        case .open: open()
        case .close: sendIdleAgentsHome()
        case .arrival: arrive()
        case .ownCall: beginOwnCall()
        case .patienceEnds(let call, let stage) where calls[call]?.stage == stage: abandon(call)
        case .overflow(let call, let stage) where calls[call]?.stage == stage: overflow(call)
        case .patienceEnds, .overflow: break
        case .ringEnds(let call): answer(call)
        case .holdBegins(let call): report(call, .held)
        case .holdEnds(let call): report(call, .retrieved)
        case .talkEnds(let call): endTalk(call)
        case .wrapUpEnds(let agent): endWrapUp(agent)
        case .pauseEnds(let agent): becomeIdle(agent)
        }
    }

    // MARK: The day

    private var isClosed: Bool { settings.closing.map { now >= $0 } ?? false }

    private mutating func open() {
        for agent in agentNames.indices { becomeIdle(agent) }
        planArrival()
        planOwnCall()
    }

    private mutating func planArrival() {
        let time = settings.profile.nextArrival(after: now, perHour: settings.callsPerHour, using: &random)
        if settings.closing.map({ time < $0 }) ?? true { agenda.plan(.arrival, at: time) }
    }

    private mutating func planOwnCall() {
        let perHour = settings.ownCallsPerAgentAndHour * Double(settings.agents)
        guard perHour > 0 else { return }
        let gap = DurationDraw.exponential(mean: 3_600 / perHour, longest: .infinity).draw(using: &random)
        if settings.closing.map({ now + gap < $0 }) ?? true { agenda.plan(.ownCall, at: now + gap) }
    }

    private mutating func sendIdleAgentsHome() {
        for agent in idle { report(agent: agent, .loggedOut) }
        idle = []
    }

    // MARK: Callers

    private mutating func arrive() {
        let queue = drawQueue()
        let call = begin(.inbound, queue: queue)
        enter(queue, call, .queued)
        planArrival()
    }

    /// Queue k is drawn with a weight of 1/k, counted from 1.
    private mutating func drawQueue(other: Int? = nil) -> Int {
        let candidates = settings.queues.indices.filter { $0 != other }
        let total = candidates.reduce(0) { $0 + 1 / Double($1 + 1) }
        var point = Double.random(in: 0..<total, using: &random)
        for queue in candidates {
            point -= 1 / Double(queue + 1)
            if point < 0 { return queue }
        }
        return candidates[0]
    }

    private mutating func begin(_ direction: CallEventMessage.Direction, queue: Int?) -> Int {
        callCount += 1
        let caller = "+4930231" + String(25_000 + Int.random(in: 0..<1_000, using: &random))
        calls[callCount] = SimulatedCall(
            id: "\(play)-c\(callCount)", direction: direction, caller: caller, queue: queue)
        return callCount
    }

    /// Lets the call wait in a queue; `step` says how it got there.
    private mutating func enter(_ queue: Int, _ call: Int, _ step: CallEventMessage.Step) {
        calls[call]!.queue = queue
        calls[call]!.agent = nil
        report(call, step)
        waiting.append(call)
        let stage = advance(call)
        agenda.plan(.patienceEnds(call: call, stage: stage), at: now + settings.patience.draw(using: &random))
        if queue != settings.queues.count - 1 {
            agenda.plan(.overflow(call: call, stage: stage), at: now + settings.overflow.draw(using: &random))
        }
        ringNext()
    }

    private mutating func advance(_ call: Int) -> Int {
        calls[call]!.stage += 1
        return calls[call]!.stage
    }

    private mutating func abandon(_ call: Int) {
        waiting.removeAll { $0 == call }
        end(call, "caller")
    }

    private mutating func overflow(_ call: Int) {
        waiting.removeAll { $0 == call }
        enter(settings.queues.count - 1, call, .queued)
    }

    private mutating func end(_ call: Int, _ reason: String) {
        report(call, .ended(reason: reason))
        ends[call] = now
        calls[call] = nil
    }

    // MARK: Agents

    private mutating func ringNext() {
        while let call = waiting.first, let agent = idle.first {
            waiting.removeFirst()
            idle.removeFirst()
            _ = advance(call)
            calls[call]!.agent = agent
            report(call, .ringing)
            report(agent: agent, .ringing)
            agenda.plan(.ringEnds(call: call), at: now + settings.ring.draw(using: &random))
        }
    }

    private mutating func answer(_ call: Int) {
        report(call, .answered)
        report(agent: calls[call]!.agent!, .talking)
        let talk = settings.talk.draw(using: &random)
        guard chance(settings.holdChance) else { return agenda.plan(.talkEnds(call: call), at: now + talk) }
        let before = Int64.random(in: 0..<talk, using: &random)
        let hold = settings.hold.draw(using: &random)
        agenda.plan(.holdBegins(call: call), at: now + before)
        agenda.plan(.holdEnds(call: call), at: now + before + hold)
        agenda.plan(.talkEnds(call: call), at: now + talk + hold)
    }

    private mutating func beginOwnCall() {
        defer { planOwnCall() }
        guard waiting.isEmpty, let agent = idle.first else { return }
        idle.removeFirst()
        let call = begin(chance(settings.internalChance) ? .internal : .outbound, queue: nil)
        calls[call]!.agent = agent
        report(call, .answered)
        report(agent: agent, .talking)
        agenda.plan(.talkEnds(call: call), at: now + settings.talk.draw(using: &random))
    }

    private mutating func endTalk(_ call: Int) {
        let agent = calls[call]!.agent!
        let origin = calls[call]!.queue
        if let origin, !calls[call]!.isTransferred, settings.queues.count > 1, chance(settings.transferChance) {
            calls[call]!.isTransferred = true
            let queue = drawQueue(other: origin)
            enter(queue, call, .transferred(.queue(settings.queues[queue])))
        } else {
            end(call, chance(settings.agentEndsChance) ? "agent" : "caller")
        }
        wrapUp(agent)
    }

    private mutating func wrapUp(_ agent: Int) {
        report(agent: agent, .wrapUp)
        agenda.plan(.wrapUpEnds(agent: agent), at: now + settings.wrapUp.draw(using: &random))
    }

    private mutating func endWrapUp(_ agent: Int) {
        guard chance(settings.pauseChance) else { return becomeIdle(agent) }
        let reason = ["break", "lunch", "training"].randomElement(using: &random)
        report(agent: agent, .paused, reason)
        agenda.plan(.pauseEnds(agent: agent), at: now + settings.pause.draw(using: &random))
    }

    /// After closing time an agent goes home when nobody waits any more.
    private mutating func becomeIdle(_ agent: Int) {
        guard !isClosed || !waiting.isEmpty else { return report(agent: agent, .loggedOut) }
        report(agent: agent, .available)
        idle.append(agent)
        ringNext()
    }

    private mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < probability
    }

    // MARK: Events

    private mutating func report(_ call: Int, _ step: CallEventMessage.Step) {
        let record = calls[call]!
        append(
            call: call,
            .call(
                CallEventMessage.Call(
                    id: record.id, step: step, direction: record.direction,
                    queue: record.queue.map { settings.queues[$0] }, agent: record.agent.map { agentNames[$0] },
                    caller: record.caller)))
    }

    private mutating func report(
        agent: Int, _ state: CallEventMessage.AgentState, _ pauseReason: String? = nil
    ) {
        append(
            call: nil,
            .agent(CallEventMessage.Agent(name: agentNames[agent], state: state, pauseReason: pauseReason)))
    }

    private mutating func append(call: Int?, _ content: CallEventMessage.Content) {
        draftCount += 1
        drafts.append(Draft(id: "\(play)-e\(draftCount)", time: now, call: call, content: content))
    }
}
