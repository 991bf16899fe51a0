import Values

/// What one agent is doing (calls.md, section 3).
package struct AgentStatus: Hashable, Sendable {
    /// What the agent is doing.
    package let state: AgentState
    /// Since when.
    package let since: Instant
    /// The call of the latest talk, else of the latest ring; nil where there is none.
    package let callID: String?
    /// As the feed reported it with the pause; nil in any other state, and where it gave none.
    package let pauseReason: String?
}

extension AgentTimeline {
    /// What is shown of the agent; nil where the agent is not shown. The first that holds: a talk, a ring, wrap-up,
    /// then
    /// readiness.
    func status(_ clock: RosterClock) -> AgentStatus? {
        guard isShown(clock) else { return nil }
        if let talk = latest(isTalk: true) {
            return AgentStatus(
                state: .talking, since: (begin(isTalk: true) ?? talk.from).shown, callID: talk.call,
                pauseReason: nil)
        }
        if let ring = latest(isTalk: false) {
            let since = [begin(isTalk: false) ?? ring.from, lastEnd { $0.isTalk }].compactMap { $0 }.max()
            return AgentStatus(
                state: .ringing, since: (since ?? ring.from).shown, callID: ring.call, pauseReason: nil)
        }
        let freeSince = lastEnd { _ in true }
        if let report = reports.last {
            let begin = beginOfRun(to: reports.count - 1, clock)
            let began = max(begin, freeSince ?? begin)
            switch report.report.state {
            case .wrapUp where !isEngaged(after: report.time):
                return AgentStatus(state: .wrapUp, since: began.shown, callID: nil, pauseReason: nil)
            case .ringing, .talking:
                if let until = standInEnd(of: report, clock), clock.now < until {
                    return AgentStatus(
                        state: report.report.state, since: begin.shown, callID: nil, pauseReason: nil)
                }
            default: break
            }
        }
        let since = [readiness.since, freeSince, occupiedUntil(clock)].compactMap { $0 }.max()
        return AgentStatus(
            state: readiness.shown?.state ?? .unknown, since: (since ?? named).shown, callID: nil,
            pauseReason: readiness.shown?.pauseReason)
    }

    /// When the state of a report began: the same reported again before is no new one.
    private func beginOfRun(to last: Int, _ clock: RosterClock) -> Moment {
        var index = last
        while index > 0, reports[index - 1].report.state == reports[last].report.state,
            standInEnd(of: reports[index - 1], clock).map({ $0 >= reports[index].time }) ?? true,
            !engagements.contains(where: {
                reports[index - 1].time < $0.from.time && $0.from.time <= reports[index].time
            })
        {
            index -= 1
        }
        return reports[index].moment
    }

    /// When a report of ringing or talking lapses, if it stands now.
    func lapse(_ clock: RosterClock) -> Instant? {
        reports.last.flatMap { standInEnd(of: $0, clock) }.flatMap { $0 > clock.now ? $0 : nil }
    }

    private var named: Moment {
        let time = [firstNamedAt, reports.first?.time].compactMap { $0 }.min() ?? Instant(milliseconds: 0)
        return Moment(time, accepted: Acceptance(number: 0, at: time))
    }

    private func isShown(_ clock: RosterClock) -> Bool {
        readiness.isLoggedIn || isNamed(clock) || reports.last.map { $0.time >= clock.today } ?? false
            || engagements.contains { $0.to == nil }
    }

    private func isNamed(_ clock: RosterClock) -> Bool { namedAt.map { $0 >= clock.today } ?? false }

    private func latest(isTalk: Bool) -> Engagement? { engagements.last { $0.isTalk == isTalk && $0.to == nil } }

    /// When the agent began to be in talks, or rings, without a break until now.
    private func begin(isTalk: Bool) -> Moment? {
        guard var begin = engagements.first(where: { $0.isTalk == isTalk && $0.to == nil })?.from else { return nil }
        for engagement in engagements.reversed() where engagement.isTalk == isTalk && engagement.from < begin {
            if engagement.to.map({ $0 >= begin.time }) ?? true { begin = engagement.from }
        }
        return begin
    }

    /// When the last of the engagements that are over ended.
    private func lastEnd(_ isMeant: (Engagement) -> Bool) -> Moment? {
        let end = engagements.lazy.filter(isMeant).compactMap(\.to).max()
        return end.map { Moment($0, accepted: Acceptance(number: 0, at: $0)) }
    }

    private func isEngaged(after time: Instant) -> Bool { engagements.contains { $0.from.time > time } }

    /// Until when a report of ringing or talking stands where calls say nothing of the agent; nil for any other report,
    /// and where a call has named the agent today.
    private func standInEnd(of report: Report, _ clock: RosterClock) -> Instant? {
        guard !isNamed(clock) else { return nil }
        return switch report.report.state {
        case .ringing: report.time.advanced(byMilliseconds: CallLimits.ringingReportMilliseconds)
        case .talking: report.time.advanced(byMilliseconds: clock.orphanAfterMilliseconds)
        default: nil
        }
    }

    /// When the agent was last reported to be busy until: the next report ended it, or it lapsed.
    private func occupiedUntil(_ clock: RosterClock) -> Moment? {
        guard let index = reports.lastIndex(where: { isBusy($0, clock) }) else { return nil }
        let next = index + 1 < reports.count ? reports[index + 1] : nil
        guard let end = standInEnd(of: reports[index], clock) else { return next?.moment }
        guard let next, next.time < end else { return Moment(end, accepted: Acceptance(number: 0, at: end)) }
        return next.moment
    }

    private func isBusy(_ report: Report, _ clock: RosterClock) -> Bool {
        report.report.state == .wrapUp || standInEnd(of: report, clock) != nil
    }
}

/// How many things are in each of a few states.
package struct StateCounts<State: CaseIterable & Hashable & Sendable>: Hashable, Sendable {
    private var counts: [State: Int] = [:]

    /// Nothing in any state.
    package init() {}

    /// How many are in `state`.
    package subscript(state: State) -> Int {
        get { counts[state] ?? 0 }
        set { counts[state] = newValue == 0 ? nil : newValue }
    }
}
