import AdminClient
import ArgumentParser
import BoardProtocol
import Foundation
import Values

/// The command line of the gateway's admins.
struct WallboardControl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wallboardctl",
        abstract: "Looks after the customers, users, licences and boards of a wallboard gateway.",
        discussion: """
            The gateway and the token come from --url, --token-file, --ca and --client-cert, or from WALLBOARD_URL, \
            WALLBOARD_TOKEN_FILE, WALLBOARD_CA and WALLBOARD_CLIENT_CERT.

            Tables are for people and may change; programs use --json, with which a refusal is the gateway's problem \
            document on the standard error.

            Exit codes: 0 done, 1 refused by the gateway, 2 wrong usage, 3 the gateway cannot be reached, 4 the ledger \
            is not as it was written, 5 the question was answered with no, 6 the answer could not be written.

            Completion, with the ids of customers and boards: wallboardctl --generate-completion-script bash, zsh or \
            fish prints the script for your shell.
            """,
        version: Release.version,
        subcommands: [
            Customers.self, Users.self, Licences.self, EnrolmentKeys.self, Devices.self, Dashboards.self, Pair.self,
            Boards.self, Usage.self, Ledger.self, Tokens.self, Sessions.self, Audit.self, Me.self, Events.self,
        ])
}

/// Runs the command and reports the outcome by exit code and on standard error.
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

    /// A program gets a refusal as the gateway's problem document, a person as a sentence.
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
