import BoardServer
import Values
import WallboardCore

/// From changed state to frames: at most one update of a view in `publishIntervalMillis`, however many events arrive.
extension CustomerHub {
    /// Records that state has changed, and makes sure that it is published.
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
        // The loop's mailbox is full: its boards have already waited longer, and can wait another interval.
        Task {
            try? await Task.sleep(for: .milliseconds(surroundings.settings.publishIntervalMillis))
            snapshotWanted(topic, loop: loop)
        }
    }

    // MARK: Subscriptions

    func subscribe(_ connection: ConnectionID, to entitlement: Entitlement) -> Subscription? {
        let now = surroundings.clock()
        let (loop, selection) = (connection.loop, entitlement.selection)
        let subscription: Subscription
        switch entitlement.view {
        case .none: return nil
        case .insights:
            subscription = completedViews.subscribe(
                to: .insights, selection, loop: loop, now: now, centre.completed)
        case .analytics:
            subscription = completedViews.subscribe(
                to: .analytics, selection, loop: loop, now: now, centre.completed)
        case .liveAnalytics:
            subscription = liveViews.subscribe(to: .liveAnalytics, selection, loop: loop, now: now, liveSource)
        case .contactCentre:
            subscription = liveViews.subscribe(to: .contactCentre, selection, loop: loop, now: now, liveSource)
        }
        // The topic may be new; those of everything have been registered from the start.
        if selection != .everything { surroundings.topics.set(self, for: [subscription.topic]) }
        return subscription
    }

    func unsubscribe(_ connection: ConnectionID, from entitlement: Entitlement) {
        let (loop, selection) = (connection.loop, entitlement.selection)
        switch entitlement.view {
        case .none: break
        case .insights: completedViews.unsubscribe(from: .insights, selection, loop: loop)
        case .analytics: completedViews.unsubscribe(from: .analytics, selection, loop: loop)
        case .liveAnalytics: liveViews.unsubscribe(from: .liveAnalytics, selection, loop: loop)
        case .contactCentre: liveViews.unsubscribe(from: .contactCentre, selection, loop: loop)
        }
    }

    private var liveSource: LiveViews.Source {
        LiveViews.Source(completed: centre.completed, live: centre.live, callerNumbers: customer.callerNumbers)
    }
}
