import EventLoop

/// Simulated boards on a few threads, until an interruption.
final class BoardFleet: Sendable {
    let bulletin: FleetBulletin
    private let threads: [LoopThread]

    /// Starts the boards; the n-th goes to thread n modulo `threads`.
    init(
        _ specs: [BoardSpec], target: FleetTarget, limits: FleetLimits, threads: Int, interruption: Interruption
    ) throws(Errno) {
        precondition(specs.count <= limits.maxBoards, "\(specs.count) boards")
        BrokenPipe.ignoreSignal()
        let tokens = specs.compactMap { spec in spec.token.map { (spec.serial, $0) } }
        let bulletin = FleetBulletin(limits: limits, tokens: Dictionary(tokens, uniquingKeysWith: { $1 }))
        self.bulletin = bulletin
        var started: [LoopThread] = []
        for index in 0..<threads {
            let own = specs.indices.filter { $0 % threads == index }.map { specs[$0] }
            started.append(
                try LoopThread.start(name: "boards-\(index)", cpu: nil) {
                    // What a loop needs is there, or the fleet could not have been started.
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

/// The bounds of the simulated boards. Times in milliseconds.
struct FleetLimits: Hashable, Sendable {
    /// Boards of one fleet. Default 50,000: each has its own port on this machine, and there are about 28,000 of those
    /// for each address of the gateway.
    var maxBoards = 50_000
    /// From the start of a connection until the gateway has said what the board may show. Default 20 s: twice the
    /// time that a board has for its hello.
    var welcomeMillis: Int64 = 20_000
    /// Heartbeats without a message after which a board takes its connection for dead. Default 3: one may be late.
    var silentHeartbeats: Int64 = 3
    /// The longest silence of the gateway towards a board that waits for a seat. Default 150 s: two heartbeats, which
    /// come at least once a minute, and one that is late.
    var waitingSilenceMillis: Int64 = 150_000
    /// From a close until the connection is dropped whatever the gateway does. Default 2 s.
    var closingMillis: Int64 = 2_000
    /// Bytes of a message of the gateway, also after inflation. Default 16 MiB: more than the state of the largest
    /// view.
    var maxMessageBytes = 16 * 1_048_576
    /// Different messages that a loop remembers having read. Default 32: those of a few customers' views.
    var rememberedMessages = 32
    /// Delays above this are counted as this. Default 10 s.
    var longestDelayMillis = 10_000
    /// Refused boards, and boards that wait for a seat, that are named in the status. Default 20.
    var namedRefusals = 20
    /// Boards whose pairing code is in the status. Default 20; every code is also printed once.
    var namedCodes = 20
    /// Kinds of lost connections that are distinguished. Default 16.
    var namedLosses = 16
    /// Bytes that a loop reads at a time. Default 64 KiB: more than a TLS record.
    var readBufferBytes = 65_536
    /// Ready sockets that a loop takes in one step. Default 1,024.
    var readyAtOnce = 1_024
    /// From one status to the next. Default 1 s.
    var statusMillis: Int64 = 1_000
    /// The longest sleep of a loop, after which it checks whether to end. Default 100.
    var tickMillis: Int64 = 100

    /// The defaults.
    init() {}
}
