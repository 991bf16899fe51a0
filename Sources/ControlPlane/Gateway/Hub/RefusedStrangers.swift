import AdminAPI
import EventLoop
import Synchronization
import WallboardCore

/// The attempts whose credentials belong to no customer.
final class RefusedStrangers: Sendable {
    private let log = Mutex(StrangerLog())

    /// Newest first.
    var newestFirst: [RefusedAttempt] { log.withLock { $0.newestFirst } }

    /// Returns what those who watch are told; nil: nothing.
    func add(_ attempt: RefusedAttempt) -> RefusedAttempt? {
        log.withLock { $0.add(attempt, at: Clock.monotonicMilliseconds()) }
    }

    /// A board with this serial has found its customer.
    func gotIn(_ serial: String) {
        log.withLock { $0.gotIn(serial) }
    }
}
