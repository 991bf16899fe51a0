import Values

/// The part of a state that is made of completed calls and that every view but `insights` has (docs/calls.md).
package struct CompletedPart: Equatable, Sendable {
    /// What the figures are based on.
    package let basis: Basis
    /// Of the whole customer.
    package let totals: Totals
    /// By queue, of the selected ones.
    package let queues: SortedMap<String, Figures>
    /// The selected queues that are not among `queues` because the day names too many, each with true.
    package let queuesLeftOut: SortedMap<String, Bool>
    /// By local half hour.
    package let intervals: SortedMap<HalfHour, IntervalFigures>
    /// The half hours of the same weekday a week before, where its events are kept.
    package let lastWeek: SortedMap<HalfHour, IntervalFigures>

    init(_ completed: CompletedCalls, goals: BoardGoals, queues selected: QueueSelection) {
        basis = Basis(completed, goals)
        totals = completed.totals
        queues = selected.part(of: completed.queues)
        queuesLeftOut = selected.part(of: completed.queuesLeftOut)
        intervals = completed.intervals
        lastWeek = completed.lastWeek
    }
}

/// What the figures are based on.
package struct Basis: Equatable, Sendable {
    /// The day.
    package let window: Window
    /// T and S.
    package let thresholds: CallThresholds
    /// What the board judges figures by, as far as its view shows them.
    package let goals: BoardGoals
    /// The state of the feed when a call last completed; `lost` from the moment that it is.
    package let feed: FeedState
    /// The latest event of completed calls; nil before the first.
    package let lastEventAt: Instant?

    init(_ completed: CompletedCalls, _ goals: BoardGoals) {
        window = Window(completed)
        thresholds = completed.thresholds
        self.goals = goals
        feed = completed.feed
        lastEventAt = completed.lastEventAt
    }
}

/// The day that the figures are of: from one reset moment to the next.
package struct Window: Hashable, Sendable {
    /// The reset moment with which it begins.
    package let from: Instant
    /// The reset moment with which the next one begins.
    package let to: Instant

    init(_ completed: CompletedCalls) {
        from = completed.day.from
        to = completed.day.to
    }
}

/// What an `insights` board may see: a few totals of completed calls (protocol, sections 4 and 9).
package struct InsightsState: Hashable, Sendable {
    /// The day.
    package let window: Window
    /// The state of the feed when a call last completed; `lost` from the moment that it is.
    package let feed: FeedState
    /// The latest event of completed calls; nil before the first.
    package let lastEventAt: Instant?
    /// Calls that entered a queue.
    package let offered: Int
    /// Those of them that were connected to an agent.
    package let answered: Int
    /// Inbound calls that were never answered.
    package let missed: Int
    /// Σ talk without hold / answered.
    package let averageTalkMilliseconds: Int64?
    /// Σ talk without hold.
    package let talkMilliseconds: Int64

    /// The state by these completed calls.
    package init(_ completed: CompletedCalls) {
        window = Window(completed)
        feed = completed.feed
        lastEventAt = completed.lastEventAt
        let figures = completed.totals.figures
        offered = figures.offered
        answered = figures.answered
        missed = completed.totals.missed
        averageTalkMilliseconds = figures.averageTalkMilliseconds
        talkMilliseconds = figures.talkMilliseconds
    }
}

/// What an `analytics` board may see: figures of completed calls, nothing of agents and nothing live (protocol, section
/// 4). It can only be made of `CompletedCalls` and of goals of completed calls.
package struct AnalyticsState: Equatable, Sendable {
    /// All of it: there is no more to this view.
    package let completed: CompletedPart

    /// The state by these completed calls, with the goals and figures of these queues.
    package init(
        _ completed: CompletedCalls, goals: CompletedGoals = .standard, queues: QueueSelection = .all
    ) {
        self.completed = CompletedPart(completed, goals: BoardGoals(goals, queues: queues), queues: queues)
    }
}
