import AdminClient
import ArgumentParser
import BoardProtocol

struct Licences: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The licences of a customer and its maximum of wallboards.",
        subcommands: [Show.self, SetMaximum.self])

    static func path(_ customer: String) -> AdminPath { ["v1", "customers", customer, "licences"] }

    static func table(_ licences: JSON) -> Table {
        let wallboards = licences["devices"]?["wallboards"]
        return Table(of: [
            ("as of", licences["asOf"].shown),
            ("wallboards", wallboards?["display"].shown ?? "–"),
            ("  analytics", wallboards?["analytics"].shown ?? "–"),
            ("  live analytics", wallboards?["liveAnalytics"].shown ?? "–"),
            ("  connected now", wallboards?["connected"].shown ?? "–"),
            ("users", ""),
            ("  essential", licences["users"]?["essential"].shown ?? "–"),
            ("  professional", licences["users"]?["professional"].shown ?? "–"),
            ("  agent add-on", licences["users"]?["agentAddOn"].shown ?? "–"),
            ("clients", ""),
            ("  desktop", licences["clients"]?["desktop"].shown ?? "–"),
            ("  CRM add-on", licences["clients"]?["crmAddOn"].shown ?? "–"),
            ("supervisors", ""),
            ("  reports", licences["supervisor"]?["reports"].shown ?? "–"),
            ("  insights", licences["supervisor"]?["insights"].shown ?? "–"),
            ("  analytics", licences["supervisor"]?["analytics"].shown ?? "–"),
            ("  live analytics", licences["supervisor"]?["liveAnalytics"].shown ?? "–"),
            ("  contact centre", licences["supervisor"]?["contactCentre"].shown ?? "–"),
        ])
    }

    struct Show: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "Show what is in use.")
        @Argument var customer: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            let answer = try await client.get(path(customer))
            show(answer, as: table)
            if !connection.json, let version = answer.version {
                Console.write("\nversion for --if-match: \(version)")
            }
        }
    }

    struct SetMaximum: AdminCommand {
        static let configuration = CommandConfiguration(
            commandName: "set-max",
            abstract: "Set how many boards may have a seat.",
            discussion: "A maximum below the boards that have a seat is refused, and the boards are named.")
        @Argument var customer: String
        @Argument(help: "A number, or unlimited.") var max: SeatMaximumArgument
        @Flag(help: "Only say what would happen.") var dryRun = false
        @Option(help: ArgumentHelp("Refuse if the maximum has changed since this version.", valueName: "version"))
        var ifMatch: String?
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            let body = JSON.fields(["maxWallboards": max.json, "dryRun": dryRun ? .bool(true) : nil])
            let answer = try await client.send(
                .patch, path(customer), body: body, ifMatch: ifMatch.map(Self.entityTag))
            show(answer, as: table)
        }

        /// The version as `If-Match` wants it; the quotes are easily lost in a shell.
        static func entityTag(_ version: String) -> String {
            version == "*" || version.hasPrefix("\"") ? version : "\"\(version)\""
        }
    }
}
