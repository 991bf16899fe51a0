import ArgumentParser
import EventLoop

/// Connections that get nothing.
struct IdleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "idle", abstract: "Memory a connection, while nothing happens.")

    @OptionGroup var options: TargetOptions
    @Option(help: "How many connections.") var connections = 10_000
    @Option(help: "Seconds from the last connection to the look at the memory.") var settle = 3.0
    @Option(help: "How many connect at a time.") var concurrency = 64

    func run() throws {
        let crowd = try Crowd(try options.target(), count: connections, name: "IDLE")
        let before = try options.process.residentKiB()
        crowd.connect(concurrency: concurrency)
        crowd.receive(until: Clock.monotonicMilliseconds() + Int64(settle * 1_000))
        var result = Measurement(server: options.server, workload: options.workload ?? "idle")
        result[.open] = Double(crowd.open)
        result[.kibPerConnection] =
            Double(try options.process.residentKiB() - before) / Double(max(crowd.open, 1))
        result.losses = crowd.losses
        try result.write()
    }
}
