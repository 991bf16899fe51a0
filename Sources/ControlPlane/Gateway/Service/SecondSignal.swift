import ServiceLifecycle
import UnixSignals

/// Whoever sends SIGTERM or SIGINT a second time does not want to wait for boards that are sent away one after the other.
enum SecondSignal {
    /// After a second signal, what has not ended by itself after so long is cancelled.
    private static let patience = Duration.seconds(2)

    /// Runs the services to their end.
    static func run(_ services: ServiceGroup, hurry: @escaping @Sendable () -> Void) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await services.run() }
            tasks.addTask {
                for await _ in signals.dropFirst() {
                    hurry()
                    try await Task.sleep(for: patience)
                    return
                }
            }
            defer { tasks.cancelAll() }
            try await tasks.next()
        }
    }
}
