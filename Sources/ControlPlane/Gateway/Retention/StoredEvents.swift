import AdminAPI
import Synchronization

/// How many call events are stored of all customers, kept up to date by everybody who adds or removes some, so that nobody
/// has to count them.
final class StoredEvents: Sendable {
    /// How many may be stored; feeds that send more are told to wait.
    let most: Int
    private let number = Mutex(0)

    init(most: Int = .max) {
        self.most = most
    }

    var count: Int { number.withLock { $0 } }
    var isFull: Bool { count >= most }

    /// What was counted in the store.
    func set(_ count: Int) { number.withLock { $0 = count } }

    func add(_ count: Int) { number.withLock { $0 += count } }

    func remove(_ count: Int) { number.withLock { $0 = max(0, $0 - count) } }

    /// Throws `.unavailable` where there are as many as may be. The bound is passed by the requests under way at most.
    func checkRoom() throws(AdminError) {
        guard isFull else { return }
        throw .unavailable(
            reason: "The gateway stores \(count) call events and may store \(most) (maxStoredEvents): it takes no more "
                + "before older days are removed.", retryAfterSeconds: 60)
    }
}
