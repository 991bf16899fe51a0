/// The subscribers of one topic on one loop, in a dense array: the send loop of a publication walks it and nothing
/// else.
final class Topic {
    let id: TopicID
    private(set) var subscribers: [Connection] = []
    /// What was published in this tick and is not queued for the subscribers yet.
    var publications: [SharedFrame] = []
    /// Whether the control plane has been asked for a snapshot and has not answered.
    var isSnapshotRequested = false

    init(id: TopicID) {
        self.id = id
    }

    func add(_ connection: Connection) {
        precondition(connection.topic == nil, "a connection has one topic")
        connection.topic = self
        connection.topicIndex = subscribers.count
        subscribers.append(connection)
    }

    func remove(_ connection: Connection) {
        precondition(connection.topic === self, "not a subscriber")
        let index = connection.topicIndex
        let last = subscribers.removeLast()
        if last !== connection {
            subscribers[index] = last
            last.topicIndex = index
        }
        connection.topic = nil
    }
}

/// The topics that have subscribers on one loop.
final class TopicTable {
    private var topics: [TopicID: Topic] = [:]

    /// nil: no connection of this loop subscribes to it.
    subscript(id: TopicID) -> Topic? { topics[id] }

    /// The topic, for a subscriber to come.
    func open(_ id: TopicID) -> Topic {
        let topic = topics[id] ?? Topic(id: id)
        topics[id] = topic
        return topic
    }

    func unsubscribe(_ connection: Connection) {
        guard let topic = connection.topic else { return }
        topic.remove(connection)
        // Once the last subscriber is gone, the request to the control plane is forgotten too.
        if topic.subscribers.isEmpty { topics[topic.id] = nil }
    }
}
