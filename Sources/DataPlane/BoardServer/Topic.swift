/// The subscribers of one topic on one loop, in a dense array: the send loop of a publication walks it and nothing else.
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
