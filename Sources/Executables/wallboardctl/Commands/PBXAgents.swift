import AdminClient
import ArgumentParser
import BoardProtocol
import Values

/// The agents that the telephone system has, which set the agent add-ons of a customer that is synced.
struct PBXAgents: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pbx-agents",
        abstract: "The extensions that are agents in the telephone system.",
        subcommands: [Show.self, Put.self])

    static func path(_ customer: String) -> AdminPath { ["v1", "customers", customer, "pbx-agents"] }

    static func table(_ agents: JSON) -> Table {
        let changed = agents["changed"]?.array
        return Table(
            of: [
                ("agent add-ons", agents["agentAddOn"].shown),
                ("reported", agents["reportedAt"].shown),
                ("extensions", String(agents["extensions"]?.array?.count ?? 0)),
                ("", agents["extensions"].shown),
            ] + (changed.map { [("users changed", Optional(JSON.array($0)).shown)] } ?? []))
    }

    struct Show: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "Show what was reported last.")
        @Argument(completion: .customers) var customer: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            try show(try await client.get(path(customer)), as: table)
        }
    }

    struct Put: AdminCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Report all extensions that are agents; no others are.")
        @Argument(completion: .customers) var customer: String
        @Argument(help: "The extensions.") var extensions: [String] = []
        @Option(help: "A file with one extension a line; - is the standard input.", completion: .file())
        var file: String?
        @Flag(help: "The telephone system has no agents.") var none = false
        @OptionGroup var connection: ConnectionOptions

        /// Bytes of the file: 100,000 extensions of 32 characters with their line ends.
        static let maxBytes = 100_000 * 34

        func validate() throws {
            guard [!extensions.isEmpty, file != nil, none].count(where: { $0 }) == 1 else {
                throw ValidationError("Give extensions, a --file of them, or --none.")
            }
        }

        func run(with client: AdminClient) async throws {
            let reported = try file.map(Self.lines) ?? extensions
            let body = JSON.fields(["extensions": .array(reported.map(JSON.string))])
            try show(try await client.send(.put, path(customer), body: body), as: table)
        }

        private static func lines(of file: String) throws -> [String] {
            let text = String(decoding: try InputFile(name: file).read(most: maxBytes), as: UTF8.self)
            return text.split(whereSeparator: \.isWhitespace).map(String.init)
        }
    }
}
