import Synchronization

/// What the answer to a request has of what all share, from the moment at which the request is let in until the last
/// byte of its answer is written, its connection breaks, or there is no answer: a client that takes its answer slowly,
/// or not at all, keeps its own share and nobody else's.
final class AnswerHold: Sendable {
    private let releases = Mutex<[@Sendable () -> Void]>([])

    /// `release` is called once, when the answer has ended.
    func add(_ release: @escaping @Sendable () -> Void) {
        releases.withLock { $0.append(release) }
    }

    /// The answer has ended.
    func end() {
        let pending = releases.withLock { releases in
            defer { releases = [] }
            return releases
        }
        for release in pending { release() }
    }

    deinit { end() }
}
