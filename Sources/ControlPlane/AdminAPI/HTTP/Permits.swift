import Synchronization

/// A bound on how much of something happens at once. Whoever finds none free is sent away, not queued.
final class Permits: Sendable {
    private let free: Mutex<Int>

    init(_ count: Int) {
        precondition(count > 0, "\(count) permits let nothing happen")
        free = Mutex(count)
    }

    /// Runs `body` if a permit is free; nil if none is.
    func withPermit<Value>(_ body: () async throws -> Value) async rethrows -> Value? {
        let isTaken = free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
        guard isTaken else { return nil }
        defer { free.withLock { $0 += 1 } }
        return try await body()
    }
}
