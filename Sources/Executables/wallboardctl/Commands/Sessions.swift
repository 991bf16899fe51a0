import AdminClient
import ArgumentParser
import BoardProtocol
import Values

struct Sessions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The sessions of admins who are signed in on the pages.", subcommands: [List.self, End.self])

    static let path: AdminPath = ["v1", "sessions"]

    struct List: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "List the sessions, oldest first.")
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            try show(try await client.items(of: path)) { sessions in
                Table(
                    ["SESSION", "NAME", "TOKEN", "ROLE", "CUSTOMER", "ADDRESS", "SINCE", "LAST USED"],
                    sessions.map {
                        [
                            $0["id"].shown, $0["name"].shown, $0["tokenId"].shown, $0["role"].shown,
                            $0["customerId"].shown, $0["address"].shown, $0["since"].shown, $0["lastUsedAt"].shown,
                        ]
                    })
            }
        }
    }

    struct End: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a session: its browser has to sign in again. The token it was begun with keeps working.")
        @Argument(help: "The id of the session.") var session: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            _ = try await client.send(.delete, path.appending(session))
            if !connection.json { try Console.write("The session \(session) is ended.") }
        }
    }
}

struct Me: AdminCommand {
    static let configuration = CommandConfiguration(abstract: "Whose token this is, and what it may do.")
    @OptionGroup var connection: ConnectionOptions

    func run(with client: AdminClient) async throws {
        try show(try await client.get(["v1", "me"])) { me in
            Table(of: [
                ("name", me["name"].shown),
                ("role", me["role"].shown),
                ("customer", me["customerId"].shown),
                ("may set the maximum", me["maySetMaximum"].shown),
                ("expires", me["expiresAt"].shown),
            ])
        }
    }
}
