import AdminClient
import ArgumentParser
import BoardProtocol
import Values

struct Customers: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The customers of the provider.",
        subcommands: [List.self, Show.self, Create.self, Change.self, Delete.self])

    static let path: AdminPath = ["v1", "customers"]

    static func table(_ customer: JSON) -> Table {
        let settings = [
            ("id", customer["id"].shown),
            ("name", customer["name"].shown),
            ("time zone", customer["timeZone"].shown),
            ("wallboards", seats(customer)),
            ("maximum of wallboards", customer["maxWallboards"].shownMaximum),
            ("day begins", customer["resetTime"].shown),
            ("service level within", customer["serviceLevelSeconds"].shown + " s"),
            ("short abandon before", customer["shortAbandonSeconds"].shown + " s"),
            ("service level of", customer["serviceLevelVariant"].shown),
            (
                "feed lost after",
                customer["feedLostSeconds"].shown + (customer["feedLostSeconds"]?.integer == nil ? "" : " s")
            ),
            ("caller numbers", customer["callerNumbers"].shown),
            ("agent add-ons", customer["agentAddOn"].shown),
            ("boards sleep", sleepHours(customer["sleepHours"])),
            ("in the totals only today", leftOut(customer["leftOut"])),
        ]
        return Table(of: settings + GoalRows.rows(customer["goals"]) + CustomerFeed.rows(customer["feed"]))
    }

    static func sleepHours(_ hours: JSON?) -> String {
        hours?.object == nil ? "–" : "from \((hours?["from"]).shown) to \((hours?["to"]).shown)"
    }

    /// Such as `3 queues, 0 agents`: a day names more than can be counted separately.
    static func leftOut(_ counts: JSON?) -> String {
        "\((counts?["queues"]).shown) queues, \((counts?["agents"]).shown) agents"
    }

    /// Such as `11/10, too many`.
    static func seats(_ customer: JSON) -> String {
        let wallboards = customer["wallboards"]
        return (wallboards?["display"]).shown + (wallboards?["over"]?.bool == true ? ", too many" : "")
    }

    struct List: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "List all customers.")
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            try show(try await client.items(of: path)) { customers in
                Table(
                    ["CUSTOMER", "NAME", "TIME ZONE", "MAXIMUM", "WALLBOARDS", "CONNECTED", "FEED"],
                    customers.map {
                        [
                            $0["id"].shown, $0["name"].shown, $0["timeZone"].shown, $0["maxWallboards"].shownMaximum,
                            seats($0), ($0["wallboards"]?["connected"]).shown, CustomerFeed.state($0["feed"]),
                        ]
                    })
            }
        }
    }

    struct Show: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "Show one customer with its settings.")
        @Argument(completion: .customers) var customer: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            try showWithVersion(try await client.get(path.appending(customer)), as: table)
        }
    }

    struct Create: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "Create a customer.")
        @Argument(help: "1 to 64 of a–z, 0–9 and -.") var customer: String
        @Option(help: "The name for people.") var name: String
        @Option(help: "Where its day begins and ends, such as Europe/Berlin.") var timeZone: String
        @Option(help: "How many boards may have a seat: a number, or unlimited.") var max: SeatMaximumArgument
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            let body = JSON.fields([
                "id": .string(customer), "name": .string(name), "timeZone": .string(timeZone),
                "maxWallboards": max.json,
            ])
            try show(try await client.send(.post, path, body: body), as: table)
        }
    }

    struct Delete: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a customer with its users, boards and calls.")
        @Argument(completion: .customers) var customer: String
        @OptionGroup var version: VersionOption
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            _ = try await client.send(.delete, path.appending(customer), if: version.condition)
            try showDeleted("The customer \(customer)")
        }
    }
}
