import ArgumentParser
import Values

/// The simulator: boards by the thousand and calls to show on them.
struct WallboardSimulator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wallboard-sim",
        abstract: "Plays boards and calls to a wallboard gateway.",
        version: Release.version,
        subcommands: [
            BoardsCommand.self, CallsCommand.self, ReplayCommand.self, DemoCommand.self, LoadCommand.self,
        ])
}
