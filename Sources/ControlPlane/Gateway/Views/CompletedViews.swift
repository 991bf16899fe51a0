import BoardServer
import Values
import WallboardCore

/// The views that are made from completed calls alone. No function here can reach anything live: the type that it
/// would need is not among its parameters.
struct CompletedViews {
    /// Which of them.
    enum Name {
        case insights, analytics
    }

    private var insights: PublishedView<InsightsState>
    private var analytics: SelectedViews<AnalyticsState>

    init(topics: any TopicNames, loopCount: Int) {
        insights = PublishedView(topic: topics.make(), loopCount: loopCount)
        analytics = SelectedViews(topics: topics, loopCount: loopCount)
    }

    var topics: [TopicID] { [insights.topic] + analytics.topics }
    var hasSubscribers: Bool { insights.hasSubscribers || analytics.hasSubscribers }

    /// `insights` has nothing that a selection could leave out.
    mutating func subscribe(
        to view: Name, _ selection: ViewSelection, loop: UInt16, now: Instant, _ completed: CompletedCalls,
        _ goals: CompletedGoals
    ) -> Subscription {
        switch view {
        case .insights: insights.subscribe(loop: loop, now: now, current: InsightsState(completed))
        case .analytics:
            analytics.subscribe(to: selection, loop: loop, now: now) {
                AnalyticsState(completed, goals: goals, queues: $0.queues)
            }
        }
    }

    mutating func unsubscribe(from view: Name, _ selection: ViewSelection, loop: UInt16) {
        switch view {
        case .insights: insights.unsubscribe(loop: loop)
        case .analytics: analytics.unsubscribe(from: selection, loop: loop)
        }
    }

    /// Returns whether it must be called again, as `PublishedView.publish`.
    mutating func publish(
        _ completed: CompletedCalls, _ goals: CompletedGoals, now: Instant, to server: BoardServer
    ) -> Bool {
        let insightsAgain = insights.publish(InsightsState(completed), now: now, to: server)
        let analyticsAgain = analytics.publish(
            { AnalyticsState(completed, goals: goals, queues: $0.queues) }, now: now, to: server)
        return insightsAgain || analyticsAgain
    }

    /// Returns false if the loop has no room for the snapshot.
    mutating func sendSnapshot(of topic: TopicID, to loop: UInt16, of server: BoardServer) -> Bool {
        if topic == insights.topic { return insights.sendSnapshot(to: loop, of: server) }
        return analytics.sendSnapshot(of: topic, to: loop, of: server)
    }
}
