import ArgumentParser
import EventLoop
import Glibc
import Synchronization

/// Boards that are up while others come back.
struct StormDuringFanoutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storm-during-fanout",
        abstract: "What connections that are up notice while many others come back at once.",
        discussion: """
            The others are a thread of their own, with the lowest priority once they come back, so that what is late is \
            late because of the server. They come without tickets, all at the same moment, and stay. Boards of a gateway \
            were all there once before, to be registered.
            """)

    @OptionGroup var options: TargetOptions
    @Option(help: "How many connections are up.") var connections = 1_000
    @Option(help: "How many others come back.") var storm = 10_000
    @Option(help: "The least seconds that are measured; it goes on until the storm is over.") var seconds = 5.0

    /// The longest wait for a storm, in seconds.
    private static let longest = 120.0

    func run() throws {
        let target = try options.target()
        let crowd = try Crowd(target, count: connections, name: "UP")
        let signals = StormSignals()
        let thread = try LoopThread.start(name: "storm", cpu: nil) { [storm] in
            signals.run(target, storm)
        }
        crowd.connect(concurrency: 64)
        crowd.receive(until: .max) { signals.isPrepared }
        crowd.receive(until: Clock.monotonicMilliseconds() + 1_000)
        signals.go()
        var result = Measurement(server: options.server, workload: options.workload ?? "storm-during-fanout")
        let (usage, process) = (Usage(), options.process)
        let before = try process.cpuSeconds()
        let least = Clock.monotonicMilliseconds() + Int64(seconds * 1_000)
        try crowd.measure(
            seconds: Self.longest, unless: { signals.isOver && Clock.monotonicMilliseconds() >= least }
        ) {
            result.add(usage, serverCPUSeconds: try process.cpuSeconds() - before)
        }
        result[.open] = Double(crowd.open)
        result.addDelays(of: crowd)
        signals.end()
        thread.join()
        signals.add(to: &result)
        try result.write()
    }
}

/// Shared by the connections that are up and the storm's thread.
private final class StormSignals: Sendable {
    private enum Phase {
        case preparing, prepared, raging, over, ended
    }

    private struct State {
        var phase = Phase.preparing
        var seconds = 0.0
        var open = 0
        var losses: [String: Int] = [:]
    }

    private let state = Mutex(State())

    private func phase() -> Phase { state.withLock { $0.phase } }

    var isPrepared: Bool { phase() != .preparing }
    var isOver: Bool { phase() == .over }

    func go() { state.withLock { $0.phase = .raging } }
    func end() { state.withLock { $0.phase = .ended } }

    /// The storm's thread.
    func run(_ target: Target, _ count: Int) {
        do throws(Errno) {
            let crowd = try Crowd(target, count: count, name: "STORM")
            if target.enrolmentKey != nil {
                crowd.connect(concurrency: 64)
                crowd.close()
            }
            state.withLock { $0.phase = .prepared }
            while phase() == .prepared { crowd.receive(until: Clock.monotonicMilliseconds() + 10) }
            // Of this thread alone, which Linux supports.
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
            let usage = Usage()
            crowd.connect(concurrency: count)
            state.withLock {
                $0.phase = .over
                $0.seconds = usage.seconds
                $0.open = crowd.open
                $0.losses = crowd.losses
            }
            while phase() != .ended { crowd.receive(until: Clock.monotonicMilliseconds() + 100) }
        } catch {
            preconditionFailure("no poller: \(error)")
        }
    }

    func add(to result: inout Measurement) {
        let state = state.withLock { $0 }
        result[.stormSeconds] = state.seconds
        result[.open] = (result[.open] ?? 0) + Double(state.open)
        for (loss, count) in state.losses { result.losses["storm: \(loss)", default: 0] += count }
    }
}
