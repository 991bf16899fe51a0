import BoardServer
import Values
import WallboardCore

/// The views of one customer that boards subscribe to, what of them is not published yet, and when it is: at most one
/// update of a view in `intervalMillis`, however many events arrive.
///
/// It reads no clock and starts no task: who calls it comes back after the time that it returns.
struct Publisher {
    /// The shortest time between two updates of one view.
    let intervalMillis: Int64
    private var completed: CompletedViews
    private var live: LiveViews
    private var unpublished: CallState.Changes = []
    private var isScheduled = false
    private var publishedAt: Instant

    init(topics: any TopicNames, loopCount: Int, intervalMillis: Int64, at now: Instant) {
        self.intervalMillis = intervalMillis
        completed = CompletedViews(topics: topics, loopCount: loopCount)
        live = LiveViews(topics: topics, loopCount: loopCount)
        publishedAt = now
    }

    var topics: [TopicID] { completed.topics + live.topics }

    // MARK: Publishing

    /// State has changed. Returns after how many milliseconds to call `publish`; nil: not because of this.
    mutating func note(_ changes: CallState.Changes, at now: Instant) -> Int64? {
        let isShown =
            changes.contains(.completed)
            ? completed.hasSubscribers || live.hasSubscribers : changes.contains(.live) && live.hasSubscribers
        guard isShown else { return nil }
        unpublished.formUnion(changes)
        return schedule(at: now)
    }

    /// Sends what has changed. Returns after how many milliseconds to call it again; nil: all is sent.
    mutating func publish(_ source: LiveViews.Source, at now: Instant, to server: BoardServer) -> Int64? {
        isScheduled = false
        let changes = unpublished
        unpublished = []
        publishedAt = now
        if changes.contains(.completed),
            completed.publish(source.completed, source.goals.completed, now: now, to: server)
        {
            unpublished.insert(.completed)
        }
        if live.publish(source, now: now, to: server) { unpublished.insert(.live) }
        return schedule(at: now)
    }

    private mutating func schedule(at now: Instant) -> Int64? {
        guard !isScheduled, !unpublished.isEmpty else { return nil }
        isScheduled = true
        return max(0, intervalMillis - max(0, now.milliseconds(since: publishedAt)))
    }

    /// Answers a loop that has boards that were too slow, or saw a gap. Returns false if it has no room even for that.
    mutating func sendSnapshot(of topic: TopicID, to loop: UInt16, of server: BoardServer) -> Bool {
        completed.sendSnapshot(of: topic, to: loop, of: server) && live.sendSnapshot(of: topic, to: loop, of: server)
    }

    /// Drops what shows numbers that must be masked from now on.
    mutating func hideNumbers() { live.forget() }

    // MARK: Subscriptions

    /// Adds a board of a loop; nil: it may see nothing.
    mutating func subscribe(
        loop: UInt16, to entitlement: Entitlement, _ source: LiveViews.Source, at now: Instant
    ) -> Subscription? {
        let selection = entitlement.selection
        switch entitlement.view {
        case .none: return nil
        case .insights:
            return completed.subscribe(
                to: .insights, selection, loop: loop, now: now, source.completed, source.goals.completed)
        case .analytics:
            return completed.subscribe(
                to: .analytics, selection, loop: loop, now: now, source.completed, source.goals.completed)
        case .liveAnalytics:
            return live.subscribe(to: .liveAnalytics, selection, loop: loop, now: now, source)
        case .contactCentre:
            return live.subscribe(to: .contactCentre, selection, loop: loop, now: now, source)
        }
    }

    mutating func unsubscribe(loop: UInt16, from entitlement: Entitlement) {
        let selection = entitlement.selection
        switch entitlement.view {
        case .none: break
        case .insights: completed.unsubscribe(from: .insights, selection, loop: loop)
        case .analytics: completed.unsubscribe(from: .analytics, selection, loop: loop)
        case .liveAnalytics: live.unsubscribe(from: .liveAnalytics, selection, loop: loop)
        case .contactCentre: live.unsubscribe(from: .contactCentre, selection, loop: loop)
        }
    }
}
