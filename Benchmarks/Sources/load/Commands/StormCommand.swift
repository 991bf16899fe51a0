import ArgumentParser
import EventLoop

/// Many connections at once.
struct StormCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storm", abstract: "CPU time a connection: TCP, TLS and the upgrade.",
        discussion: """
            The connections stay until all are open. With --resume they were all there once before, and come back by \
            the tickets that they got then.
            """)

    @OptionGroup var options: TargetOptions
    @Option(help: "How many connections.") var connections = 3_000
    @Option(help: "How many connect at a time.") var concurrency = 64
    @Flag(help: "Come back by tickets of an earlier connection.") var resume = false

    func run() throws {
        let crowd = try Crowd(try options.target(), count: connections, name: "STORM")
        if resume {
            crowd.connect(concurrency: concurrency)
            crowd.keepTickets()
            crowd.close()
            // The server sees the connections end before it is measured.
            crowd.receive(until: Clock.monotonicMilliseconds() + 1_000)
        }
        var result = Measurement(server: options.server, workload: options.workload ?? "storm")
        let (usage, process) = (Usage(), options.process)
        let before = try process.cpuSeconds()
        crowd.connect(concurrency: concurrency, resuming: resume)
        let cpuSeconds = try process.cpuSeconds() - before
        result.add(usage, serverCPUSeconds: cpuSeconds)
        result[.open] = Double(crowd.open)
        result[.stormSeconds] = usage.seconds
        result[.cpuMicrosPerConnection] = cpuSeconds * 1e6 / Double(max(crowd.open, 1))
        result[.resumedShare] = Double(crowd.resumed) / Double(connections)
        result.losses = crowd.losses
        try result.write()
    }
}
