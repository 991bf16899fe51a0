import AdminClient
import ArgumentParser
import Asterisk
import Foundation
import Logging
import UnixSignals
import Values

/// `wallboard-connect asterisk …`
struct AsteriskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asterisk",
        abstract: "Connects an Asterisk from 16 on, and so FreePBX, Issabel and VitalPBX.",
        subcommands: [RunCommand.self, CheckCommand.self, BackfillCommand.self],
        defaultSubcommand: RunCommand.self)
}

/// `wallboard-connect asterisk --ami …`: stays connected.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Stays connected and passes on what happens (the default).")

    @OptionGroup var ami: AMIOptions
    @OptionGroup var gateway: GatewayOptions

    @Option(help: ArgumentHelp("Fill in from this file what was missed.", valueName: "file"))
    var queueLog: String?

    @Option(
        help: ArgumentHelp(
            "Where events wait for the gateway and the calls are kept. Default: a directory below STATE_DIRECTORY or "
                + "~/.local/state.", valueName: "directory"))
    var spool: String?

    @Option(help: ArgumentHelp("Serve metrics for Prometheus here.", valueName: "host:port"))
    var metrics: String?

    @Option(help: ArgumentHelp("trace, debug, info, notice, warning, error or critical.", valueName: "level"))
    var logLevel = "info"

    func run() async throws {
        guard let level = Logger.Level(rawValue: logLevel) else {
            throw ConnectFault.misconfigured("--log-level \(logLevel) is not a level")
        }
        let logger = Log.make(level)
        let endpoint = try ami.endpoint()
        let (names, tokenFiles) = try gateway.settings()
        let metricsAddress = try metrics.map { text throws(ConnectFault) in try HostPort.split(text, "--metrics") }
        let outlet = gateway.dryRun ? CallFeed.Outlet.output : .directory(directory(names))
        let endpoints =
            gateway.dryRun
            ? [] : try names.customers.map { ($0, try gateway.endpoint(for: $0, tokenFiles)) }
        let feed = try CallFeed(names: names, outlet: outlet, queueLog: queueLog, logger: logger)
        let tally = ConnectTally()
        let connection = AMIConnection(
            endpoint: endpoint, feed: feed, logger: logger, tally: tally)
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in signals { return }
            }
            group.addTask { try await connection.run() }
            if let (host, port) = metricsAddress {
                group.addTask {
                    try await MetricsPort(host: host, port: port, feed: feed, tally: tally, logger: logger).run()
                }
            }
            for (customer, endpoint) in endpoints {
                group.addTask {
                    try await AdminClient.with(endpoint) { client in
                        try await GatewayPost(
                            customer: customer, client: client, feed: feed, logger: logger, tally: tally
                        ).run()
                    }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Where state is kept: one directory for each PBX and customer.
    private func directory(_ names: Names) -> String {
        if let spool { return spool }
        let environment = ProcessInfo.processInfo.environment
        // systemd separates several directories by colons.
        if let state = environment["STATE_DIRECTORY"]?.split(separator: ":").first { return String(state) }
        let base =
            environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
            ?? NSHomeDirectory() + "/.local/state"
        let key = ([ami.ami] + names.customers).joined(separator: " ")
        return base + "/wallboard-connect/"
            + (key.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "asterisk").prefix(200)
    }
}
