import ArgumentParser
import EventLoop

/// The load client: thousands of WebSockets over TLS on one thread, what they receive, and what it costs the server.
///
/// It is made for servers on this machine that send one text to all connections: one that begins with
/// `{"t":<microseconds since 1970>,`, or the updates of a wallboard gateway. Each measuring command prints one JSON
/// object; `report` makes a table of many.
@main
struct LoadClient: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Measures a WebSocket server on this machine: CPU time, memory, delays.",
        subcommands: [
            FanoutCommand.self, IdleCommand.self, StormCommand.self, StormDuringFanoutCommand.self,
            PublishCommand.self, ReportCommand.self,
        ])
}
