import BoardProtocol
import BoardServer
import ServiceLifecycle
import UnixSignals

/// The boards' port as a service: its loops, and the task that brings their events to the hubs. It fails with
/// `BoardServer.LeftRunning` where a loop stands still at the end; the other services end in order all the same.
struct BoardService: Service {
    let server: BoardServer
    let router: BoardEventRouter
    let feed: BoardEventBus
    /// The time over which boards are closed at shutdown.
    let spreadMillis: Int64

    func run() async throws {
        try server.start(sink: router)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await router.run() }
            group.addTask {
                try? await gracefulShutdown()
                defer {
                    router.finish()
                    // Streams of events end here; they would hold up the end of the admin port.
                    feed.finish()
                }
                try await server.shutDown(.restarting, spreadMillis: spreadMillis)
            }
            try await group.waitForAll()
        }
    }
}

/// An operator who sends SIGTERM or SIGINT a second time does not want to wait for boards that are closed one after
/// the other.
enum SecondSignal {
    /// After a second signal, anything that has not ended after this time is cancelled.
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
