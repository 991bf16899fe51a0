import ArgumentParser

/// The command line of the gateway's admins.
struct WallboardControl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wallboardctl",
        abstract: "Looks after the customers, users, licences and boards of a wallboard gateway.",
        discussion: """
            The gateway and the token come from --url, --token-file and --ca, or from WALLBOARD_URL, \
            WALLBOARD_TOKEN_FILE and WALLBOARD_CA.

            Exit codes: 0 done, 1 refused by the gateway, 2 wrong usage, 3 the gateway cannot be reached.
            """,
        subcommands: [
            Customers.self, Users.self, Licences.self, EnrolmentKeys.self, Devices.self, Boards.self, Events.self,
        ])
}
