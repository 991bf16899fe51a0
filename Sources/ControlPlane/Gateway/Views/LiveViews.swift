import BoardServer
import Values
import WallboardCore

/// The views that also show what changes before a call ends.
struct LiveViews {
    /// Which of them.
    enum Name {
        case liveAnalytics, contactCentre
    }

    /// What their states are made from.
    struct Source {
        let completed: CompletedCalls
        let live: LiveCalls
        let goals: Goals
        let callerNumbers: Customer.CallerNumbers

        func liveAnalytics(of selection: ViewSelection) -> LiveAnalyticsState {
            LiveAnalyticsState(
                completed, live, goals: goals, callerNumbers: selection.callerNumbers(callerNumbers),
                queues: selection.queues)
        }

        func contactCentre(of selection: ViewSelection) -> ContactCentreState {
            ContactCentreState(
                completed, live, goals: goals, callerNumbers: selection.callerNumbers(callerNumbers),
                queues: selection.queues)
        }
    }

    private var liveAnalytics: SelectedViews<LiveAnalyticsState>
    private var contactCentre: SelectedViews<ContactCentreState>
    /// Agents are the same on every board that shows them, in either view.
    private let texts = MemberTexts()

    init(topics: any TopicNames, loopCount: Int) {
        liveAnalytics = SelectedViews(topics: topics, loopCount: loopCount, sharing: texts)
        contactCentre = SelectedViews(topics: topics, loopCount: loopCount, sharing: texts)
    }

    var topics: [TopicID] { liveAnalytics.topics + contactCentre.topics }
    var hasSubscribers: Bool { liveAnalytics.hasSubscribers || contactCentre.hasSubscribers }

    mutating func subscribe(
        to view: Name, _ selection: ViewSelection, loop: UInt16, now: Instant, _ source: Source
    ) -> Subscription {
        switch view {
        case .liveAnalytics:
            liveAnalytics.subscribe(to: selection, loop: loop, now: now, current: source.liveAnalytics(of:))
        case .contactCentre:
            contactCentre.subscribe(to: selection, loop: loop, now: now, current: source.contactCentre(of:))
        }
    }

    mutating func unsubscribe(from view: Name, _ selection: ViewSelection, loop: UInt16) {
        switch view {
        case .liveAnalytics: liveAnalytics.unsubscribe(from: selection, loop: loop)
        case .contactCentre: contactCentre.unsubscribe(from: selection, loop: loop)
        }
        if !hasSubscribers { texts.forget() }
    }

    /// Drops the last states, which show numbers that must be masked from now on.
    mutating func forget() {
        liveAnalytics.forget()
        contactCentre.forget()
    }

    /// Returns whether it must be called again, as `PublishedView.publish`.
    mutating func publish(_ source: Source, now: Instant, to server: BoardServer) -> Bool {
        let liveAgain = liveAnalytics.publish(source.liveAnalytics(of:), now: now, to: server)
        let contactCentreAgain = contactCentre.publish(source.contactCentre(of:), now: now, to: server)
        return liveAgain || contactCentreAgain
    }

    /// Returns false if the loop has no room for the snapshot.
    mutating func sendSnapshot(of topic: TopicID, to loop: UInt16, of server: BoardServer) -> Bool {
        liveAnalytics.sendSnapshot(of: topic, to: loop, of: server)
            && contactCentre.sendSnapshot(of: topic, to: loop, of: server)
    }
}
