import BoardServer
import WallboardCore

/// From changed state to frames: at most one update of a view in `publishIntervalMillis`, however many events came.
extension CustomerHub {
    /// Takes note that state has changed, and sees to it that the boards hear of it.
    func note(_ changes: CallCentre.Changes) {
        let isShown =
            changes.contains(.completed)
            ? completedViews.hasSubscribers || liveViews.hasSubscribers
            : changes.contains(.live) && liveViews.hasSubscribers
        guard isShown else { return }
        unpublished.formUnion(changes)
        schedulePublishing()
    }

    private func schedulePublishing() {
        guard !isPublishScheduled, !unpublished.isEmpty else { return }
        isPublishScheduled = true
        let elapsed = surroundings.clock().milliseconds(since: lastPublishedAt)
        let wait = max(0, surroundings.settings.publishIntervalMillis - max(0, elapsed))
        Task {
            if wait > 0 { try? await Task.sleep(for: .milliseconds(wait)) }
            publish()
        }
    }

    private func publish() {
        isPublishScheduled = false
        let changes = unpublished
        unpublished = []
        let now = surroundings.clock()
        lastPublishedAt = now
        if changes.contains(.completed), completedViews.publish(centre.completed, now: now, to: surroundings.server) {
            unpublished.insert(.completed)
        }
        if liveViews.publish(liveSource, now: now, to: surroundings.server) { unpublished.insert(.live) }
        schedulePublishing()
    }

    /// A loop has boards that were too slow, or saw a gap.
    func snapshotWanted(_ topic: TopicID, loop: UInt16) {
        let server = surroundings.server
        let isSent =
            completedViews.sendSnapshot(of: topic, to: loop, of: server)
            && liveViews.sendSnapshot(of: topic, to: loop, of: server)
        guard !isSent else { return }
        // The loop has no room: its boards have waited longer already, and can wait an interval more.
        Task {
            try? await Task.sleep(for: .milliseconds(surroundings.settings.publishIntervalMillis))
            snapshotWanted(topic, loop: loop)
        }
    }

    // MARK: Subscriptions

    func subscribe(_ connection: ConnectionID, to view: BoardView) -> Subscription? {
        let now = surroundings.clock()
        let loop = connection.loop
        switch view {
        case .none: return nil
        case .insights: return completedViews.subscribe(to: .insights, loop: loop, now: now, centre.completed)
        case .analytics: return completedViews.subscribe(to: .analytics, loop: loop, now: now, centre.completed)
        case .liveAnalytics: return liveViews.subscribe(to: .liveAnalytics, loop: loop, now: now, liveSource)
        case .contactCentre: return liveViews.subscribe(to: .contactCentre, loop: loop, now: now, liveSource)
        }
    }

    func unsubscribe(_ connection: ConnectionID, from view: BoardView) {
        switch view {
        case .none: break
        case .insights: completedViews.unsubscribe(from: .insights, loop: connection.loop)
        case .analytics: completedViews.unsubscribe(from: .analytics, loop: connection.loop)
        case .liveAnalytics: liveViews.unsubscribe(from: .liveAnalytics, loop: connection.loop)
        case .contactCentre: liveViews.unsubscribe(from: .contactCentre, loop: connection.loop)
        }
    }

    private var liveSource: LiveViews.Source {
        LiveViews.Source(completed: centre.completed, live: centre.live, callerNumbers: customer.callerNumbers)
    }
}
