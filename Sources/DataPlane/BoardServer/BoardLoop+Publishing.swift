extension BoardLoop {
    /// Takes an update for the subscribers of a topic. It is queued for them when they are next touched, at the end of
    /// the tick at the latest, so that a publication walks over thousands of connections once: most of its cost beside
    /// the write is the first access to each of them.
    func publish(_ frame: SharedFrame, to id: TopicID) {
        guard let topic = topics[id] else { return }
        publishedThisTick.append(frame.madeAt)
        if topic.publications.isEmpty { publishedTopics.append(topic) }
        topic.publications.append(frame)
    }

    /// Gives subscribers that wait for one, or all, a snapshot.
    func deliver(_ frame: SharedFrame, to id: TopicID, toAll: Bool) {
        guard let topic = topics[id] else { return }
        queuePublications(of: topic)
        topic.isSnapshotRequested = false
        for connection in topic.subscribers {
            if toAll { connection.outbox.startAnew() }
            // Those that still have something to take ask when they have taken it.
            if connection.outbox.wantsSnapshot { replaceState(of: connection, with: frame) }
        }
    }

    /// Queues what was published to a topic in this tick, before something else happens to its subscribers.
    func queuePublications(of topic: Topic) {
        forEachSubscriber(of: topic) { markDirty($0) }
    }

    /// Queues what was published in this tick, and writes it to each subscriber at once.
    func writePublications() {
        for topic in publishedTopics {
            forEachSubscriber(of: topic) { connection in
                if !connection.isBlocked { flush(connection) }
            }
        }
        publishedTopics.removeAll(keepingCapacity: true)
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
                switch connection.outbox.update(frame, within: limits) {
                case .queued: queued += 1
                case .replaced(let count):
                    counters.add(.conflations)
                    conflated += count
                case .left: conflated += 1
                }
            }
            finish(connection)
        }
        counters.add(.framesSent, queued)
        counters.add(.conflatedUpdates, conflated)
    }
}
