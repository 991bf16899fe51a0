import Values

/// What one agent did recently, as far as wrap-up needs it: the talks of completed calls, and the reports of the state.
///
/// A stretch of wrap-up begins with a report of `wrapUp` and ends with the agent's next report or next talk, whichever
/// began first. It belongs to the last talk that had ended when it began, give or take
/// `CallLimits.clockDifferenceMilliseconds`; unless the agent was reported to be talking since then, for then it
/// follows a call that is not over yet, or one that the feed did not report. It counts where that talk does: in its
/// queue, if the call entered one and belongs to the day.
struct AgentTimeline: Sendable {
    /// By time; of several reports at one moment the last one holds, in the order that `AgentRecord` uses.
    private(set) var reports: [Report] = []
    /// By end.
    private(set) var talks: [Talk] = []
    /// Nothing up to here is considered any more.
    private var forgottenReportsAt: Instant?
    private var forgottenTalksAt: Instant?
    /// The last report of `talking` that is no longer among `reports`.
    private var talkedAt: Instant?

    struct Report: Sendable {
        let time: Instant
        let id: String
        let state: AgentState
        /// What was counted for the stretch that the report began.
        fileprivate(set) var counted: WrapUp?

        init(time: Instant, id: String, state: AgentState) {
            self.time = time
            self.id = id
            self.state = state
        }
    }

    /// A stretch of wrap-up and the queue for which it counts.
    struct WrapUp: Equatable, Sendable {
        let queue: String?
        let milliseconds: Int64
    }

    struct Talk: Equatable, Sendable {
        let talk: CompletedTalk
        /// Which of the call's talks it is.
        let number: Int
        let call: String
        /// What decides to which day the call belongs.
        let belongsAt: Instant

        init(_ talk: CompletedTalk, number: Int, of call: CompletedCall) {
            self.talk = talk
            self.number = number
            self.call = call.call
            belongsAt = call.belongsAt
        }
    }

    /// Returns false for a report that comes too late to count.
    mutating func insert(_ report: Report) -> Bool {
        if let time = forgottenReportsAt, report.time <= time { return false }
        var index = reports.count
        while index > 0, (report.time, report.id) < (reports[index - 1].time, reports[index - 1].id) { index -= 1 }
        reports.insert(report, at: index)
        return true
    }

    /// Returns false for a talk that comes too late to count.
    mutating func insert(_ talk: Talk) -> Bool {
        if let time = forgottenTalksAt, talk.talk.to <= time { return false }
        var index = talks.count
        while index > 0, talk < talks[index - 1] { index -= 1 }
        if index > 0, talks[index - 1] == talk { return true }
        talks.insert(talk, at: index)
        return true
    }

    mutating func remove(_ talk: Talk) {
        if let index = talks.lastIndex(of: talk) { talks.remove(at: index) }
    }

    /// Freezes the older half of the reports or talks where there are too many, once the wrap-up that they began is
    /// counted.
    mutating func keep(within limits: CallLimits, _ day: LocalDay, _ change: inout WrapUpChange) {
        if reports.count > limits.reportsPerAgent { forgetReports(reports.count / 2, day, &change) }
        if talks.count > limits.talksPerAgent { forgetOldTalks(day, &change) }
    }

    private mutating func forgetOldTalks(_ day: LocalDay, _ change: inout WrapUpChange) {
        let leaving = talks.count / 2
        let earliest = talks[leaving].talk.to.advanced(byMilliseconds: -CallLimits.clockDifferenceMilliseconds)
        forgetReports(reports.prefix { $0.time < earliest }.count, day, &change)
        forgottenTalksAt = talks[leaving - 1].talk.to
        talks.removeFirst(leaving)
    }

    private mutating func forgetReports(_ leaving: Int, _ day: LocalDay, _ change: inout WrapUpChange) {
        guard leaving > 0 else { return }
        count(reports[..<leaving].indices, asOf: nil, day, &change)
        forgottenReportsAt = reports[leaving - 1].time
        talkedAt = reports[..<leaving].last { $0.state == .talking }?.time ?? talkedAt
        reports.removeFirst(leaving)
    }

    /// Treats nothing as counted any more.
    mutating func forgetCounts() {
        for index in reports.indices { reports[index].counted = nil }
    }

    /// Whether nothing is known since `horizon`.
    func isSilent(since horizon: Instant) -> Bool {
        reports.last.map { $0.time < horizon } ?? true && talks.last.map { $0.talk.to < horizon } ?? true
    }

    /// Counts the wrap-up that is over by `time`, as far as it differs from what was counted. Returns when the next
    /// will be over; nil where none is known.
    mutating func count(asOf time: Instant, _ day: LocalDay, _ change: inout WrapUpChange) -> Instant? {
        count(reports.indices, asOf: time, day, &change)
    }

    /// `time` nil: everything that is over.
    @discardableResult
    private mutating func count(
        _ indices: Range<Int>, asOf time: Instant?, _ day: LocalDay, _ change: inout WrapUpChange
    ) -> Instant? {
        var next: Instant?
        var talkingAt = talkedAt
        for index in indices {
            let report = reports[index]
            if report.state == .talking { talkingAt = report.time }
            guard report.state == .wrapUp else { continue }
            var wrapUp: WrapUp?
            if let end = end(ofStretch: index) {
                if let time, end > time {
                    next = min(next ?? end, end)
                } else {
                    wrapUp = self.wrapUp(from: report.time, to: end, talkingAt: talkingAt, day)
                }
            }
            guard wrapUp != report.counted else { continue }
            if let counted = report.counted { change.add(counted, .remove) }
            if let wrapUp { change.add(wrapUp, .add) }
            reports[index].counted = wrapUp
        }
        return next
    }

    private func end(ofStretch index: Int) -> Instant? {
        let start = reports[index].time
        let report = index + 1 < reports.count ? reports[index + 1].time : nil
        return talks.reduce(report) { end, talk in
            talk.talk.from > start ? min(end ?? talk.talk.from, talk.talk.from) : end
        }
    }

    private func wrapUp(from start: Instant, to end: Instant, talkingAt: Instant?, _ day: LocalDay) -> WrapUp? {
        let difference = CallLimits.clockDifferenceMilliseconds
        let latest = start.advanced(byMilliseconds: difference)
        guard let before = talks.last(where: { $0.talk.to <= latest && $0.talk.from <= start }),
            before.talk.isQueued, day.contains(before.belongsAt)
        else { return nil }
        if let talkingAt, talkingAt > before.talk.to.advanced(byMilliseconds: difference) { return nil }
        return WrapUp(queue: before.talk.queue, milliseconds: start.span(to: end))
    }
}

extension AgentTimeline.Talk: Comparable {
    /// The order of the ends.
    static func < (a: Self, b: Self) -> Bool {
        (a.talk.to, a.talk.from, a.call, a.number) < (b.talk.to, b.talk.from, b.call, b.number)
    }
}
