import AdminClient
import ArgumentParser
import Foundation

/// Runs the command; whatever is wrong is one line on standard error.
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
