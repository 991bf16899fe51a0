import Synchronization

/// The progress line of a feed.
final class FeedProgress: Sendable {
    private let line = Mutex(ProgressLine())

    func show(_ tally: FeedTally, late: Int64, trouble: String?) {
        line.withLock { $0.show(Self.text(tally, late, trouble), at: Terminal.now) }
    }

    /// The last state, with the reasons of what the gateway rejected.
    func finish(_ tally: FeedTally) {
        line.withLock { $0.finish(tally.description) }
        for reason in tally.reasons { Terminal.writeError("rejected: \(reason)\n") }
    }

    /// The progress line.
    static func text(_ tally: FeedTally, _ late: Int64, _ trouble: String?) -> String {
        var text = tally.description
        if late >= 1_000 { text += ", late by \(late / 1_000) s" }
        if let trouble { text += ", waiting: \(trouble)" }
        return text
    }
}
