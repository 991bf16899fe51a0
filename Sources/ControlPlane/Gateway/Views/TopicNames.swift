import BoardServer

/// Gives topics their names, so that views need not know who publishes what.
protocol TopicNames: Sendable {
    /// A name that was never used before.
    func make() -> TopicID
    /// Takes back topics that nobody subscribes to any more.
    func remove(_ topics: [TopicID])
}
