import AdminClient
import ArgumentParser
import BoardProtocol

struct Customers: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The customers of the provider.",
        subcommands: [List.self, Show.self, Create.self, Update.self, Delete.self])

    static let path: AdminPath = ["v1", "customers"]

    static func table(_ customer: JSON) -> Table {
        Table(of: [
            ("id", customer["id"].shown),
            ("name", customer["name"].shown),
            ("time zone", customer["timeZone"].shown),
            ("maximum of wallboards", customer["maxWallboards"].shownMaximum),
            ("day begins", customer["resetTime"].shown),
            ("service level within", customer["serviceLevelSeconds"].shown + " s"),
            ("short abandon before", customer["shortAbandonSeconds"].shown + " s"),
            ("caller numbers", customer["callerNumbers"].shown),
            ("agent add-ons", customer["agentAddOn"].shown),
        ])
    }

    struct List: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "List all customers.")
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            show(try await client.items(of: path)) { customers in
                Table(
                    ["CUSTOMER", "NAME", "TIME ZONE", "MAXIMUM"],
                    customers.map {
                        [$0["id"].shown, $0["name"].shown, $0["timeZone"].shown, $0["maxWallboards"].shownMaximum]
                    })
            }
        }
    }

    struct Show: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "Show one customer with its settings.")
        @Argument var customer: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            show(try await client.get(path.appending(customer)), as: table)
        }
    }

    struct Create: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "Make a new customer.")
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
            show(try await client.send(.post, path, body: body), as: table)
        }
    }

    struct Update: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "Change settings of a customer.")
        @Argument var customer: String
        @Option(help: "The name for people.") var name: String?
        @Option(help: "Where its day begins and ends, such as Europe/Berlin.") var timeZone: String?
        @Option(help: "When the figures of the day start anew, HH:MM.") var resetTime: String?
        @Option(help: "A call answered within this time is within the service level.") var serviceLevelSeconds: Int?
        @Option(help: "A caller who leaves before this time is a short abandon.") var shortAbandonSeconds: Int?
        @Option(help: "How boards show callers: masked or shown.") var callerNumbers: String?
        @Option(help: "Where agent add-ons come from: manual or synced.") var agentAddOn: String?
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            let body = JSON.fields([
                "name": name.map(JSON.string), "timeZone": timeZone.map(JSON.string),
                "resetTime": resetTime.map(JSON.string),
                "serviceLevelSeconds": serviceLevelSeconds.map { .integer(Int64($0)) },
                "shortAbandonSeconds": shortAbandonSeconds.map { .integer(Int64($0)) },
                "callerNumbers": callerNumbers.map(JSON.string), "agentAddOn": agentAddOn.map(JSON.string),
            ])
            show(try await client.send(.patch, path.appending(customer), body: body), as: table)
        }
    }

    struct Delete: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a customer with its users, boards and calls.")
        @Argument var customer: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            _ = try await client.send(.delete, path.appending(customer))
            showDeleted("The customer \(customer)")
        }
    }
}
