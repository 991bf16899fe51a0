import BoardServer
import Values
import WallboardCore

/// One view of one customer, for each selection of its calls that boards have. Boards of the same selection share a
/// topic and its frames, whichever dashboards they show; those without a selection share one that always exists.
struct SelectedViews<State: StateDocument> {
    private let names: any TopicNames
    private let loopCount: Int
    private let texts: MemberTexts?
    private var everything: PublishedView<State>
    /// Made with its first subscriber and dropped with its last: at most as many as the customer has dashboards.
    private var parts: [Part] = []

    private struct Part {
        let selection: ViewSelection
        var view: PublishedView<State>
    }

    init(topics names: any TopicNames, loopCount: Int, sharing texts: MemberTexts? = nil) {
        self.names = names
        self.loopCount = loopCount
        self.texts = texts
        everything = PublishedView(topic: names.make(), loopCount: loopCount, sharing: texts)
    }

    var topics: [TopicID] { [everything.topic] + parts.map(\.view.topic) }
    var hasSubscribers: Bool { everything.hasSubscribers || !parts.isEmpty }

    /// Adds a subscriber, as `PublishedView.subscribe`. The caller sets the owner of a topic that is new.
    mutating func subscribe(
        to selection: ViewSelection, loop: UInt16, now: Instant, current: (ViewSelection) -> State
    ) -> Subscription {
        if selection == .everything {
            return everything.subscribe(loop: loop, now: now, current: current(selection))
        }
        let index = parts.firstIndex { $0.selection == selection } ?? parts.endIndex
        if index == parts.endIndex {
            parts.append(
                Part(
                    selection: selection,
                    view: PublishedView(topic: names.make(), loopCount: loopCount, sharing: texts)))
        }
        return parts[index].view.subscribe(loop: loop, now: now, current: current(selection))
    }

    mutating func unsubscribe(from selection: ViewSelection, loop: UInt16) {
        if selection == .everything { return everything.unsubscribe(loop: loop) }
        guard let index = parts.firstIndex(where: { $0.selection == selection }) else {
            preconditionFailure("a board left a selection that nobody had")
        }
        parts[index].view.unsubscribe(loop: loop)
        guard !parts[index].view.hasSubscribers else { return }
        names.remove([parts.remove(at: index).view.topic])
    }

    /// Drops the last states: the next subscriber gets a new one.
    mutating func forget() {
        everything.forget()
        for index in parts.indices { parts[index].view.forget() }
    }

    /// Returns whether it must be called again, as `PublishedView.publish`.
    mutating func publish(_ current: (ViewSelection) -> State, now: Instant, to server: BoardServer) -> Bool {
        var again = everything.publish(current(.everything), now: now, to: server)
        for index in parts.indices {
            let selection = parts[index].selection
            if parts[index].view.publish(current(selection), now: now, to: server) { again = true }
        }
        return again
    }

    /// Returns false if the loop has no room for the snapshot.
    mutating func sendSnapshot(of topic: TopicID, to loop: UInt16, of server: BoardServer) -> Bool {
        if topic == everything.topic { return everything.sendSnapshot(to: loop, of: server) }
        guard let index = parts.firstIndex(where: { $0.view.topic == topic }) else { return true }
        return parts[index].view.sendSnapshot(to: loop, of: server)
    }
}

/// Names topics, so that views need not know who publishes what.
protocol TopicNames: Sendable {
    /// A name that was never used before.
    func make() -> TopicID
    /// Takes back topics without subscribers.
    func remove(_ topics: [TopicID])
}
