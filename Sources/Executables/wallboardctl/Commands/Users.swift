import AdminClient
import ArgumentParser
import BoardProtocol
import Values

struct Users: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The users of a customer, with their licences.",
        subcommands: [List.self, Show.self, Put.self, Delete.self, Import.self, PBXAgents.self])

    static func path(_ customer: String) -> AdminPath { ["v1", "customers", customer, "users"] }

    static func table(_ user: JSON) -> Table {
        Table(of: [
            ("id", user["id"].shown),
            ("name", user["name"].shown),
            ("extension", user["extension"].shown),
            ("user licence", user["userLicence"].shown),
            ("agent add-on", user["agentAddOn"].shown),
            ("desktop client", user["desktopClient"].shown),
            ("CRM add-on", user["crmAddOn"].shown),
            ("supervisor", user["supervisor"].shown),
        ])
    }

    struct List: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "List all users of a customer.")
        @Argument(completion: .customers) var customer: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            try show(try await client.items(of: path(customer))) { users in
                Table(
                    ["USER", "NAME", "EXTENSION", "LICENCE", "AGENT", "DESKTOP", "CRM", "SUPERVISOR"],
                    users.map {
                        [
                            $0["id"].shown, $0["name"].shown, $0["extension"].shown, $0["userLicence"].shown,
                            $0["agentAddOn"].shown, $0["desktopClient"].shown, $0["crmAddOn"].shown,
                            $0["supervisor"].shown,
                        ]
                    })
            }
        }
    }

    struct Show: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "Show one user.")
        @Argument(completion: .customers) var customer: String
        @Argument(completion: .users) var user: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            try showWithVersion(try await client.get(path(customer).appending(user)), as: table)
        }
    }

    struct Put: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a user, or replace one as a whole.",
            discussion: "What is not given is removed. The user's boards change their view before this returns.")
        @Argument(completion: .customers) var customer: String
        @Argument(help: "1 to 64 of A–Z, a–z, 0–9 and . _ @ -.", completion: .users) var user: String
        @Option(help: "The name for people.") var name: String
        @Option(name: .customLong("extension"), help: "The telephone extension.") var extensionNumber: String
        @Option(help: "essential or professional; none without it.") var userLicence: String?
        @Flag(help: "The user is an agent.") var agentAddOn = false
        @Flag(help: "The user has the desktop client.") var desktopClient = false
        @Flag(help: "The user has the CRM add-on.") var crmAddOn = false
        @Option(help: "none, reports, insights, analytics, liveAnalytics or contactCentre.")
        var supervisor = "none"
        @Flag(name: .customLong("new"), help: "Refuse if the user exists.") var isNew = false
        @OptionGroup var version: VersionOption
        @OptionGroup var connection: ConnectionOptions

        func validate() throws {
            guard !isNew || version.condition == nil else {
                throw ValidationError("A new user has no version: give --new or --if-match.")
            }
        }

        func run(with client: AdminClient) async throws {
            let body = JSON.fields([
                "name": .string(name), "extension": .string(extensionNumber),
                "userLicence": userLicence.map(JSON.string) ?? .null, "agentAddOn": .bool(agentAddOn),
                "desktopClient": .bool(desktopClient), "crmAddOn": .bool(crmAddOn),
                "supervisor": .string(supervisor),
            ])
            let answer = try await client.send(
                .put, path(customer).appending(user), body: body, if: isNew ? .absent : version.condition)
            try show(answer, as: table)
        }
    }

    struct Delete: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a user; its boards keep their seats.")
        @Argument(completion: .customers) var customer: String
        @Argument(completion: .users) var user: String
        @OptionGroup var version: VersionOption
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            _ = try await client.send(.delete, path(customer).appending(user), if: version.condition)
            try showDeleted("The user \(user)")
        }
    }
}
