import BoardServer
import WallboardCore

/// The views that also show what moves before a call ends.
struct LiveViews {
    /// Which of them.
    enum Name {
        case liveAnalytics, contactCentre
    }

    /// What their states are made of.
    struct Source {
        let completed: CompletedCalls
        let live: LiveCalls
        let callerNumbers: Customer.CallerNumbers

        var liveAnalytics: LiveAnalyticsState {
            LiveAnalyticsState(completed, live, callerNumbers: callerNumbers)
        }
        var contactCentre: ContactCentreState {
            ContactCentreState(completed, live, callerNumbers: callerNumbers)
        }
    }

    private var liveAnalytics: PublishedView<LiveAnalyticsState>
    private var contactCentre: PublishedView<ContactCentreState>

    init(topics: TopicOwners, loopCount: Int) {
        liveAnalytics = PublishedView(topic: topics.make(), loopCount: loopCount)
        contactCentre = PublishedView(topic: topics.make(), loopCount: loopCount)
    }

    var topics: [TopicID] { [liveAnalytics.topic, contactCentre.topic] }
    var hasSubscribers: Bool { liveAnalytics.hasSubscribers || contactCentre.hasSubscribers }

    mutating func subscribe(to view: Name, loop: UInt16, now: Instant, _ source: Source) -> Subscription {
        switch view {
        case .liveAnalytics: liveAnalytics.subscribe(loop: loop, now: now, current: source.liveAnalytics)
        case .contactCentre: contactCentre.subscribe(loop: loop, now: now, current: source.contactCentre)
        }
    }

    mutating func unsubscribe(from view: Name, loop: UInt16) {
        switch view {
        case .liveAnalytics: liveAnalytics.unsubscribe(loop: loop)
        case .contactCentre: contactCentre.unsubscribe(loop: loop)
        }
    }

    /// Drops the last states, which show numbers that are to be masked from now on.
    mutating func forget() {
        liveAnalytics.forget()
        contactCentre.forget()
    }

    /// Returns whether it must be called again, as `PublishedView.publish`.
    mutating func publish(_ source: Source, now: Instant, to server: BoardServer) -> Bool {
        let liveAgain = liveAnalytics.publish(source.liveAnalytics, now: now, to: server)
        let contactCentreAgain = contactCentre.publish(source.contactCentre, now: now, to: server)
        return liveAgain || contactCentreAgain
    }

    /// Returns false if the loop has no room for the snapshot.
    mutating func sendSnapshot(of topic: TopicID, to loop: UInt16, of server: BoardServer) -> Bool {
        if topic == liveAnalytics.topic { return liveAnalytics.sendSnapshot(to: loop, of: server) }
        if topic == contactCentre.topic { return contactCentre.sendSnapshot(to: loop, of: server) }
        return true
    }
}
