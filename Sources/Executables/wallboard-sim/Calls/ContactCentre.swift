import BoardProtocol

/// A simulated contact centre: callers come by the time of day, wait as long as they have patience, or press a key;
/// telephones ring together or in turn, and some are not answered; agents talk, put on hold, park, ask a colleague, pass
/// on, write up and pause. A discrete-event simulation without a clock: the same settings and seed give the same events.
///
/// The sequence is in the order of the events' times. An event comes out when the end of its call is known, so the
/// simulation runs ahead of it by the length of a call; that is bounded by the longest durations of the settings.
struct ContactCentre: Sequence, IteratorProtocol, Sendable {
    /// What can be planned. The stage of a call shows whether it is still what the plan was made for.
    enum Happening: Sendable {
        case open, close
        case arrival
        case ownCall
        case callBack(caller: String)
        case patienceEnds(call: Int, stage: Int)
        case overflow(call: Int, stage: Int)
        case keyPress(call: Int, stage: Int)
        /// The ring of this number is answered, or with `miss` not.
        case ringEnds(call: Int, ring: Int, miss: Miss?)
        case turn(call: Int, TalkTurn)
        case retrieve(call: Int)
        case pickUp(call: Int, agent: Int)
        case consultationEnds(call: Int)
        case conferenceEnds(call: Int)
        case requeue(call: Int)
        case talkEnds(call: Int)
        /// A call that no agent has ends.
        case goesAway(call: Int, reason: String)
        case pauseAsked(agent: Int, talk: Int)
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

    let settings: ContactCentreSettings
    let play: String
    let agentNames: [String]
    var random: SplitMix64
    var agenda = Agenda<Happening>()
    private(set) var now: Int64 = 0

    var calls: [Int: SimulatedCall] = [:]
    private var callCount = 0
    /// Calls in queues whose telephones do not ring, the longest waiting first.
    var waiting: [Int] = []
    /// Agents who could answer, the longest idle first.
    var idle: [Int] = []
    var ringCount = 0
    /// How many talks each agent has had, and whether a pause begins after the present one.
    var talks: [Int]
    var wantsPause: [Bool]

    private var drafts: ArraySlice<Draft> = []
    private var draftCount = 0
    /// When the calls ended that still have drafts; of a call that became part of another one, when that one did.
    private var ends: [Int: Int64] = [:]

    /// All ids begin with `play`, up to 64 bytes, so that two plays for one customer do not have the same.
    init(_ settings: ContactCentreSettings, seed: UInt64, play: String) {
        precondition(settings.callsPerHour > 0, "\(settings.callsPerHour) calls an hour")
        precondition(!settings.queues.isEmpty && settings.agents > 0, "no queue or no agent")
        precondition(!settings.rings.isEmpty, "no order in which telephones ring")
        self.settings = settings
        self.play = play
        agentNames = (0..<settings.agents).map(AgentNames.name)
        talks = Array(repeating: 0, count: settings.agents)
        wantsPause = Array(repeating: false, count: settings.agents)
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
            if case .call(let content) = draft.content, content.step.isLast { ends[call] = nil }
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
        case .callBack(let caller): callBack(caller)
        case .patienceEnds(let call, let stage) where calls[call]?.stage == stage: abandon(call)
        case .overflow(let call, let stage) where calls[call]?.stage == stage: overflow(call)
        case .keyPress(let call, let stage) where calls[call]?.stage == stage: pressKey(call)
        case .patienceEnds, .overflow, .keyPress: break
        case .ringEnds(let call, let ring, nil): answer(call, ring)
        case .ringEnds(let call, let ring, let miss?): missRing(call, ring, miss)
        case .turn(let call, let turn): take(turn, call)
        case .retrieve(let call): retrieve(call)
        case .pickUp(let call, let agent): pickUp(call, agent)
        case .consultationEnds(let call): endConsultation(call)
        case .conferenceEnds(let call): endConference(call)
        case .requeue(let call): enter(calls[call]!.queue!, call)
        case .talkEnds(let call): endTalk(call)
        case .goesAway(let call, let reason): end(call, reason)
        case .pauseAsked(let agent, let talk) where talks[agent] == talk: askForPause(agent)
        case .pauseAsked: break
        case .wrapUpEnds(let agent): endWrapUp(agent)
        case .pauseEnds(let agent): becomeIdle(agent)
        }
    }

    // MARK: The day

    var isClosed: Bool { settings.closing.map { now >= $0 } ?? false }

    private mutating func open() {
        for agent in agentNames.indices { becomeIdle(agent) }
        planArrival()
        planOwnCall()
    }

    mutating func planArrival() {
        let time = settings.profile.nextArrival(after: now, perHour: settings.callsPerHour, using: &random)
        if settings.closing.map({ time < $0 }) ?? true { agenda.plan(.arrival, at: time) }
    }

    mutating func planOwnCall() {
        let perHour = settings.ownCallsPerAgentAndHour * Double(settings.agents)
        guard perHour > 0 else { return }
        let gap = DurationDraw.exponential(mean: 3_600 / perHour, longest: .infinity).draw(using: &random)
        if settings.closing.map({ now + gap < $0 }) ?? true { agenda.plan(.ownCall, at: now + gap) }
    }

    // MARK: What the parts share

    mutating func plan(_ happening: Happening, after draw: DurationDraw) {
        agenda.plan(happening, at: now + draw.draw(using: &random))
    }

    mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < probability
    }

    mutating func begin(
        _ direction: CallEventMessage.Direction, caller: String, queue: Int? = nil,
        purpose: SimulatedCall.Purpose = .queue
    ) -> Int {
        callCount += 1
        calls[callCount] = SimulatedCall(
            id: "\(play)-c\(callCount)", direction: direction, caller: caller, queue: queue, purpose: purpose)
        return callCount
    }

    /// Outdates what was planned for the call as it was. Returns its new stage.
    @discardableResult
    mutating func advance(_ call: Int) -> Int {
        calls[call]!.stage += 1
        return calls[call]!.stage
    }

    mutating func end(_ call: Int, _ reason: String) {
        report(call, .ended(reason: reason))
        for part in [call] + calls[call]!.parts { ends[part] = now }
        calls[call] = nil
    }

    // MARK: Events

    /// Only what puts a call into a queue, or takes it out of one, names it.
    mutating func report(_ call: Int, _ step: CallEventMessage.Step, _ agent: Int? = nil, queue: Int? = nil) {
        let record = calls[call]!
        append(
            call: call,
            .call(
                CallEventMessage.Call(
                    id: record.id, step: step, direction: record.direction, queue: queue.map { settings.queues[$0] },
                    agent: agent.map { agentNames[$0] }, caller: record.caller)))
    }

    mutating func report(agent: Int, _ state: CallEventMessage.AgentState, _ pauseReason: String? = nil) {
        append(
            call: nil,
            .agent(CallEventMessage.Agent(name: agentNames[agent], state: state, pauseReason: pauseReason)))
    }

    private mutating func append(call: Int?, _ content: CallEventMessage.Content) {
        draftCount += 1
        drafts.append(Draft(id: "\(play)-e\(draftCount)", time: now, call: call, content: content))
    }
}

extension CallEventMessage.Step {
    /// Whether no event of the call follows.
    var isLast: Bool {
        switch self {
        case .ended, .merged: true
        default: false
        }
    }
}
