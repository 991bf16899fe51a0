import AdminClient
import ArgumentParser
import BoardProtocol
import Values

struct EnrolmentKeys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The keys with which boards of a user get their seat.",
        subcommands: [List.self, Create.self, Delete.self])

    static func path(_ customer: String) -> AdminPath { ["v1", "customers", customer, "enrolment-keys"] }

    struct List: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "List the keys; what they are is not kept.")
        @Argument(completion: .customers) var customer: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            try show(try await client.items(of: path(customer))) { keys in
                Table(
                    ["KEY", "USER", "CREATED", "EXPIRES", "USES", "MOST USES"],
                    keys.map {
                        [
                            $0["id"].shown, $0["userId"].shown, $0["createdAt"].shown, $0["expiresAt"].shown,
                            $0["uses"].shown, $0["maxUses"].shown,
                        ]
                    })
            }
        }
    }

    struct Create: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key and print it; it is shown this once.")
        @Argument(completion: .customers) var customer: String
        @Argument(help: "Whose boards the key registers.", completion: .users) var user: String
        @Option(help: "How long the key works; 30 days without it.") var expiresInSeconds: Int?
        @Flag(help: "The key never expires.") var neverExpires = false
        @Option(help: "How many boards the key registers.") var maxUses: Int?
        @OptionGroup var connection: ConnectionOptions

        func validate() throws {
            guard !neverExpires || expiresInSeconds == nil else {
                throw ValidationError("--never-expires and --expires-in-seconds contradict each other.")
            }
        }

        func run(with client: AdminClient) async throws {
            let body = JSON.fields([
                "userId": .string(user),
                "expiresInSeconds": neverExpires ? .null : expiresInSeconds.map { .integer(Int64($0)) },
                "maxUses": maxUses.map { .integer(Int64($0)) },
            ])
            let answer = try await client.send(.post, path(customer), body: body)
            try Console.write(connection.json ? answer.body : Array((answer.json?["key"]).shown.utf8))
        }
    }

    struct Delete: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a key; boards that it has registered keep their seats.")
        @Argument(completion: .customers) var customer: String
        @Argument(help: "The id of the key, not the key itself.") var key: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            _ = try await client.send(.delete, path(customer).appending(key))
            try showDeleted("The enrolment key \(key)")
        }
    }
}
