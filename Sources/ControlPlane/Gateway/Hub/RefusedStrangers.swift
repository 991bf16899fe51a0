import AdminAPI
import Synchronization
import Values
import WallboardCore

/// The attempts whose credentials belong to no customer.
final class RefusedStrangers: Sendable {
    private let log: Mutex<RefusalLog>

    init(startedAt: Instant) {
        log = Mutex(RefusalLog(startedAt: startedAt))
    }

    /// Newest first.
    var newestFirst: [RefusedAttempt] { log.withLock { $0.newestFirst } }

    func add(_ attempt: RefusedAttempt) {
        log.withLock { $0.add(attempt) }
    }

    /// A board with this serial has found its customer.
    func gotIn(_ serial: String) {
        log.withLock { $0.gotIn(serial) }
    }
}
