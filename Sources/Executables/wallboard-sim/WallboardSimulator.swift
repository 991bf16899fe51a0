import AdminClient
import ArgumentParser
import Foundation
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

/// Runs the command; any error is one line on standard error.
@main
enum EntryPoint {
    static func main() async {
        do {
            var command = try WallboardSimulator.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as AdminClientError {
            Terminal.writeError("wallboard-sim: \(error)\n")
            exit(1)
        } catch {
            WallboardSimulator.exit(withError: error)
        }
    }
}
