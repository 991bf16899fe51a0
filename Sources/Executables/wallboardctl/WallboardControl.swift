import ArgumentParser
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
