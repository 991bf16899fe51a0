import Synchronization

/// The streams of events that are open: where a token or a session has ended, whose right to watch may have ended with
/// it is asked at once, and not only when its next look is due. As many as `AdminLimits.eventStreams`.
final class OpenStreams: Sendable {
    /// Looks whether the client of a stream may still watch, and ends the stream if not.
    typealias Look = @Sendable () async -> Void

    private struct State {
        var looks: [Int: Look] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// A stream is open; returns by what it is removed.
    func add(_ look: @escaping Look) -> Int {
        state.withLock { state in
            state.next += 1
            state.looks[state.next] = look
            return state.next
        }
    }

    func remove(_ number: Int) {
        state.withLock { _ = $0.looks.removeValue(forKey: number) }
    }

    /// Returns when no stream writes anything any more whose right has ended.
    func lookAgain() async {
        let looks = state.withLock { Array($0.looks.values) }
        await withTaskGroup { group in
            for look in looks { group.addTask { await look() } }
        }
    }
}
