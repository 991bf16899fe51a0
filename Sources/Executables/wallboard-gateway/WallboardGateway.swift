import ArgumentParser
import Values

/// The gateway's program: it reads settings and hands over to `Gateway`.
@main
struct WallboardGateway: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wallboard-gateway",
        abstract: "Serves wallboards with the calls that their licences allow.",
        version: Release.version,
        subcommands: [Serve.self, Token.self, Config.self, TryParking.self])
}
