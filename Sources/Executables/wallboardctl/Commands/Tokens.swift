import AdminClient
import ArgumentParser
import BoardProtocol
import Values

struct Tokens: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The tokens of admins and feeds.", subcommands: [List.self, Create.self, Revoke.self])

    static let path: AdminPath = ["v1", "tokens"]

    struct List: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the tokens, including revoked ones; the tokens themselves are not kept.")
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            try show(try await client.items(of: path)) { tokens in
                Table(
                    ["TOKEN", "NAME", "ROLE", "CUSTOMER", "MAXIMUM", "CREATED", "EXPIRES", "REVOKED", "LAST USED"],
                    tokens.map {
                        [
                            $0["id"].shown, $0["name"].shown, $0["role"].shown, $0["customerId"].shown,
                            $0["maySetMaximum"].shown, $0["createdAt"].shown, $0["expiresAt"].shown,
                            $0["revokedAt"].shown, $0["lastUsedAt"].shown,
                        ]
                    })
            }
        }
    }

    struct Create: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a token and print it; it is shown only once.")
        @Option(help: "provider, customer, monitor or feed.") var role: String
        @Option(help: "The customer that the token is for.", completion: .customers) var customer: String?
        @Option(help: "Whose it is: the name that the audit and the ledger show.") var name: String
        @Option(help: "How long the token works; for ever without it.") var expiresInSeconds: Int?
        @Flag(help: "A customer's token may set the maximum of its customer.") var maySetMaximum = false
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            let body = JSON.fields([
                "role": .string(role), "customerId": customer.map(JSON.string), "name": .string(name),
                "expiresInSeconds": expiresInSeconds.map { .integer(Int64($0)) },
                "maySetMaximum": maySetMaximum ? .bool(true) : nil,
            ])
            let answer = try await client.send(.post, path, body: body)
            try Console.write(connection.json ? answer.body : Array((answer.json?["token"]).shown.utf8))
        }
    }

    struct Revoke: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a token: it stops working at once, and stays listed.")
        @Argument(help: "The id of the token, not the token itself.") var token: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            _ = try await client.send(.delete, path.appending(token))
            if !connection.json { try Console.write("The token \(token) is revoked.") }
        }
    }
}
