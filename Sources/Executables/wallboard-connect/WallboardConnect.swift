import AdminClient
import ArgumentParser
import Foundation
import Values

/// Connects telephone systems to the gateway.
struct WallboardConnect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wallboard-connect",
        abstract: "Connects a telephone system to a wallboard gateway.",
        version: Release.version,
        subcommands: [AsteriskCommand.self])
}

/// Runs the command; any error is one line on standard error.
@main
enum EntryPoint {
    static func main() async {
        do {
            var command = try WallboardConnect.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as AdminClientError {
            Output.writeError("wallboard-connect: \(error)\n")
            if case .misconfigured = error { exit(ConnectFault.exitCode) }
            exit(1)
        } catch let error as ConnectFault {
            Output.writeError("wallboard-connect: \(error)\n")
            exit(ConnectFault.exitCode)
        } catch let error as DiskFault {
            Output.writeError("wallboard-connect: \(error)\n")
            exit(1)
        } catch {
            WallboardConnect.exit(withError: error)
        }
    }
}
