import AdminClient
import ArgumentParser
import Foundation

/// Runs the command and says how it went, by exit code and on standard error.
@main
enum EntryPoint {
    static func main() async {
        do {
            var command = try WallboardControl.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as AdminClientError {
            complain(error.description)
            exit(Outcome(of: error).rawValue)
        } catch {
            exitAsParser(error)
        }
    }

    /// Help and version go to standard output with 0; a wrong usage to standard error with 2.
    private static func exitAsParser(_ error: any Error) -> Never {
        guard WallboardControl.exitCode(for: error).isSuccess else {
            FileHandle.standardError.write(Data((WallboardControl.fullMessage(for: error) + "\n").utf8))
            exit(Outcome.usage.rawValue)
        }
        WallboardControl.exit(withError: error)
    }

    private static func complain(_ sentence: String) {
        FileHandle.standardError.write(Data("wallboardctl: \(sentence)\n".utf8))
    }
}

/// The exit code of the program; 0 when all went well.
enum Outcome: Int32 {
    /// The gateway said no, or said something that is not the admin API.
    case refused = 1
    /// An option, address or file is wrong.
    case usage = 2
    /// There is no gateway there, or it cannot be trusted.
    case unreachable = 3

    init(of error: AdminClientError) {
        self =
            switch error {
            case .refused, .notUnderstood: .refused
            case .misconfigured: .usage
            case .unreachable: .unreachable
            }
    }
}
