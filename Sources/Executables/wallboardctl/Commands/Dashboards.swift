import AdminClient
import ArgumentParser
import BoardProtocol
import Values

struct Dashboards: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What the boards of a customer show.",
        subcommands: [List.self, Show.self, Put.self, Delete.self])

    static func path(_ customer: String) -> AdminPath { ["v1", "customers", customer, "dashboards"] }

    static func table(_ dashboard: JSON) -> Table {
        let views = ["insights", "analytics", "liveAnalytics", "contactCentre"].map { view in
            ("left out of \(view)", leftOut(dashboard["views"]?[view]?["leftOut"]))
        }
        return Table(
            of: [
                ("id", dashboard["id"].shown),
                ("title", dashboard["title"].shown),
                ("queues", queues(dashboard)),
                ("caller numbers", callerNumbers(dashboard)),
                ("tiles", tiles(dashboard)),
                ("alarms", String(dashboard["alarms"]?.array?.count ?? 0)),
                ("boards", dashboard["devices"].shown),
            ] + views)
    }

    static func queues(_ dashboard: JSON) -> String {
        dashboard["queues"]?.array == nil ? "all" : dashboard["queues"].shown
    }

    private static func callerNumbers(_ dashboard: JSON) -> String {
        dashboard["callerNumbers"]?.string == nil ? "as the customer says" : dashboard["callerNumbers"].shown
    }

    private static func tiles(_ dashboard: JSON) -> String {
        let kinds = (dashboard["tiles"]?.array ?? []).map { $0["kind"].shown }
        return kinds.isEmpty ? "those of the view" : kinds.joined(separator: ", ")
    }

    private static func leftOut(_ parts: JSON?) -> String {
        let parts = (parts?.array ?? []).map { part in
            let place = part["tile"]?.integer == nil ? "alarm \(part["alarm"].shown)" : "tile \(part["tile"].shown)"
            return "\(place): \(part["reason"].shown)"
        }
        return parts.isEmpty ? "–" : parts.joined(separator: " ")
    }

    struct List: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "List all dashboards of a customer.")
        @Argument(completion: .customers) var customer: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            try show(try await client.items(of: path(customer))) { dashboards in
                Table(
                    ["DASHBOARD", "TITLE", "QUEUES", "TILES", "ALARMS", "BOARDS"],
                    dashboards.map {
                        [
                            $0["id"].shown, $0["title"].shown, queues($0), String($0["tiles"]?.array?.count ?? 0),
                            String($0["alarms"]?.array?.count ?? 0), String($0["devices"]?.array?.count ?? 0),
                        ]
                    })
            }
        }
    }

    struct Show: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one dashboard, and which parts each view does not get.")
        @OptionGroup var dashboard: DashboardArguments
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            try showWithVersion(try await client.get(dashboard.path), as: table)
        }
    }

    struct Put: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a dashboard, or replace one as a whole.",
            discussion: """
                The file is a JSON object with title, and optionally queues, callerNumbers, tiles and alarms, as the \
                document of the admin API says. Boards that show the dashboard show the new one before \
                this returns.
                """)
        @OptionGroup var dashboard: DashboardArguments
        @Option(
            help: "The file, at most 512 KiB, or - for the standard input.", completion: .file(extensions: ["json"]))
        var file: String
        @Flag(help: "Only check it, and say what each view would not get.") var dryRun = false
        @Flag(name: .customLong("new"), help: "Refuse if the dashboard exists.") var isNew = false
        @OptionGroup var version: VersionOption
        @OptionGroup var connection: ConnectionOptions

        /// Bytes of the file; the gateway takes no more.
        static let maxBytes = 524_288

        func validate() throws {
            guard !isNew || version.condition == nil else {
                throw ValidationError("A new dashboard has no version: give --new or --if-match.")
            }
        }

        func run(with client: AdminClient) async throws {
            let answer = try await client.send(
                .put, dashboard.path, query: [("dryRun", dryRun ? "true" : "false")], body: try content(),
                if: isNew ? .absent : version.condition)
            try show(answer, as: table)
        }

        private func content() throws -> JSON {
            let file = InputFile(name: file)
            let bytes = try file.read(most: Self.maxBytes)
            var limits = JSONLimits()
            limits.maxBytes = Self.maxBytes
            do throws(JSONError) {
                return try JSON(parsing: bytes, limits: limits)
            } catch {
                throw AdminClientError.misconfigured("\(file.described) is not JSON: \(error)")
            }
        }
    }

    struct Delete: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a dashboard; its boards show the default of their view.")
        @OptionGroup var dashboard: DashboardArguments
        @OptionGroup var version: VersionOption
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            _ = try await client.send(.delete, dashboard.path, if: version.condition)
            try showDeleted("The dashboard \(dashboard.id)")
        }
    }
}

/// Which dashboard a command is about.
struct DashboardArguments: ParsableArguments {
    @Argument(completion: .customers) var customer: String
    @Argument(help: ArgumentHelp("1 to 64 of a–z, 0–9 and -.", valueName: "dashboard"), completion: .dashboards)
    var id: String

    var path: AdminPath { Dashboards.path(customer).appending(id) }
}
