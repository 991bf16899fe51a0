import UnixSignals

/// Work that lasts until somebody ends it.
enum Interruption {
    /// Runs `body` until it ends, or until Ctrl-C (SIGINT) or SIGTERM: then `body` is cancelled, its connections are
    /// closed, and this returns as if all was done.
    static func ends(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in signals { return true }
                return false
            }
            group.addTask {
                try await body()
                return true
            }
            // The signals end by themselves only when this task is cancelled.
            while let isDone = try await group.next(), !isDone {}
            group.cancelAll()
            // What the cancelled work has to say about it is of no interest to anybody.
            while let _ = await group.nextResult() {}
        }
    }
}
