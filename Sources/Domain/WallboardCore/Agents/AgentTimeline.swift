import Values

/// What one agent did lately: the feed's reports, and the rings and talks of calls.
///
/// Reports and engagements are kept by their time, so that their order of arrival leaves no trace, back to a bound:
/// older reports are folded into `Readiness`, older engagements are forgotten. `AgentTimeline+Status` makes what is
/// shown of it, `AgentTimeline+WrapUp` the wrap-up.
struct AgentTimeline: Sendable {
    /// By their place.
    private(set) var reports: [Report] = []
    /// By their beginning.
    private(set) var engagements: [Engagement] = []
    /// The latest event of a call that names the agent.
    private(set) var namedAt: Instant?
    /// The first event of a call that names the agent.
    private(set) var firstNamedAt: Instant?
    /// The agent's readiness by the reports that are no longer among `reports`.
    private var folded = Readiness()
    /// The last report that is no longer among `reports`.
    private var lastFolded: Report?
    /// The talks of completed calls: whose wrap-up counts.
    private(set) var talks: [Talk] = []
    /// The agent's readiness by all reports.
    private(set) var readiness = Readiness()

    /// One report of the feed.
    struct Report: Hashable, Sendable {
        let report: AgentReport
        let moment: Moment
        let place: StepPlace
        /// What was counted of the wrap-up that it began.
        var counted: WrapUp?

        init(_ report: AgentReport, of event: CallEvent) {
            self.report = report
            moment = Moment(event.time, accepted: event.acceptance)
            place = StepPlace(
                time: event.time, sequence: event.sequence ?? .max, rank: 15, number: event.acceptance.number)
        }

        var time: Instant { moment.time }
    }

    /// Wrap-up and the queue for which it counts.
    struct WrapUp: Hashable, Sendable {
        let queue: String?
        let milliseconds: Int64
    }

    /// A ring or a talk.
    struct Engagement: Hashable, Sendable {
        let call: String
        let isTalk: Bool
        let from: Moment
        /// nil while it lasts.
        let to: Instant?
    }

    /// A talk of a completed call.
    struct Talk: Hashable, Sendable {
        let call: String
        let talk: CompletedTalk
        /// What decides to which day the call belongs.
        let belongsAt: Instant
    }

    /// Takes a report. Returns false for one that comes too late to count.
    mutating func insert(_ report: Report) -> Bool {
        if let lastFolded, report.place < lastFolded.place { return false }
        var index = reports.count
        while index > 0, report.place < reports[index - 1].place { index -= 1 }
        let isLast = index == reports.count
        reports.insert(report, at: index)
        if isLast { readiness.apply(report) } else { refold() }
        return true
    }

    /// An event of a call named the agent.
    mutating func name(at time: Instant) {
        namedAt = max(namedAt ?? time, time)
        firstNamedAt = min(firstNamedAt ?? time, time)
    }

    /// The agent's part in a call, as far as it is kept, by its beginning.
    func part(in call: String) -> [Engagement] { engagements.filter { $0.call == call } }

    /// What the agent's part in a call is now: replaces what it was.
    mutating func engage(_ call: String, _ parts: [Engagement]) {
        engagements.removeAll { $0.call == call }
        engagements += parts
        engagements.sort { ($0.from, $0.call, $0.isTalk ? 1 : 0) < ($1.from, $1.call, $1.isTalk ? 1 : 0) }
    }

    /// A call completed in which the agent talked. Returns false where that comes too late for what followed it.
    mutating func add(_ talk: Talk) -> Bool {
        guard !talks.contains(talk) else { return true }
        talks.append(talk)
        talks.sort { ($0.talk.from, $0.call) < ($1.talk.from, $1.call) }
        return isInTime(talk)
    }

    /// A completed call is taken back. Returns false where that comes too late for what followed it.
    mutating func remove(_ talk: Talk) -> Bool {
        talks.removeAll { $0 == talk }
        return isInTime(talk)
    }

    private func isInTime(_ talk: Talk) -> Bool { lastFolded.map { $0.time < talk.talk.from } ?? true }

    /// Forgets the older half of the reports or of the engagements where there are too many: what was counted of them
    /// stays. Call only once the wrap-up is counted.
    mutating func prune() {
        if reports.count > CallLimits.reportsPerAgent { fold(reports.count / 2) }
        guard engagements.count > CallLimits.engagementsPerAgent else { return }
        var surplus = engagements.count - CallLimits.engagementsPerAgent / 2
        engagements.removeAll { engagement in
            guard surplus > 0, engagement.to != nil else { return false }
            surplus -= 1
            return true
        }
        guard let earliest = engagements.first(where: \.isTalk)?.from.time else { return }
        // The talk that these follow is forgotten.
        fold(reports.prefix { $0.time < earliest }.count)
        talks.removeAll { $0.talk.from < earliest }
    }

    private mutating func fold(_ count: Int) {
        let leaving = reports.prefix(count)
        for report in leaving { folded.apply(report) }
        lastFolded = leaving.last ?? lastFolded
        reports.removeFirst(leaving.count)
    }

    /// Records what was counted of the wrap-up that a report began.
    mutating func count(_ wrapUp: WrapUp?, of report: Int) { reports[report].counted = wrapUp }

    /// Treats no wrap-up as counted any more, and forgets what ended before `horizon`. Returns whether anything is
    /// left that could be shown or counted.
    mutating func startDay(_ today: Instant, horizon: Instant) -> Bool {
        for index in reports.indices { reports[index].counted = nil }
        engagements.removeAll { $0.to.map { $0 < horizon } ?? false }
        talks.removeAll { $0.talk.to < horizon }
        if let time = namedAt, time < horizon { (namedAt, firstNamedAt) = (nil, nil) }
        let isReported = reports.last.map { $0.time >= horizon } ?? false
        return readiness.isLoggedIn || isReported || namedAt != nil || !engagements.isEmpty
    }

    private mutating func refold() {
        readiness = folded
        for report in reports { readiness.apply(report) }
    }
}
