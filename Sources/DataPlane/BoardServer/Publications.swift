/// What is published to topics, on its way into the queues of the subscribers.
///
/// An update is queued for them when they are next touched, at the end of the tick at the latest, so that a publication
/// walks over thousands of connections once: most of its cost beside the write is the first access to each of them.
final class Publications {
    private let context: LoopContext
    private let topics: TopicTable
    private let flusher: Flusher
    private let sender: Sender
    private let deflaters: Deflaters
    /// Topics with publications that are not queued yet.
    private var published: [Topic] = []

    init(context: LoopContext, topics: TopicTable, flusher: Flusher, sender: Sender, deflaters: Deflaters) {
        self.context = context
        self.topics = topics
        self.flusher = flusher
        self.sender = sender
        self.deflaters = deflaters
    }

    /// Takes an update for the subscribers of a topic.
    func publish(_ frame: SharedFrame, to id: TopicID) {
        guard let topic = topics[id] else { return }
        context.outcome.published(madeAt: frame.madeAt)
        if topic.publications.isEmpty { published.append(topic) }
        topic.publications.append(frame)
    }

    /// Gives subscribers that wait for one, or all, a snapshot.
    func deliver(_ frame: SharedFrame, to id: TopicID, toAll: Bool) {
        guard let topic = topics[id] else { return }
        queue(of: topic)
        topic.isSnapshotRequested = false
        for connection in topic.subscribers {
            if toAll { connection.outbox.startAnew() }
            // Those that still have something to take ask when they have taken it.
            if connection.outbox.wantsSnapshot { sender.replaceState(of: connection, with: frame) }
        }
    }

    /// Subscribes a connection, and gives it the snapshot.
    func subscribe(_ connection: Connection, to subscription: Subscription) {
        let topic = topics.open(subscription.topic)
        // What was published before is in the snapshot.
        queue(of: topic)
        topic.add(connection)
        connection.hasHadState = true
        if let snapshot = subscription.snapshot { sender.replaceState(of: connection, with: snapshot) }
    }

    /// Queues what was published to a topic in this tick, before something else happens to its subscribers.
    func queue(of topic: Topic) {
        forEachSubscriber(of: topic) { flusher.markDirty($0) }
    }

    /// Queues what was published in this tick, and writes it to each subscriber at once.
    func write() {
        for topic in published {
            forEachSubscriber(of: topic) { connection in
                if !connection.isBlocked { flusher.flush(connection) }
            }
        }
        published.removeAll(keepingCapacity: true)
    }

    private func forEachSubscriber(of topic: Topic, _ finish: (Connection) -> Void) {
        guard !topic.publications.isEmpty else { return }
        let publications = topic.publications
        topic.publications.removeAll()
        // Encoded once for each encoding in use; looked up once for each change of encoding along the array.
        var encoding = FrameEncoding.plain
        var frames = publications.map(\.plain)
        var queued = 0
        var conflated = 0
        // One that ended while another was written to is not a subscriber any more.
        for connection in topic.subscribers where connection.topic === topic {
            if connection.encoding != encoding {
                encoding = connection.encoding
                frames = publications.map { $0.encoded(as: encoding, with: deflaters) }
            }
            for frame in frames {
                switch connection.outbox.update(frame, within: context.limits) {
                case .queued: queued += 1
                case .replaced(let count):
                    context.counters.add(.conflations)
                    conflated += count
                case .left: conflated += 1
                }
            }
            finish(connection)
        }
        context.counters.add(.framesSent, queued)
        context.counters.add(.conflatedUpdates, conflated)
    }
}
