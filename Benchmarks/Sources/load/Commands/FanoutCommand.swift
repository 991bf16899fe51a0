import ArgumentParser
import EventLoop

/// Publications to many connections.
struct FanoutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fanout", abstract: "CPU time a delivered message, and delays, while the server publishes.")

    @OptionGroup var options: TargetOptions
    @Option(help: "How many connections.") var connections = 1_000
    @Option(help: "Seconds that are measured.") var seconds = 10.0
    @Option(help: "How many connect at a time.") var concurrency = 64

    func run() throws {
        let crowd = try Crowd(try options.target(), count: connections, name: "FANOUT")
        crowd.connect(concurrency: concurrency)
        crowd.receive(until: Clock.monotonicMilliseconds() + 1_000)
        var result = Measurement(server: options.server, workload: options.workload ?? "fanout")
        let (usage, process) = (Usage(), options.process)
        let before = try process.cpuSeconds()
        try crowd.measure(seconds: seconds) {
            let cpuSeconds = try process.cpuSeconds() - before
            result.add(usage, serverCPUSeconds: cpuSeconds)
            result.add(crowd, cpuSeconds: cpuSeconds)
        }
        result.addDelays(of: crowd)
        try result.write()
    }
}

extension Measurement {
    /// The cores in use since `usage` was made.
    mutating func add(_ usage: Usage, serverCPUSeconds: Double) {
        self[.seconds] = usage.seconds
        self[.serverCores] = serverCPUSeconds / usage.seconds
        self[.clientCores] = usage.cpuSeconds / usage.seconds
    }

    /// What the crowd received for so much CPU time, right at the end of the measurement.
    mutating func add(_ crowd: Crowd, cpuSeconds: Double) {
        self[.open] = Double(crowd.open)
        let messages = Double(crowd.deliveries.messages)
        guard messages > 0, let seconds = self[.seconds] else { return }
        self[.cpuMicrosPerMessage] = cpuSeconds * 1e6 / messages
        self[.messagesPerSecond] = messages / seconds
        self[.payloadBytes] = Double(crowd.deliveries.payloadBytes) / messages
        self[.textBytes] = Double(crowd.deliveries.textBytes) / messages
    }

    /// How late the crowd's messages were, when the late ones have arrived.
    mutating func addDelays(of crowd: Crowd) {
        let delays = crowd.deliveries.delays.sorted()
        self[.delayP50] = Double(Statistics.quantile(0.5, ofSorted: delays)) / 1_000
        self[.delayP99] = Double(Statistics.quantile(0.99, ofSorted: delays)) / 1_000
        self[.delayMax] = Double(delays.last ?? 0) / 1_000
        self[.lastP50] = Double(Statistics.quantile(0.5, ofSorted: crowd.deliveries.lastDelays.sorted())) / 1_000
        self[.missed] = Double(crowd.deliveries.missed)
        self[.longestGap] = Double(crowd.deliveries.longestGap) / 1_000
        losses.merge(crowd.losses, uniquingKeysWith: +)
    }
}
