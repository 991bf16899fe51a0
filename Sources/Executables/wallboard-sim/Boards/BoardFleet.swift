import EventLoop

/// Simulated boards on a few threads, until an interruption.
final class BoardFleet: Sendable {
    let bulletin: FleetBulletin
    private let threads: [LoopThread]

    /// Starts the boards; the n-th goes to thread n modulo `threads`.
    init(
        _ specs: [BoardSpec], target: FleetTarget, limits: FleetLimits, threads: Int, interruption: Interruption
    ) throws(Errno) {
        precondition(specs.count <= limits.mostBoards, "\(specs.count) boards")
        BrokenPipe.ignoreSignal()
        let tokens = specs.compactMap { spec in spec.token.map { (spec.serial, $0) } }
        let bulletin = FleetBulletin(limits: limits, tokens: Dictionary(tokens, uniquingKeysWith: { $1 }))
        self.bulletin = bulletin
        var started: [LoopThread] = []
        for index in 0..<threads {
            let own = specs.indices.filter { $0 % threads == index }.map { specs[$0] }
            started.append(
                try LoopThread.start(name: "boards-\(index)", cpu: nil) {
                    // What a loop needs is there, or the fleet could not have been started before it.
                    do throws(Errno) {
                        try BoardLoop(
                            own, target: target, limits: limits, interruption: interruption, bulletin: bulletin,
                            index: index
                        ).run()
                    } catch {
                        preconditionFailure("no poller: \(error)")
                    }
                })
        }
        self.threads = started
    }

    /// Waits until all boards have said goodbye; once. Blocks the calling thread.
    func join() {
        for thread in threads { thread.join() }
    }
}
