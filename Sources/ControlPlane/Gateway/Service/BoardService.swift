import BoardProtocol
import BoardServer
import ServiceLifecycle

/// The boards' port as a service: its loops, and the task that brings their events to the hubs.
struct BoardService: Service {
    let server: BoardServer
    let router: BoardEventRouter
    let surroundings: CustomerHub.Surroundings
    /// Over how long boards are sent away at the end.
    let spreadMillis: Int64

    func run() async throws {
        try server.start(sink: router)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await router.run(server: server, clock: surroundings.clock) }
            group.addTask {
                try? await gracefulShutdown()
                await server.shutDown(.restarting, spreadMillis: spreadMillis)
                router.finish()
            }
        }
    }
}
