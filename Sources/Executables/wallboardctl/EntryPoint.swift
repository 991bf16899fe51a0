import AdminClient
import ArgumentParser
import BoardProtocol
import Foundation
import Values

/// Runs the command and says how it went, by exit code and on standard error.
@main
enum EntryPoint {
    static func main() async {
        var wantsJSON = false
        do {
            var command = try await WallboardControl.asyncParseAsRoot()
            wantsJSON = (command as? any AdminCommand)?.connection.json ?? false
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as AdminClientError {
            complain(about: error, inJSON: wantsJSON)
            exit(Outcome(of: error).rawValue)
        } catch let failure as CommandFailure {
            Console.complain(failure.sentence)
            exit(failure.outcome.rawValue)
        } catch {
            exitAsParser(error)
        }
    }

    /// A refusal goes to a program as the gateway's problem document, to a person as a sentence.
    private static func complain(about error: AdminClientError, inJSON wantsJSON: Bool) {
        if wantsJSON, case .refused(let problem) = error, let document = problem.document {
            Console.note(String(decoding: document.encode(), as: UTF8.self))
        } else {
            Console.complain(error.description.printable)
        }
    }

    /// Help and version go to standard output with 0; a wrong usage to standard error with 2.
    private static func exitAsParser(_ error: any Error) -> Never {
        guard WallboardControl.exitCode(for: error).isSuccess else {
            Console.note(WallboardControl.fullMessage(for: error))
            exit(Outcome.usage.rawValue)
        }
        WallboardControl.exit(withError: error)
    }
}
