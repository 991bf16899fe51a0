import Synchronization

/// A bound on how much of something happens at once. Whoever finds none free is sent away, not queued.
final class Permits: Sendable {
    private let free: Mutex<Int>

    init(_ count: Int) {
        precondition(count > 0, "\(count) permits let nothing happen")
        free = Mutex(count)
    }

    /// One of the permits, which is free again once it is given back, or nobody holds it any more.
    final class Permit: Sendable {
        private let permits: Mutex<Permits?>

        fileprivate init(_ permits: Permits) {
            self.permits = Mutex(permits)
        }

        /// Makes the permit free; once.
        func giveBack() {
            let permits = permits.withLock { permits in
                defer { permits = nil }
                return permits
            }
            permits?.free.withLock { $0 += 1 }
        }

        deinit { giveBack() }
    }

    /// A permit if one is free; nil if none is.
    func take() -> Permit? {
        let isTaken = free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
        return isTaken ? Permit(self) : nil
    }

    /// Runs `body` if a permit is free; nil if none is.
    func withPermit<Value>(_ body: () async throws -> Value) async rethrows -> Value? {
        guard let permit = take() else { return nil }
        defer { permit.giveBack() }
        return try await body()
    }
}
